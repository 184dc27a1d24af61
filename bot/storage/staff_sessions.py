"""Who of the staff is signed in: kept here and not in the cookie, so that it can be ended."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, String, Table, or_, select
from sqlalchemy.engine import Connection

from bot.storage.conversations import token_hash
from bot.storage.schema import Instant, metadata
from bot.storage.staff import FIELDS, Staff, staff

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", ForeignKey("staff.account"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    # When they last did something; what a page fetches by itself is not that.
    Column("seen_at", Instant, nullable=False),
)
TOKEN_BYTES = 32


@dataclass(frozen=True)
class SessionLimits:
    """
    How long somebody stays signed in.

    Args:
        idle: Since they did something last.
        most: Since they signed in.
    """

    idle: timedelta = timedelta(minutes=15)
    most: timedelta = timedelta(hours=10)


@dataclass(frozen=True)
class SignedIn:
    """
    A session that holds at this moment, and whose it is.

    Args:
        has_totp: Whether the account needs a code beside its password.
    """

    staff: Staff
    has_totp: bool
    ends_at: datetime


def begin(connection: Connection, account: str, now: datetime) -> str:
    """Sign somebody in; give the token, of which only a hash is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {"hash": token_hash(token), "account": account, "created_at": now, "seen_at": now}
    connection.execute(staff_sessions.insert().values(**row))
    return token


def find(
    connection: Connection, token: str, now: datetime, limits: SessionLimits
) -> SignedIn | None:
    """Give whom a token signs in; None once it is over, or the account is disabled."""
    query = (
        select(
            staff_sessions.c.created_at.label("began_at"),
            staff_sessions.c.seen_at,
            staff.c.totp.isnot(None).label("has_totp"),
            *FIELDS,
        )
        .join(staff, staff.c.account == staff_sessions.c.account)
        .where(staff_sessions.c.hash == token_hash(token), staff.c.disabled_at.is_(None))
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    ends_at = min(row["seen_at"] + limits.idle, row["began_at"] + limits.most)
    # A clock that was set back must not make a session longer.
    if now >= ends_at or now < row["seen_at"] - limits.idle:
        return None
    who = Staff(**{name: row[name] for name in Staff.__dataclass_fields__})
    return SignedIn(who, bool(row["has_totp"]), ends_at)


def touch(connection: Connection, token: str, now: datetime) -> None:
    """Note that they did something."""
    is_it = staff_sessions.c.hash == token_hash(token)
    connection.execute(staff_sessions.update().where(is_it).values(seen_at=now))


def end(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(staff_sessions.delete().where(staff_sessions.c.hash == token_hash(token)))


def end_all(connection: Connection, account: str, but: str = "") -> None:
    """
    Sign an account out everywhere.

    Args:
        but: The token of the session that goes on.
    """
    is_theirs = staff_sessions.c.account == account
    others = staff_sessions.c.hash != token_hash(but)
    connection.execute(staff_sessions.delete().where(is_theirs, others))


def sweep(connection: Connection, now: datetime, limits: SessionLimits) -> None:
    """Take out what is over."""
    is_idle = staff_sessions.c.seen_at < now - limits.idle
    is_old = staff_sessions.c.created_at < now - limits.most
    connection.execute(staff_sessions.delete().where(or_(is_idle, is_old)))
