"""Making and changing accounts of staff, each with its line in the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.app.operator import operator
from bot.console import passwords
from bot.errors import CalaimError
from bot.storage import audit, presence, staff, staff_sessions
from bot.storage.database import Database
from bot.storage.staff import ADMINISTRATOR
from bot.worker.leaving import let_all_go

FIRST_ACCOUNT = "admin"


class StaffError(CalaimError):
    """An account could not be made or changed; the message says why."""


def first_account(database: Database, now: datetime) -> str | None:
    """Make an administrator where nobody has an account yet; give its password."""
    with database.read() as connection:
        if not staff.is_empty(connection):
            return None
    password = passwords.generated()
    add(database, FIRST_ACCOUNT, "Admin", ADMINISTRATOR, "member_services", password, now)
    return password


def add(
    database: Database,
    account: str,
    name: str,
    role: str,
    desk: str,
    password: str,
    now: datetime,
) -> None:
    """
    Make an account.

    Raises:
        StaffError: There is one of that name.
    """
    kept = passwords.hashed(password)
    with database.write() as connection:
        if not staff.add(connection, account, name, role, desk, kept, now):
            raise StaffError(f"there is an account {account} already.")
        audit.add(connection, audit.Entry(now, operator(), f"made {role}", account))


def disable(database: Database, account: str, now: datetime) -> None:
    """
    Have an account open nothing any more, at once; the assistant is back with whom it wrote.

    Raises:
        StaffError: There is none of that name.
    """
    with database.write() as connection:
        _change(connection, account, disabled_at=now)
        let_all_go(connection, account, now)
        staff_sessions.end_all(connection, account)
        presence.left(connection, account)
        audit.add(connection, audit.Entry(now, operator(), "disabled", account))


def enable(database: Database, account: str, now: datetime) -> None:
    """
    Have an account open again what it did, with the password or the work account that it had.

    Raises:
        StaffError: There is none of that name.
    """
    with database.write() as connection:
        _change(connection, account, disabled_at=None)
        audit.add(connection, audit.Entry(now, operator(), "enabled", account))


def set_password(
    database: Database, account: str, password: str, now: datetime, *, forget_code: bool
) -> None:
    """
    Give an account a new password and let it in again; whoever is signed in with it is signed out.

    Args:
        forget_code: Whether the code beside the password goes too, where a telephone was lost.

    Raises:
        StaffError: There is none of that name, or its owner signs in with a work account.
    """
    values = {"password": passwords.hashed(password), "disabled_at": None}
    values |= {"totp": None} if forget_code else {}
    with database.write() as connection:
        kept = staff.get(connection, account)
        if kept is not None and kept.is_from_outside:
            raise StaffError(
                f"{account} signs in with a work account and has no password here; "
                "`calaim staff enable` lets it in again."
            )
        _change(connection, account, **values)
        staff_sessions.end_all(connection, account)
        audit.add(connection, audit.Entry(now, operator(), "new password", account))


def _change(connection: Connection, account: str, **values: Any) -> None:
    if not staff.change(connection, account, **values):
        raise StaffError(f"there is no account {account}.")
