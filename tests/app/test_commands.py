"""The commands a person types: what they print, and how they say no."""

import io
import json
import threading

import pytest

from bot.app import cases, cli, policy_command
from bot.app.sms import OPTED_OUT, Phone
from bot.handoff.case import CaseDraft
from bot.storage import cases as stored
from bot.storage import conversations
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from bot.worker.clock import Clock
from tests.fakes.keys import CIPHER, KEYS
from tests.fakes.line import line as set_up


def test_help_names_every_command(capsys):
    assert cli.main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in cli.COMMANDS)


def test_an_unknown_command_is_refused(capsys):
    assert cli.main(["dance"]) == 2
    assert "no command 'dance'" in capsys.readouterr().err


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_can_be_asked_for_its_help(capsys, command):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: calaim {command}" in capsys.readouterr().out


def test_a_missing_database_is_told_in_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("CALAIM_KEYS", KEYS.to_text())
    monkeypatch.setenv("CALAIM_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert cli.main(["cases"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def one_case(monkeypatch, tmp_path) -> str:
    """A database with one case; gives its code."""
    url = f"sqlite:///{tmp_path}/calaim.db"
    monkeypatch.setenv("CALAIM_KEYS", KEYS.to_text())
    monkeypatch.setenv("CALAIM_DATABASE_URL", url)
    database, now = Database(url, CIPHER), Clock().now()
    bring_up_to_date(database)
    criterion = {
        "plan_says": "Five or more",
        "source": "hpsm_calaim",
        "member_said": [{"quote": "like 6 times"}],
        "to_verify": "the visits could have been avoided",
    }
    offer = {"label": "Adults at risk", "band": "appears", "criteria": [criterion]}
    answer = {"asked": "How many?", "quote": "like 6 times", "said_by": "self"}
    details = {
        "contact": {"name": "Maria"},
        "populations": [offer],
        "supports": [],
        "answers": [answer],
    }
    draft = CaseDraft("self", "routine", "icm", "Wants a call.", details)
    with database.write() as connection:
        conversation = conversations.find_or_create_sms(connection, "+16505550111", now)
        code = stored.open_or_update(connection, conversation, draft, now)
    database.close()
    return code


def test_cases_are_listed_and_shown_by_the_code_as_it_is_read_out(capsys, one_case):
    assert cases.main([]) == 0
    listed = capsys.readouterr().out
    assert one_case in listed and "icm" in listed and "Maria" in listed
    assert cases.main([one_case.lower().replace("-", " ")]) == 0
    shown = capsys.readouterr().out
    for part in ("Wants a call.", "Five or more", '"like 6 times"', "VERIFY", "opened by"):
        assert part in shown


def test_cases_can_be_read_by_a_program(capsys, one_case):
    assert cases.main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == one_case
    assert cases.main([one_case, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"] == "Wants a call."


def test_an_unknown_case_is_told(capsys, one_case):
    assert cases.main(["CCC-222"]) == 1
    assert "no case CCC-222" in capsys.readouterr().err


def test_the_policy_is_checked_and_each_rule_shown_with_its_citations(capsys):
    assert policy_command.main(["check"]) == 0
    assert "13 populations, 9 supports" in capsys.readouterr().out
    assert policy_command.main(["show"]) == 0
    ids = [row.split()[0] for row in capsys.readouterr().out.splitlines()]
    for identity in ids:
        assert policy_command.main(["show", identity]) == 0
        shown = capsys.readouterr().out
        assert '"' in shown and "Sources:" in shown


def test_an_unknown_rule_is_refused_with_the_nearest_one(capsys):
    assert policy_command.main(["show", "respit"]) == 1
    assert "Did you mean respite?" in capsys.readouterr().err


def test_where_a_beginning_fits_two_rules_both_are_named(capsys):
    assert policy_command.main(["show", "avoidable_us"]) == 1
    told = capsys.readouterr().err
    assert "Did you mean avoidable_use_adult or avoidable_use_youth?" in told


def test_a_number_that_opted_out_is_told_so_and_the_rest_is_still_sent(
    capsys, monkeypatch, tmp_path
):
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\nSTOP\nanyone?\nSTART\n"))
    with set_up(tmp_path) as line, line.working():
        phone = Phone(line.twilio_url, "+16505550199", line.database)
        assert phone.talk(threading.Event()) == 0
        phone.close()
    told = capsys.readouterr().out.split("\n\n")
    assert told[2:6] == ["> STOP", OPTED_OUT, "> anyone?", OPTED_OUT]
    assert told[6] == "> START" and told[7]


def test_one_can_text_from_a_pipe(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\n\nI am tired\n"))
    with set_up(tmp_path) as line, line.working():
        phone = Phone(line.twilio_url, "+16505550199", line.database)
        assert phone.talk(threading.Event()) == 0
        phone.close()
    assert capsys.readouterr().out.split("\n\n") == [
        "> hello",
        "1: hello\n1 Yes 2 No 3 Not sure",
        "> I am tired",
        "2: I am tired\n1 Yes 2 No 3 Not sure",
        "",
    ]
