"""The message log: everything said in a conversation, numbered without gaps from 1."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, bindparam, select
from sqlalchemy.engine import Connection

from bot.storage import conversations
from bot.storage.schema import Instant, Sealed, SealedJson, metadata
from bot.storage.unreadable import rows_of

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("sender", String(10), nullable=False),
    # Who of the staff speaks, as the person is told: "Maria, Member Services".
    Column("speaker", String(60)),
    Column("text", Sealed("messages.text"), nullable=False),
    Column("question", SealedJson("messages.question")),
    Column("outcome", SealedJson("messages.outcome")),
    Column("at", Instant, nullable=False),
    # Unique, so that the database itself refuses a second answer to one message.
    Column("answers", ForeignKey("inbox.id"), unique=True),
)
UNREADABLE = "(This message cannot be read any more.)"
_ADD = messages.insert()
# Enough for a sentence spread over several texts, with a word of ours after each.
_NEWEST = (
    select(messages.c.sender, messages.c.text, messages.c.question, messages.c.at)
    .order_by(messages.c.seq.desc())
    .limit(8)
)
_AFTER = (
    select(messages)
    .where(messages.c.conversation_id == bindparam("the_id"), messages.c.seq > bindparam("after"))
    .order_by(messages.c.seq)
    .limit(bindparam("most"))
)


def add(
    connection: Connection,
    conversation_id: str,
    sender: str,
    text: str,
    now: datetime,
    *,
    question: dict[str, Any] | None = None,
    outcome: dict[str, Any] | None = None,
    answers: int | None = None,
    speaker: str | None = None,
) -> int:
    """
    Append one message and give its number.

    Args:
        sender: "assistant", "member", "staff" or "system".
        speaker: Who of the staff it is, as the member is told.
        answers: The inbox row this is the one answer to, if it is one.
    """
    seq = conversations.next_seq(connection, conversation_id, now)
    row = {"conversation_id": conversation_id, "seq": seq, "sender": sender, "text": text}
    row |= {"speaker": speaker}
    parts = {"question": question, "outcome": outcome, "at": now, "answers": answers}
    connection.execute(_ADD, {**row, **parts})
    return seq


def after(
    connection: Connection, conversation_id: str, seq: int, limit: int
) -> list[dict[str, Any]]:
    """Give the messages after a number, oldest first, as the web API shows them."""
    asked = {"the_id": conversation_id, "after": seq, "most": limit}
    return [_shown(row) for row in rows_of(connection, _AFTER, asked)]


def question_at(connection: Connection, conversation_id: str, seq: int) -> dict[str, Any] | None:
    """Give the question that a message asked, if it asked one."""
    query = select(messages.c.question).where(
        messages.c.conversation_id == conversation_id, messages.c.seq == seq
    )
    found: dict[str, Any] | None = next(
        (row["question"] for row in rows_of(connection, query)), None
    )
    return found


def texts_just_before(
    connection: Connection,
    conversation_id: str,
    question: str | None,
    since: datetime,
    seq: int | None = None,
) -> list[str]:
    """
    Give what the member wrote right before, oldest first, while this question stood open.

    A text after which the assistant went on to another question was an answer, and ends the row.

    Args:
        question: The id of the question open now.
        seq: The number of a message, for the texts before it; None for the newest.
    """
    query = _NEWEST.where(messages.c.conversation_id == conversation_id)
    if seq is not None:
        query = query.where(messages.c.seq < seq)
    texts: list[str] = []
    waiting: list[str] = []  # of them it is not known yet which question they were written to
    asked = None
    for row in rows_of(connection, query):
        if row["sender"] == "member":
            waiting += [row["text"]] if row["text"] and row["at"] >= since else []
        elif row["sender"] == "assistant":
            asked = (row["question"] or {}).get("id")
            if asked != question:
                return texts[::-1]
            texts, waiting = [*texts, *waiting], []
    return texts[::-1] if asked else waiting[::-1]


def was_said(
    connection: Connection, conversation_id: str, texts: Sequence[str], since: datetime
) -> bool:
    """Whether the assistant said one of these texts since then."""
    return any(text in texts for text in _said_since(connection, conversation_id, since))


def was_begun_with(
    connection: Connection, conversation_id: str, beginnings: Sequence[str], since: datetime
) -> bool:
    """Whether the assistant began a message with one of these since then."""
    said = _said_since(connection, conversation_id, since)
    return any(text.startswith(tuple(beginnings)) for text in said)


def _said_since(connection: Connection, conversation_id: str, since: datetime) -> list[str]:
    """Give what the assistant said; texts are sealed, so the database itself cannot look."""
    query = select(messages.c.text).where(
        messages.c.conversation_id == conversation_id,
        messages.c.sender == "assistant",
        messages.c.at >= since,
    )
    return _readable(connection, query)


def _readable(connection: Connection, query: Any) -> list[str]:
    """Give the texts of a query without those that cannot be opened."""
    return [row["text"] for row in rows_of(connection, query) if row["text"] is not None]


def _shown(row: Any) -> dict[str, Any]:
    return {
        "seq": row["seq"],
        "from": row["sender"],
        "name": row["speaker"],
        "text": UNREADABLE if row["text"] is None else row["text"],
        "at": row["at"].isoformat(timespec="milliseconds"),
        "question": row["question"],
        "outcome": row["outcome"],
    }


def newest_of(
    connection: Connection, conversation_id: str, senders: Sequence[str], since: datetime, most: int
) -> list[str]:
    """Give the last texts of these senders since then, newest first."""
    query = (
        select(messages.c.text)
        .where(messages.c.conversation_id == conversation_id, messages.c.at >= since)
        .where(messages.c.sender.in_(senders))
        .order_by(messages.c.seq.desc())
        .limit(most)
    )
    return _readable(connection, query)


def last_speaker(connection: Connection, conversation_id: str) -> str | None:
    """Give who of the staff spoke last; None where the assistant has spoken since."""
    query = (
        select(messages.c.speaker)
        .where(messages.c.conversation_id == conversation_id, messages.c.sender != "member")
        .order_by(messages.c.seq.desc())
        .limit(1)
    )
    found: str | None = connection.execute(query).scalar()
    return found


def last_written(connection: Connection, conversation_id: str) -> datetime | None:
    """Give when the member last wrote."""
    query = select(messages.c.at).where(
        messages.c.conversation_id == conversation_id, messages.c.sender == "member"
    )
    found: datetime | None = connection.execute(
        query.order_by(messages.c.seq.desc()).limit(1)
    ).scalar()
    return found


def newest_asked(connection: Connection, conversation_id: str) -> int:
    """Give the number of the assistant's last message, which asks what is asked now; 0 for none."""
    is_theirs = (messages.c.conversation_id == conversation_id, messages.c.sender == "assistant")
    query = select(messages.c.seq).where(*is_theirs).order_by(messages.c.seq.desc()).limit(1)
    return int(connection.execute(query).scalar() or 0)
