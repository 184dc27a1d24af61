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
    # By argon2; empty where they sign in with the account they have at work.
    Column("password", String(200), nullable=False),
    Column("totp", Sealed("staff.totp")),
    # The last half minute whose code was used: no code opens twice.
    Column("totp_used", Integer, nullable=False),
    Column("shortcuts", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    # Where they are rung, in E.164 form, if they want to call from here.
    Column("phone", Sealed("staff.phone")),
    # Of an account from outside: a hash of who the provider is and who they are there.
    Column("identity", String(64), unique=True, index=True),
)


@dataclass(frozen=True)
class Staff:
    """
    One account.

    Args:
        shortcuts: Whether single keys do something in the console.
        identity: What they are recognized by who sign in with the account they have at work.
    """

    account: str
    name: str
    role: str
    desk: str
    shortcuts: bool
    created_at: datetime
    disabled_at: datetime | None
    identity: str | None

    @property
    def is_disabled(self) -> bool:
        """Whether it opens nothing any more."""
        return self.disabled_at is not None

    @property
    def is_from_outside(self) -> bool:
        """Whether they sign in with the account they have at work, and never by a password."""
        return self.identity is not None


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
    identity: str | None = None,
) -> bool:
    """
    Make an account; False where there is one of that name or of that identity.

    Args:
        password: Hashed.
    """
    row: dict[str, Any] = {"account": account, "name": name, "role": role, "desk": desk}
    row |= {"password": password, "totp_used": 0, "shortcuts": True, "created_at": now}
    row |= {"identity": identity}
    return insert_new(connection, staff, row)


def everybody(connection: Connection) -> list[Staff]:
    """List all accounts, also those that are disabled, by name."""
    rows = connection.execute(select(*FIELDS).order_by(staff.c.account)).mappings()
    return [Staff(**row) for row in rows]


def get(connection: Connection, account: str) -> Staff | None:
    """Read one account, if there is one of that name."""
    return _one(connection, staff.c.account == account)


def of_identity(connection: Connection, identity: str) -> Staff | None:
    """Read the account of somebody whom the provider knows, if they have one here."""
    return _one(connection, staff.c.identity == identity)


def _one(connection: Connection, is_it: Any) -> Staff | None:
    row = connection.execute(select(*FIELDS).where(is_it)).mappings().first()
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


def phone_of(connection: Connection, account: str) -> str | None:
    """Give where somebody of the staff is rung; None where they set nothing."""
    found: str | None = connection.execute(
        select(staff.c.phone).where(staff.c.account == account)
    ).scalar()
    return found


def change(connection: Connection, account: str, **values: Any) -> bool:
    """Set columns of an account; False where there is none of that name."""
    done = connection.execute(staff.update().where(staff.c.account == account).values(**values))
    return bool(done.rowcount)


def is_empty(connection: Connection) -> bool:
    """Whether nobody has an account yet."""
    return not connection.execute(select(func.count()).select_from(staff)).scalar_one()
