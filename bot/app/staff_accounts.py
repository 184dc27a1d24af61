"""Making and changing accounts of staff, each with its line in the audit."""

from datetime import datetime

from bot.app.operator import operator
from bot.console import passwords
from bot.errors import CalaimError
from bot.storage import audit, presence, staff, staff_sessions
from bot.storage.database import Database
from bot.storage.staff import ADMINISTRATOR

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
    Have an account open nothing any more, at once.

    Raises:
        StaffError: There is none of that name.
    """
    with database.write() as connection:
        if not staff.change(connection, account, disabled_at=now):
            raise StaffError(f"there is no account {account}.")
        staff_sessions.end_all(connection, account)
        presence.left(connection, account)
        audit.add(connection, audit.Entry(now, operator(), "disabled", account))


def set_password(
    database: Database, account: str, password: str, now: datetime, *, forget_code: bool
) -> None:
    """
    Give an account a new password and let it in again; whoever is signed in with it is signed out.

    Args:
        forget_code: Whether the code beside the password goes too, where a telephone was lost.

    Raises:
        StaffError: There is none of that name.
    """
    values = {"password": passwords.hashed(password), "disabled_at": None}
    values |= {"totp": None} if forget_code else {}
    with database.write() as connection:
        if not staff.change(connection, account, **values):
            raise StaffError(f"there is no account {account}.")
        staff_sessions.end_all(connection, account)
        audit.add(connection, audit.Entry(now, operator(), "new password", account))
