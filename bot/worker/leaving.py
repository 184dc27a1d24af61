"""Somebody of the staff leaves: nobody who talked with them is left in silence."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.storage import cases, conversations
from bot.worker.takeover import end_hold
from bot.worker.together import end_call


def let_all_go(connection: Connection, account: str, now: datetime) -> int:
    """
    Bring the assistant back to everybody whom this account writes or phones with.

    Each case waits for the next person, and who wrote is told at once.

    Returns:
        int: How many there were.
    """
    theirs = conversations.held(connection, account)
    for identity in theirs:
        to = conversations.lock_as_it_is(connection, identity)
        end = end_hold if to.together_at is None else end_call
        end(connection, to, cases.talked_in(connection, identity), now)
    return len(theirs)
