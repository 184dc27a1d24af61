"""`calaim staff`, and the first account that a first start makes."""

import io

import pytest

from bot.app import staff_accounts
from bot.app.cli import main
from bot.app.key_files import make_keys
from bot.app.settings import read_settings
from bot.app.staff_accounts import FIRST_ACCOUNT
from bot.app.wiring import sealed_database
from bot.console import passwords
from bot.storage import audit, staff
from bot.storage.migrate import bring_up_to_date
from tests.storage.conftest import NOW

WORDS = "a few words in a row"


@pytest.fixture
def database(tmp_path, monkeypatch):
    """The database that the command finds by its settings."""
    monkeypatch.setenv("CALAIM_DATABASE_URL", f"sqlite:///{tmp_path}/calaim.db")
    settings = read_settings()
    make_keys(settings)
    made = sealed_database(settings)
    bring_up_to_date(made)
    yield made
    made.close()


def account(database, name: str):
    with database.read() as connection:
        return staff.get(connection, name), staff.credentials(connection, name)


def test_an_account_is_made_with_a_password_that_was_typed(database, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORDS}\n"))
    assert main(["staff", "add", "ana", "--name", "Ana", "--desk", "icm"]) == 0
    made, kept = account(database, "ana")
    assert (made.role, made.desk) == ("agent", "icm")
    assert passwords.is_right(kept.password, WORDS)
    assert WORDS not in capsys.readouterr().out


def test_a_password_can_be_made_and_is_shown_once(database, capsys):
    assert main(["staff", "add", "ben", "--name", "Ben", "--role", "auditor", "--generate"]) == 0
    shown = capsys.readouterr().out.splitlines()[0].removeprefix("Password, shown this once: ")
    assert passwords.is_right(account(database, "ben")[1].password, shown)
    main(["staff", "list"])
    listed = capsys.readouterr().out
    assert "ben" in listed and "auditor" in listed and shown not in listed


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["add", "Ana B", "--name", "Ana"], WORDS, "small letters, digits"),
        (["add", "ana", "--name", " "], WORDS, "a name has 1 to 60 characters"),
        (["add", "ana", "--name", "Ana"], "short", "at least 12 characters"),
        (["disable", "nobody"], "", "there is no account nobody"),
        (["enable", "nobody"], "", "there is no account nobody"),
        (["password", "nobody"], WORDS, "there is no account nobody"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    database, monkeypatch, capsys, arguments, typed, sentence
):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    assert main(["staff", *arguments]) == 1
    told = capsys.readouterr().err
    assert sentence in told and told.count("\n") == 1


def test_a_second_account_of_that_name_is_refused(database):
    staff_accounts.add(database, "ana", "Ana", "agent", "icm", WORDS, NOW)
    assert main(["staff", "add", "ana", "--name", "Other", "--generate"]) == 1
    assert account(database, "ana")[0].name == "Ana"


def test_an_account_is_disabled_and_let_in_again_with_a_new_password(database, capsys):
    staff_accounts.add(database, "ana", "Ana", "agent", "icm", WORDS, NOW)
    assert main(["staff", "disable", "ana"]) == 0
    assert account(database, "ana")[0].is_disabled
    assert main(["staff", "password", "ana", "--generate", "--forget-code"]) == 0
    made, kept = account(database, "ana")
    assert not made.is_disabled and not passwords.is_right(kept.password, WORDS)
    with database.read() as connection:
        done = [entry.action for entry in reversed(audit.newest(connection, 10))]
    assert done == ["made agent", "disabled", "new password"]


def test_an_account_is_enabled_again_with_the_password_that_it_had(database):
    staff_accounts.add(database, "ana", "Ana", "agent", "icm", WORDS, NOW)
    assert main(["staff", "disable", "ana"]) == main(["staff", "enable", "ana"]) == 0
    made, kept = account(database, "ana")
    assert not made.is_disabled and passwords.is_right(kept.password, WORDS)


def test_a_work_account_is_listed_as_one_and_takes_no_password(database, capsys):
    with database.write() as connection:
        words = ("maria@plan.example", "Maria", "agent", "icm", "", NOW)
        staff.add(connection, *words, identity="f" * 64)
    assert main(["staff", "list"]) == 0
    assert "Maria  work account" in capsys.readouterr().out
    assert main(["staff", "password", "maria@plan.example", "--generate"]) == 1
    assert "has no password here" in capsys.readouterr().err
    assert account(database, "maria@plan.example")[1].password == ""


def test_the_first_start_makes_one_administrator_and_the_second_none(database):
    password = staff_accounts.first_account(database, NOW)
    made, kept = account(database, FIRST_ACCOUNT)
    assert made.role == "administrator" and passwords.is_right(kept.password, password)
    assert staff_accounts.first_account(database, NOW) is None
