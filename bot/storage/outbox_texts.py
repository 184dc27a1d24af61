"""Texts of the outbox beside their sending: those put off, made again, or past their time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.storage.outbox import outbox


@dataclass(frozen=True)
class Text:
    """A text in the outbox as it stands; `error_code` is the provider's last one."""

    id: str
    conversation_id: str
    body: str
    status: str
    tries: int
    error_code: int | None
    not_before: datetime
    asked_at: datetime | None


_TEXT = select(*(outbox.c[name] for name in Text.__dataclass_fields__))


def conversation_of(connection: Connection, outbox_id: str) -> str | None:
    """Say whose text it is, if it is (still) there."""
    query = select(outbox.c.conversation_id).where(outbox.c.id == outbox_id)
    found: str | None = connection.execute(query).scalar()
    return found


def get(connection: Connection, outbox_id: str) -> Text:
    """Read one text that exists, locked."""
    query = _TEXT.where(outbox.c.id == outbox_id).with_for_update()
    return Text(**connection.execute(query).mappings().one())


def send_again(
    connection: Connection,
    outbox_id: str,
    not_before: datetime,
    expires_at: datetime | None = None,
) -> None:
    """Queue a text once more whose try a report closed, as long as before or until a new end."""
    values = {"status": "queued", "not_before": not_before, "clear_at": None, "checks": 0}
    until = {} if expires_at is None else {"expires_at": expires_at}
    connection.execute(outbox.update().where(outbox.c.id == outbox_id).values(**values, **until))


def put_off(connection: Connection, conversation_id: str, now: datetime) -> list[Text]:
    """Give the texts of a conversation that wait for a later hour."""
    query = _TEXT.where(
        outbox.c.conversation_id == conversation_id,
        outbox.c.status == "queued",
        outbox.c.not_before > now,
    )
    return [Text(**row) for row in connection.execute(query).mappings()]


def close(connection: Connection, outbox_ids: list[str], status: str) -> int:
    """Close texts that are not in hand ("cancelled", "expired", "unknown"); give how many."""
    where = (outbox.c.id.in_(outbox_ids), outbox.c.status.in_(("queued", "uncertain")))
    return int(connection.execute(outbox.update().where(*where).values(status=status)).rowcount)


def send_now(connection: Connection, outbox_ids: list[str], now: datetime) -> None:
    """Have texts that wait for a later hour sent at once."""
    where = (outbox.c.id.in_(outbox_ids), outbox.c.status == "queued")
    connection.execute(outbox.update().where(*where).values(not_before=now))


def expired(connection: Connection, now: datetime) -> list[Text]:
    """Give the texts whose time is over: not sent yet, or nobody told whether they were."""
    waits = outbox.c.status.in_(("queued", "uncertain"))
    query = _TEXT.where(waits, outbox.c.expires_at < now).order_by(outbox.c.conversation_id)
    return [Text(**row) for row in connection.execute(query).mappings()]


def count_put_off(connection: Connection, codes: Collection[int], now: datetime) -> int:
    """Count the texts that wait because reports on them told one of these codes."""
    query = select(func.count()).where(
        outbox.c.status == "queued",
        outbox.c.sid.isnot(None),
        outbox.c.error_code.in_(codes),
        outbox.c.not_before > now,
    )
    return int(connection.execute(query).scalar_one())


def known_sids(connection: Connection, conversation_id: str) -> set[str]:
    """Give the provider's ids of this conversation's texts."""
    query = select(outbox.c.sid).where(
        outbox.c.conversation_id == conversation_id, outbox.c.sid.isnot(None)
    )
    return set(connection.execute(query).scalars())
