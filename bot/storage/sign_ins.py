"""
Who of the staff has gone to the provider to sign in, and has not come back yet.

A row is of one sign-in, of one browser, and is taken once. It holds no secret: of the state and of
what the browser keeps there are hashes only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, String, Table
from sqlalchemy.engine import Connection

from bot.storage.conversations import token_hash
from bot.storage.schema import Instant, metadata

# Long enough to look for a telephone and to type a new password twice.
LASTS = timedelta(minutes=10)
LONGEST_TO = 300

staff_sign_ins = Table(
    "staff_sign_ins",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("browser", String(64), nullable=False),
    # The page of ours where they go on.
    Column("goes_to", String(LONGEST_TO), nullable=False),
    Column("created_at", Instant, nullable=False),
)


@dataclass(frozen=True)
class SignIn:
    """One sign-in that was begun here."""

    to: str
    created_at: datetime


def begin(connection: Connection, state: str, browser: str, to: str, now: datetime) -> None:
    """
    Write down that a browser has left for the provider; what is too old is taken out.

    Args:
        state: What comes back with it, by way of the provider.
        browser: What it keeps for itself.
    """
    of_old = staff_sign_ins.c.created_at < now - LASTS
    connection.execute(staff_sign_ins.delete().where(of_old))
    row: dict[str, Any] = {"goes_to": to, "created_at": now}
    row |= {"state": token_hash(state), "browser": token_hash(browser)}
    connection.execute(staff_sign_ins.insert().values(**row))


def take(connection: Connection, state: str, browser: str, now: datetime) -> SignIn | None:
    """Give the sign-in that this browser began, once; None where there is none such any more."""
    is_it = (
        staff_sign_ins.c.state == token_hash(state),
        staff_sign_ins.c.browser == token_hash(browser),
        staff_sign_ins.c.created_at >= now - LASTS,
    )
    row = connection.execute(staff_sign_ins.select().where(*is_it)).first()
    taken = connection.execute(staff_sign_ins.delete().where(*is_it)).rowcount
    return SignIn(row.goes_to, row.created_at) if row is not None and taken else None
