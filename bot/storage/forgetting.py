"""Taking out of the tables all that a person said, and their number once nothing needs it."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.engine import Connection

from bot.storage import conversations as talks
from bot.storage import erasures, passes, tallies
from bot.storage.cases import cases
from bot.storage.conversations import conversations
from bot.storage.inbox import inbox
from bot.storage.messages import messages
from bot.storage.outbox import PENDING, outbox

# What a conversation knows of a person beside their number.
_KNOWN = (
    *("state", "screening", "open_question_seq", "told_of_trouble_at", "paused_at"),
    *("held_by", "held_since", "together_at", "unanswered_since", "told_of_wait_at"),
)


def forget(
    connection: Connection, identity: str, now: datetime, keep_row: int | None = None
) -> int:
    """
    Take out all that was said in a conversation; give how many messages there were.

    A turn in hand loses its message and commits nothing; a text in hand is not sent again.

    Args:
        keep_row: The inbox row of the message that asked for it, which is still to be answered;
            its words go too.
    """
    rows = select(inbox.c.dedupe_key, inbox.c.seq).where(
        inbox.c.conversation_id == identity, inbox.c.id != (keep_row or 0)
    )
    gone = [(row.dedupe_key, row.seq) for row in connection.execute(rows)]
    erasures.remember_keys(connection, gone, now)
    passes.revoke(connection, identity)
    tallies.forget(connection, identity)
    connection.execute(outbox.delete().where(outbox.c.conversation_id == identity))
    said = connection.execute(messages.delete().where(messages.c.conversation_id == identity))
    mine = inbox.c.conversation_id == identity
    connection.execute(inbox.delete().where(mine, inbox.c.id != (keep_row or 0)))
    blank = {"text": None, "choice": None, "understood": None}
    connection.execute(inbox.update().where(mine).values(**blank))
    talks.change(connection, identity, erased_at=now, **dict.fromkeys(_KNOWN))
    return int(said.rowcount)


# The number of somebody staff still have to call stays, or a second ERASE would not find the case.
_ON_ITS_WAY = exists().where(
    outbox.c.conversation_id == conversations.c.id, outbox.c.status.in_(PENDING)
)
_STAFF_WAIT = exists().where(
    cases.c.conversation_id == conversations.c.id, cases.c.open_key.isnot(None)
)
_IS_OVER = (conversations.c.erased_at.isnot(None), ~_ON_ITS_WAY, ~_STAFF_WAIT)
_HAS_NUMBER = conversations.c.address.isnot(None)
# By its keyed hash alone we still know who wants no texts; for everybody else it goes too.
_HAS_NEEDLESS_INDEX = and_(
    conversations.c.address_index.isnot(None), conversations.c.opted_out_at.is_(None)
)


_DUE = select(conversations.c.id).where(*_IS_OVER, or_(_HAS_NUMBER, _HAS_NEEDLESS_INDEX))


def has_numbers_to_forget(connection: Connection) -> bool:
    """Say whether `forget_numbers` has anything to do."""
    return connection.execute(_DUE.limit(1)).first() is not None


def forget_numbers(connection: Connection) -> int:
    """
    Forget the numbers of those who had everything erased, once nothing is on its way to them.

    Returns:
        How many conversations lost their number, or what it was found by.
    """
    # PostgreSQL looks again at a row that changed meanwhile, but not at what is on its way to it.
    # So rows are locked first, passing by whoever writes just now, and looked at as a whole then.
    mine = connection.execute(_DUE.with_for_update(skip_locked=True)).scalars().all()
    over = conversations.update().where(conversations.c.id.in_(mine), *_IS_OVER)
    indexes = over.where(_HAS_NEEDLESS_INDEX).values(address_index=None, address=None)
    numbers = over.where(_HAS_NUMBER).values(address=None)
    return sum(int(connection.execute(each).rowcount) for each in (indexes, numbers))
