"""Taking out of the tables all that a person said, and their number once nothing needs it."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection

from bot.storage import conversations as talks
from bot.storage import erasures
from bot.storage.cases import WAITING, cases
from bot.storage.conversations import conversations
from bot.storage.inbox import inbox
from bot.storage.messages import messages
from bot.storage.outbox import PENDING, outbox


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
    connection.execute(outbox.delete().where(outbox.c.conversation_id == identity))
    said = connection.execute(messages.delete().where(messages.c.conversation_id == identity))
    mine = inbox.c.conversation_id == identity
    connection.execute(inbox.delete().where(mine, inbox.c.id != (keep_row or 0)))
    blank = {"text": None, "choice": None, "understood": None}
    connection.execute(inbox.update().where(mine).values(**blank))
    talks.change(
        connection,
        identity,
        state=None,
        screening=None,
        open_question_seq=None,
        told_of_trouble_at=None,
        paused_at=None,
        erased_at=now,
    )
    return int(said.rowcount)


# The number of somebody who opted out stays, or they would be texted again; so does that of
# somebody staff still have to call, or a second ERASE would not find the case.
_ON_ITS_WAY = exists().where(
    outbox.c.conversation_id == conversations.c.id, outbox.c.status.in_(PENDING)
)
_STAFF_WAIT = exists().where(
    cases.c.conversation_id == conversations.c.id, cases.c.status == WAITING
)
_NEEDLESS = (
    conversations.c.erased_at.isnot(None),
    conversations.c.address.isnot(None),
    conversations.c.opted_out_at.is_(None),
    ~_ON_ITS_WAY,
    ~_STAFF_WAIT,
)


def has_numbers_to_forget(connection: Connection) -> bool:
    """Say whether `forget_numbers` has anything to do."""
    query = select(conversations.c.id).where(*_NEEDLESS).limit(1)
    return connection.execute(query).first() is not None


def forget_numbers(connection: Connection) -> int:
    """Forget the numbers of those who had everything erased, once nothing is on its way to them."""
    statement = conversations.update().where(*_NEEDLESS).values(address=None)
    return int(connection.execute(statement).rowcount)
