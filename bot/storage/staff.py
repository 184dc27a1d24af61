"""The accounts of staff: who may do what in the console, and how they show that it is them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Integer, String, Table, func, select
from sqlalchemy.engine import Connection

from bot.storage.database import insert_new
from bot.storage.schema import Instant, Sealed, metadata

AGENT, SUPERVISOR, ADMINISTRATOR, AUDITOR = ROLES = (
    *("agent", "supervisor", "administrator", "auditor"),
)
LONGEST_ACCOUNT = 40
LONGEST_NAME = 60

staff = Table(
    "staff",
    metadata,
    # What they sign in with, in small letters; it stands in `cases.claimed_by` and in the audit.
    Column("account", String(LONGEST_ACCOUNT), primary_key=True),
    # As a member is told it.
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("role", String(16), nullable=False),
    Column("desk", String(24), nullable=False),
    # By argon2.
    Column("password", String(200), nullable=False),
    Column("totp", Sealed("staff.totp")),
    # The last half minute whose code was used: no code opens twice.
    Column("totp_used", Integer, nullable=False),
    Column("shortcuts", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)


@dataclass(frozen=True)
class Staff:
    """
    One account.

    Args:
        shortcuts: Whether single keys do something in the console.
    """

    account: str
    name: str
    role: str
    desk: str
    shortcuts: bool
    created_at: datetime
    disabled_at: datetime | None

    @property
    def is_disabled(self) -> bool:
        """Whether it opens nothing any more."""
        return self.disabled_at is not None


@dataclass(frozen=True)
class Credentials:
    """What an account is held against when somebody signs in."""

    password: str
    totp: str | None
    totp_used: int
    disabled_at: datetime | None


FIELDS = [staff.c[name] for name in Staff.__dataclass_fields__]
_CREDENTIALS = [staff.c[name] for name in Credentials.__dataclass_fields__]


def add(
    connection: Connection,
    account: str,
    name: str,
    role: str,
    desk: str,
    password: str,
    now: datetime,
) -> bool:
    """
    Make an account; False where there is one of that name.

    Args:
        password: Hashed.
    """
    row: dict[str, Any] = {"account": account, "name": name, "role": role, "desk": desk}
    row |= {"password": password, "totp_used": 0, "shortcuts": True, "created_at": now}
    return insert_new(connection, staff, row)


def everybody(connection: Connection) -> list[Staff]:
    """List all accounts, also those that are disabled, by name."""
    rows = connection.execute(select(*FIELDS).order_by(staff.c.account)).mappings()
    return [Staff(**row) for row in rows]


def get(connection: Connection, account: str) -> Staff | None:
    """Read one account, if there is one of that name."""
    query = select(*FIELDS).where(staff.c.account == account)
    row = connection.execute(query).mappings().first()
    return None if row is None else Staff(**row)


def credentials(connection: Connection, account: str, *, lock: bool = False) -> Credentials | None:
    """
    Give what an account is held against, if there is one of that name.

    Args:
        lock: Whether others are kept from changing it until the transaction ends.
    """
    query = select(*_CREDENTIALS).where(staff.c.account == account)
    query = query.with_for_update() if lock else query
    row = connection.execute(query).mappings().first()
    return None if row is None else Credentials(**row)


def change(connection: Connection, account: str, **values: Any) -> bool:
    """Set columns of an account; False where there is none of that name."""
    done = connection.execute(staff.update().where(staff.c.account == account).values(**values))
    return bool(done.rowcount)


def is_empty(connection: Connection) -> bool:
    """Whether nobody has an account yet."""
    return not connection.execute(select(func.count()).select_from(staff)).scalar_one()
