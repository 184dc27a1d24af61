"""Finding what is so old that it has to go."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.engine import Connection

from bot.storage.cases import StoredCase, cases
from bot.storage.conversations import conversations
from bot.storage.erasures import forgotten_keys
from bot.storage.inbox import inbox
from bot.storage.messages import messages

_IS_OPEN = cases.c.open_key.isnot(None)
_NEEDED = or_(
    exists().where(cases.c.conversation_id == conversations.c.id, _IS_OPEN),
    exists().where(inbox.c.conversation_id == conversations.c.id, inbox.c.status == "open"),
)
_HOLDS_SOMETHING = exists().where(messages.c.conversation_id == conversations.c.id)
_CASE = [cases.c[name] for name in StoredCase.__dataclass_fields__]


def untouched_since(connection: Connection, moment: datetime, most: int) -> list[str]:
    """
    Give conversations in which nothing was said since then, and that no open case needs, locked.

    Whoever writes just now holds the row and is passed by, or would lose what they write.
    """
    query = (
        select(conversations.c.id)
        .where(conversations.c.touched_at < moment, _HOLDS_SOMETHING, ~_NEEDED)
        .order_by(conversations.c.touched_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [str(identity) for identity in connection.execute(query).scalars()]


def closed_before(connection: Connection, moment: datetime, most: int) -> list[StoredCase]:
    """Give cases that are not open and were not changed since then."""
    query = select(*_CASE).where(cases.c.updated_at < moment, ~_IS_OPEN).limit(most)
    return [StoredCase(**row) for row in connection.execute(query).mappings()]


def forget_ids_before(connection: Connection, moment: datetime) -> int:
    """Take out the hashed ids of messages that were erased before then; give how many."""
    return int(
        connection.execute(delete(forgotten_keys).where(forgotten_keys.c.at < moment)).rowcount
    )
