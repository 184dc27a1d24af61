"""
Setting right what a clock that was set back has left in the future.

A message waits for its moment and a lease for its end. Both are soon; where they lie further ahead
than any can, the clock was set back meanwhile, and nobody should wait until it is there again. A
live worker whose lease is freed so only loses a turn that another takes again.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from bot.storage.database import Database
from bot.storage.inbox import inbox
from bot.storage.outbox import PENDING, outbox

# A turn lasts five minutes at most (CALAIM_TURN_TIMEOUT_SECONDS), and its lease a little longer.
LONGEST_LEASE = timedelta(minutes=6)
# Between two tries of a turn, two looks at Twilio's list, two texts of one conversation.
LONGEST_PAUSE = timedelta(minutes=1)


def heal(database: Database, now: datetime) -> int:
    """
    Free what waits for a moment that cannot be meant; give how many messages and texts that were.

    A text may be meant to wait for the morning or half an hour: there only one counts that was
    written in the future.

    Raises:
        StoreError: The database did not answer.
    """
    leased, paused = now + LONGEST_LEASE, now + LONGEST_PAUSE
    is_open = inbox.c.status == "open"
    held = (inbox, and_(is_open, inbox.c.lease_until > leased))
    waits = (inbox, and_(is_open, inbox.c.not_before > paused))
    is_pending = outbox.c.status.in_(PENDING)
    sending = (outbox, and_(is_pending, outbox.c.lease_until > leased))
    settling = (outbox, and_(outbox.c.status == "uncertain", outbox.c.not_before > leased))
    pending = outbox.c.status.in_(("queued", "uncertain"))
    written = (outbox, and_(pending, outbox.c.created_at > paused))
    waiting = select(outbox.c.conversation_id).where(is_pending)
    clear = (outbox, and_(outbox.c.conversation_id.in_(waiting), outbox.c.clear_at > paused))
    changes = (
        (held, {"lease_token": None, "lease_until": None}),
        (waits, {"not_before": now}),
        (sending, {"lease_until": now}),
        (settling, {"not_before": now}),
        (written, {"created_at": now, "not_before": now}),
        (clear, {"clear_at": now}),
    )
    with database.read() as connection:
        ahead = [
            select(table.c.id).where(or_(*(where for (of, where), _ in changes if of is table)))
            for table in (inbox, outbox)
        ]
        if not any(connection.execute(query.limit(1)).first() for query in ahead):
            return 0
    with database.write() as connection:
        return sum(
            int(connection.execute(table.update().where(where).values(**values)).rowcount)
            for (table, where), values in changes
        )
