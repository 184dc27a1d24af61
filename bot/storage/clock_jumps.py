"""
Setting right what a clock that was set back has left in the future.

A message waits for its moment and a lease for its end. Both are soon; where they lie further ahead
than any can, the clock was set back meanwhile, and nobody should wait until it is there again. A
live worker whose lease is freed so only loses a turn that another takes again.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, and_, select

from bot.storage.database import Database
from bot.storage.inbox import inbox
from bot.storage.notices import QUEUED, notices
from bot.storage.outbox import PENDING, outbox

# A turn lasts five minutes at most (CALAIM_TURN_TIMEOUT_SECONDS), and its lease a little longer.
LONGEST_LEASE = timedelta(minutes=6)
# Between two tries of a turn, two looks at Twilio's list, two texts of one conversation.
LONGEST_PAUSE = timedelta(minutes=1)
# Between two tries to tell a desk, which may be an hour and a little more.
LONGEST_REST = timedelta(hours=2)


def heal(database: Database, now: datetime) -> int:
    """
    Free what waits for a moment that cannot be meant; give how many messages and texts that were.

    Raises:
        StoreError: The database did not answer.
    """
    changes = _changes(now)
    with database.read() as connection:
        finds = (select(table.c.id).where(where).limit(1) for table, where, _ in changes)
        if not any(connection.execute(query).first() for query in finds):
            return 0
    with database.write() as connection:
        return sum(
            int(connection.execute(table.update().where(where).values(**values)).rowcount)
            for table, where, values in changes
        )


def _changes(now: datetime) -> list[tuple[Table, Any, dict[str, Any]]]:
    """
    Give each table's rows that wait for too late, and what they are to have instead.

    A text may be meant to wait for the morning or half an hour: there only one counts that was
    written in the future.
    """
    leased, paused = now + LONGEST_LEASE, now + LONGEST_PAUSE
    is_open, is_pending = inbox.c.status == "open", outbox.c.status.in_(PENDING)
    is_uncertain = outbox.c.status == "uncertain"
    is_told = notices.c.status == QUEUED
    waits = outbox.c.status.in_(("queued", "uncertain"))
    waiting = select(outbox.c.conversation_id).where(is_pending)
    in_the_way = outbox.c.conversation_id.in_(waiting)
    free, at_once = {"lease_token": None, "lease_until": None}, {"not_before": now}
    return [
        (inbox, and_(is_open, inbox.c.lease_until > leased), free),
        (inbox, and_(is_open, inbox.c.not_before > paused), at_once),
        (outbox, and_(is_pending, outbox.c.lease_until > leased), {"lease_until": now}),
        (outbox, and_(is_uncertain, outbox.c.not_before > leased), at_once),
        (outbox, and_(waits, outbox.c.created_at > paused), {"created_at": now, **at_once}),
        (outbox, and_(in_the_way, outbox.c.clear_at > paused), {"clear_at": now}),
        (notices, and_(is_told, notices.c.lease_until > leased), free),
        (notices, and_(is_told, notices.c.not_before > now + LONGEST_REST), at_once),
    ]
