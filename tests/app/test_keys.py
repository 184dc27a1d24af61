"""The keys: made once, changed without a pause, and never where they do not belong."""

import pytest

from bot.app import cli
from bot.app.key_files import make_keys, write_keys
from bot.app.settings import read_settings
from bot.app.wiring import open_database, sealed_database
from bot.storage import conversations, key_checks
from bot.storage.cipher import new_keys, read_keys
from bot.storage.migrate import bring_up_to_date
from bot.worker.clock import Clock

PHONE = "+16505550111"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """The settings of a service that was started for the first time, with one conversation."""
    monkeypatch.setenv("CALAIM_DATABASE_URL", f"sqlite:///{tmp_path}/calaim.db")
    settings = read_settings()
    make_keys(settings)
    database = sealed_database(settings)
    bring_up_to_date(database)
    with database.write() as connection:
        conversations.find_or_create_sms(connection, PHONE, Clock().now())
    database.close()
    return settings


def found(settings) -> str | None:
    """The number, read as any process would."""
    database = open_database(settings)
    with database.read() as connection:
        identity = conversations.id_of_number(connection, PHONE)
        number = conversations.get(connection, str(identity)).address
    database.close()
    return number


def test_the_first_start_makes_keys_that_only_we_may_read_and_the_next_leaves_them(settings):
    assert settings.keys_file.stat().st_mode & 0o777 == 0o600
    before = settings.keys_file.read_text()
    make_keys(settings)
    assert settings.keys_file.read_text() == before


def test_lost_keys_are_told_and_not_made_anew(settings):
    settings.keys_file.rename(settings.keys_file.with_name("elsewhere"))
    with pytest.raises(Exception, match=r"^the keys of the database are missing[^\n]+$"):
        make_keys(settings)
    assert not settings.keys_file.exists()


@pytest.mark.parametrize("command", [["cases"], ["worker"], ["gateway"], ["erase", PHONE]])
def test_no_process_starts_with_other_keys(settings, capsys, monkeypatch, command):
    monkeypatch.setenv("CALAIM_RASA_SECRET", "a secret of twenty letters")
    write_keys(settings.keys_file, new_keys())
    assert cli.main(command) == 1
    told = capsys.readouterr().err
    assert "the keys are not those of this database" in told and told.count("\n") == 1


def test_keys_are_changed_step_by_step_and_nothing_becomes_unreadable(settings, capsys):
    assert cli.main(["keys", "new"]) == 0
    assert found(settings) == PHONE
    assert cli.main(["keys", "rotate", "--wait", "0"]) == 0
    assert "Sealed" in capsys.readouterr().out and found(settings) == PHONE
    assert cli.main(["keys", "rotate", "--wait", "0"]) == 0
    assert "Nothing is sealed with an older key" in capsys.readouterr().out
    keys = read_keys(settings.keys_file.read_text())
    write_keys(settings.keys_file, type(keys)(keys.index, {2: keys.sealing[2]}))
    assert found(settings) == PHONE
    assert cli.main(["keys"]) == 0
    assert "Keys in use: 2." in capsys.readouterr().out


def test_a_running_process_goes_on_while_keys_are_changed(settings):
    running = open_database(settings)
    assert cli.main(["keys", "new"]) == 0
    assert cli.main(["keys", "rotate", "--wait", "0"]) == 0
    with running.write() as connection:
        identity = str(conversations.id_of_number(connection, PHONE))
        assert conversations.get(connection, identity).address == PHONE
        conversations.change(connection, identity, screening={"said": "in my car"})
    running.close()
    database = open_database(settings)
    with database.read() as connection:
        assert conversations.get(connection, identity).screening == {"said": "in my car"}
        assert key_checks.in_use(connection) == [1, 2]
    database.close()


def test_who_looked_at_cases_and_changed_keys_is_in_the_audit(settings, capsys):
    for command in (["cases"], ["keys", "rotate", "--wait", "0"], ["erase", PHONE], ["audit"]):
        assert cli.main(command) == 0
    told = capsys.readouterr().out.splitlines()[-3:]
    assert ["erased" in told[0], "sealed again" in told[1], "listed cases" in told[2]] == [True] * 3
    assert PHONE not in "".join(told)


def test_an_edited_audit_is_told_with_exit_code_1(settings, capsys):
    assert cli.main(["cases"]) == 0
    database = open_database(settings)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET subject = 'none'")
    database.close()
    assert cli.main(["audit"]) == 1
    assert "row 1 does not follow" in capsys.readouterr().err
