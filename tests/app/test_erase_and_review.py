"""What staff and analysts type: forgetting one person, and the texts worth labelling."""

from __future__ import annotations

import pytest
import yaml
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from sqlalchemy import func, select

from bot.app import cli
from bot.handoff.case import CaseDraft
from bot.storage import conversations, inbox, messages
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from bot.worker.clock import Clock
from tests.fakes.keys import CIPHER, KEYS
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
OTHER = "+16505550122"


@pytest.fixture
def line(monkeypatch, tmp_path):
    """The line, with the commands pointed at its database."""
    monkeypatch.setenv("CALAIM_KEYS", KEYS.to_text())
    monkeypatch.setenv("CALAIM_DATABASE_URL", f"sqlite:///{tmp_path}/calaim.db")
    with set_up(tmp_path) as made:
        yield made


def told(line, *texts: str, number: str = PHONE) -> None:
    """Have somebody text, and each text answered."""
    with line.working():
        for text in texts:
            before = len(line.texts_to(number))
            line.text(number, text)
            wait_for(lambda before=before: len(line.texts_to(number)) > before, 20)


@pytest.mark.parametrize("who", [PHONE, "650-555-0111", "(650) 555 0111"])
def test_staff_erase_by_the_number_as_a_person_says_it(line, capsys, who):
    told(line, "canarybird")
    told(line, "another person", number=OTHER)
    assert cli.main(["erase", who]) == 0
    assert "2 messages, 0 cases" in capsys.readouterr().out
    with line.database.read() as connection:
        assert conversations.id_of_number(connection, PHONE) is None
        other = str(conversations.id_of_number(connection, OTHER))
        said = [message["text"] for message in messages.after(connection, other, 0, 10)]
        assert "another person" in said and conversations.get(connection, other).address == OTHER
    assert line.count("SELECT count(*) FROM messages") == len(said)


def test_staff_erase_a_web_chat_by_its_id_or_by_the_number_left_there(line, capsys):
    line.turns.handover = {"wanted": None, "number": "6505550111"}
    with line.working():
        members = [line.new_member(), line.new_member()]
        for member in members:
            member.hear()
            member.say("canarybird")
    assert cli.main(["erase", members[0].conversation]) == 0
    assert members[0].read() == [] and members[1].read() != []
    assert cli.main(["erase", "650 555 0111"]) == 0
    assert members[1].read() == []
    assert capsys.readouterr().out.count("Erased") == 2


def wanting_a_call(screening, to) -> CaseDraft:
    """A case of somebody who asked to be called."""
    contact = dict.fromkeys(("name", "when", "voicemail", "birth_date", "asked_on"))
    contact |= {"number": to.address, "language": "en"}
    details = {"person": "self", "wanted": "call_me", "contact": contact}
    return CaseDraft("self", "routine", "icm", "Wants a call.", {**details, "round": 1})


def test_what_is_kept_is_told_with_its_reason(line, capsys):
    line.make_case = wanting_a_call
    line.turns.handover = {"wanted": "call_me"}
    told(line, "call me")
    line.text(OTHER, "i want to kill myself")
    line.text(OTHER, "STOP")
    assert cli.main(["erase", PHONE]) == 0
    told_to_staff = capsys.readouterr().out
    assert "a call was asked for" in told_to_staff
    code = told_to_staff.split("case ")[1][:7]
    assert cli.main(["cases", code]) == 0
    shown = capsys.readouterr().out
    assert "Wants a call." in shown and "erased at their wish" in shown
    assert cli.main(["erase", OTHER]) == 0
    said = capsys.readouterr().out
    assert "danger was written of" in said and "wants no texts" in said
    assert cli.main(["erase", OTHER, "--cases"]) == 0
    assert "danger" not in capsys.readouterr().out


def test_nobody_found_is_told_in_one_line(line, capsys):
    assert cli.main(["erase", "650-555-0199"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def understood(line, text: str, confidence: float, number: str = PHONE, **known) -> None:
    """Have a text answered that was understood so well."""
    line.turns.understood = {"intent": known.pop("intent", "inform"), "confidence": confidence}
    told(line, text, number=number)
    with line.database.write() as connection:
        newest = inbox.inbox.c.id == select(func.max(inbox.inbox.c.id)).scalar_subquery()
        before = connection.execute(select(inbox.inbox.c.understood).where(newest)).scalar_one()
        values = {"understood": {**before, **known}}
        connection.execute(inbox.inbox.update().where(newest).values(**values))


def reviewed(capsys, *arguments: str) -> list[dict]:
    """What the command gives, group by group."""
    assert cli.main(["review", *arguments]) == 0
    return yaml.safe_load(capsys.readouterr().out)["nlu"]


def test_the_least_certain_come_first_as_training_data_that_rasa_reads(line, capsys):
    understood(line, "we got kicked out", 0.9)
    understood(line, "kinda sorta the thing", 0.2, intent="faq_cost")
    understood(line, "purple elephants", 0.8, missed=True)
    assert cli.main(["review"]) == 0
    dumped = capsys.readouterr().out
    groups = yaml.safe_load(dumped)["nlu"]
    assert [group["intent"] for group in groups] == ["inform", "faq_cost"]
    assert [e["text"] for e in groups[0]["examples"]] == ["purple elephants", "we got kicked out"]
    assert groups[1]["examples"][0]["metadata"]["confidence"] == 0.2
    read = RasaYAMLReader().reads(dumped).training_examples
    assert {example.get("text") for example in read} == {
        "purple elephants", "we got kicked out", "kinda sorta the thing"
    }  # fmt: skip


def test_as_many_as_wished_and_none_from_before_the_day(line, capsys):
    understood(line, "we got kicked out", 0.9)
    understood(line, "kinda sorta the thing", 0.2)
    [group] = reviewed(capsys, "--limit", "1")
    assert [each["text"] for each in group["examples"]] == ["kinda sorta the thing"]
    line.change("UPDATE inbox SET received_at = '2020-01-01 00:00:00.000000' WHERE seq = 1")
    [group] = reviewed(capsys, "--since", "2021-06-01")
    assert [each["text"] for each in group["examples"]] == ["kinda sorta the thing"]


def test_nothing_that_tells_who_somebody_is_gets_out(line, capsys):
    line.turns.handover = {"wanted": None, "name": "Quirinius"}
    understood(line, "quirinius is my name and 650-555-0147 my number, i sleep in my van", 0.2)
    understood(line, "Wolfgang Amadeus", 0.1, question="call_name")
    understood(line, "the fourth of july", 0.1, question="birth_date")
    [group] = reviewed(capsys)
    [example] = group["examples"]
    assert "i sleep in my van" in example["text"]
    assert "quirinius" not in example["text"].lower() and "0147" not in example["text"]


def test_nothing_of_those_who_opted_out_or_had_all_erased_or_were_in_danger(line, capsys):
    understood(line, "we got kicked out", 0.1)
    line.text(PHONE, "STOP")
    understood(line, "kinda sorta the thing", 0.1, number=OTHER)
    line.text(OTHER, "ERASE")
    line.text("+16505550133", "i want to kill myself")
    assert reviewed(capsys) == []


def test_what_fixed_words_read_is_not_worth_labelling(line, capsys):
    for text in ("yes", "2", "not sure", "??"):
        understood(line, text, 0.1)
    assert reviewed(capsys) == []


def test_messages_taken_before_there_was_a_review_are_passed_over(tmp_path, monkeypatch, capsys):
    url = f"sqlite:///{tmp_path}/calaim.db"
    monkeypatch.setenv("CALAIM_KEYS", KEYS.to_text())
    monkeypatch.setenv("CALAIM_DATABASE_URL", url)
    database, now = Database(url, CIPHER), Clock().now()
    bring_up_to_date(database)
    with database.write() as connection:
        conversation = conversations.find_or_create_sms(connection, PHONE, now)
        inbox.add(connection, conversation, "a", now, kind="text", text="old", status="done")
    database.close()
    assert reviewed(capsys) == []
