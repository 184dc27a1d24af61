"""The conversations: who writes from where, how far it has come, and the dialogue's state."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, or_, select
from sqlalchemy.engine import Connection

from bot.storage.database import insert_new
from bot.storage.schema import Instant, Sealed, SealedJson, cipher_of, metadata
from bot.storage.unreadable import rows_of

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("token_hash", String(64), unique=True),
    Column("address", Sealed("conversations.address")),
    # Keyed hash of the number; it stays, alone, of somebody erased who wants no texts.
    Column("address_index", String(64), unique=True),
    # The same of the number left in the web chat to be called.
    Column("left_index", String(64), index=True),
    Column("last_seq", Integer, nullable=False),
    Column("open_question_seq", Integer),
    Column("state", SealedJson("conversations.state")),
    Column("screening", SealedJson("conversations.screening")),
    Column("language", String(8), nullable=False),
    Column("opted_out_at", Instant),
    Column("told_of_trouble_at", Instant),
    # The next message is answered by saying the open question again: the person was away from it.
    Column("paused_at", Instant),
    # Since when nothing is known; the number goes too as soon as the reply is out.
    Column("erased_at", Instant),
    # Who of the staff has the conversation, and since when; the assistant is silent meanwhile.
    Column("held_by", String(60)),
    Column("held_since", Instant),
    # Since when they go on with the questions for the member, by telephone with them.
    Column("together_at", Instant),
    # Since when they wait for an answer of that person, and when they were told that it takes long.
    Column("unanswered_since", Instant),
    Column("told_of_wait_at", Instant),
    # When a message of theirs last had its turn: whoever waits longest since then comes first.
    Column("served_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
)
_is_held = conversations.c.held_by.isnot(None)
# "Who waits too long for a person?" is asked every few seconds.
Index(
    "ix_conversations_held",
    conversations.c.held_since,
    sqlite_where=_is_held,
    postgresql_where=_is_held,
)
_is_erased = conversations.c.erased_at.isnot(None)
# "Whose number is still to be forgotten?" is asked every second.
Index(
    "ix_conversations_erased",
    conversations.c.erased_at,
    sqlite_where=_is_erased,
    postgresql_where=_is_erased,
)


# Before the ten digits of a number in this country, as people leave it to be called.
COUNTRY = "+1"


@dataclass(frozen=True)
class Conversation:
    """One conversation as the database has it; `address` is the phone number of an SMS one."""

    id: str
    channel: str
    address: str | None
    last_seq: int
    open_question_seq: int | None
    state: Any
    screening: dict[str, Any] | None
    language: str
    opted_out_at: datetime | None
    told_of_trouble_at: datetime | None
    paused_at: datetime | None = None
    erased_at: datetime | None = None
    held_by: str | None = None
    held_since: datetime | None = None
    together_at: datetime | None = None
    unanswered_since: datetime | None = None
    told_of_wait_at: datetime | None = None


# Statements that every turn runs are built once: building costs as much as running them.
_FIELDS = [conversations.c[name] for name in Conversation.__dataclass_fields__]
_IS_IT = conversations.c.id == bindparam("the_id")
_GET = select(*_FIELDS).where(_IS_IT)
_LOCK = _GET.with_for_update()
_CHANGE = conversations.update().where(_IS_IT)
_COUNT_UP = _CHANGE.values(last_seq=conversations.c.last_seq + 1, touched_at=bindparam("now"))
_LAST_SEQ = select(conversations.c.last_seq).where(_IS_IT)
_BY_TOKEN = select(conversations.c.id).where(conversations.c.token_hash == bindparam("hash"))
_BY_NUMBER = select(
    conversations.c.id, conversations.c.address.isnot(None).label("has_address")
).where(conversations.c.address_index == bindparam("index"))


def token_hash(token: str) -> str:
    """What is kept of a token; it is random with 256 bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_web(connection: Connection, token: str, language: str, now: datetime) -> str:
    """Open a web conversation for the holder of the token; give its id."""
    return _create(connection, now, channel="web", token_hash=token_hash(token), language=language)


def find_or_create_sms(connection: Connection, number: str, now: datetime) -> str:
    """
    Give the id of the conversation with a phone number, opening it at the first text.

    Its row is locked from the moment it is found, or the number might be forgotten in between.
    """
    query = _BY_NUMBER.with_for_update()
    found = connection.execute(query, {"index": index_of(connection, number)}).first()
    if found is None:
        index = index_of(connection, number)
        _create(connection, now, channel="sms", address=number, address_index=index, language="en")
        return str(id_of_number(connection, number))
    if not found.has_address:  # it was erased; whoever texts again is to be answered
        change(connection, found.id, address=number)
    return str(found.id)


def index_of(connection: Connection, number: str) -> str:
    """Give the keyed hash under which a number (in E.164 form) is found."""
    return cipher_of(connection).index("phone", number)


def id_of_number(connection: Connection, number: str) -> str | None:
    """Give the id of the conversation with a phone number (in E.164 form), if there is one."""
    found = connection.execute(_BY_NUMBER, {"index": index_of(connection, number)}).first()
    return None if found is None else str(found.id)


def ids_of_number(connection: Connection, number: str) -> list[str]:
    """
    Give the ids of all conversations with a phone number.

    Args:
        number: In E.164 form; also found where somebody left it in the web chat to be called.
    """
    index = index_of(connection, number)
    is_theirs = or_(conversations.c.address_index == index, conversations.c.left_index == index)
    query = select(conversations.c.id).where(is_theirs)
    return [str(identity) for identity in connection.execute(query).scalars()]


def exists(connection: Connection, identity: str) -> bool:
    """Say whether there is a conversation with this id."""
    query = select(conversations.c.id).where(conversations.c.id == identity)
    return connection.execute(query).first() is not None


def _create(connection: Connection, now: datetime, **values: Any) -> str:
    identity = secrets.token_hex(16)
    fixed = {"id": identity, "last_seq": 0, "created_at": now, "touched_at": now}
    insert_new(connection, conversations, {**fixed, **values})
    return identity


def id_of_token(connection: Connection, token: str) -> str | None:
    """Give the id of the conversation that the token opens, if there is one."""
    found = connection.execute(_BY_TOKEN, {"hash": token_hash(token)}).scalar()
    return None if found is None else str(found)


def get(connection: Connection, identity: str) -> Conversation:
    """Read one conversation that exists."""
    return Conversation(**connection.execute(_GET, {"the_id": identity}).mappings().one())


def lock(connection: Connection, identity: str) -> Conversation:
    """Read one conversation and keep other writers off it until the transaction ends."""
    return Conversation(**connection.execute(_LOCK, {"the_id": identity}).mappings().one())


def get_as_it_is(connection: Connection, identity: str) -> Conversation:
    """Read one, with None for what cannot be opened: nothing to begin a turn from."""
    return Conversation(**rows_of(connection, _GET, {"the_id": identity})[0])


def lock_as_it_is(connection: Connection, identity: str) -> Conversation:
    """The same, and keep other writers off it until the transaction ends."""
    return Conversation(**rows_of(connection, _LOCK, {"the_id": identity})[0])


def change(connection: Connection, identity: str, **values: Any) -> None:
    """Set columns of one conversation; with a screening goes where its number is found."""
    if "screening" in values:
        values["left_index"] = _left_index(connection, values["screening"])
    connection.execute(_CHANGE, {"the_id": identity, **values})


def _left_index(connection: Connection, screening: dict[str, Any] | None) -> str | None:
    number = ((screening or {}).get("handover") or {}).get("number")
    return index_of(connection, f"{COUNTRY}{number}") if number else None


def next_seq(connection: Connection, identity: str, now: datetime) -> int:
    """
    Take the next number of the message log.

    The row stays locked until the writing transaction ends, so the numbers have no gaps and a
    reader who saw number N has seen all before it.
    """
    connection.execute(_COUNT_UP, {"the_id": identity, "now": now})
    return int(connection.execute(_LAST_SEQ, {"the_id": identity}).scalar_one())


def held(connection: Connection, account: str | None = None) -> list[str]:
    """List the conversations that somebody of the staff has, or only this account."""
    query = select(conversations.c.id).where(_is_held).order_by(conversations.c.held_since)
    query = query if account is None else query.where(conversations.c.held_by == account)
    return [str(identity) for identity in connection.execute(query).scalars()]


def last_seqs(connection: Connection, identities: list[str]) -> dict[str, int]:
    """Tell how far each of these conversations has come."""
    query = select(conversations.c.id, conversations.c.last_seq)
    rows = connection.execute(query.where(conversations.c.id.in_(identities)))
    return {row.id: row.last_seq for row in rows}


@dataclass(frozen=True)
class Opened:
    """What a token opens, when it was opened and when something was last said there."""

    id: str
    created_at: datetime
    touched_at: datetime


_OPENED_WITH = select(*(conversations.c[name] for name in Opened.__dataclass_fields__)).where(
    conversations.c.token_hash == bindparam("hash")
)


def opened_with(connection: Connection, token: str) -> Opened | None:
    """Give what a token opens, however old it is; None for one that was revoked or never given."""
    found = connection.execute(_OPENED_WITH, {"hash": token_hash(token)}).mappings().first()
    return None if found is None else Opened(**found)


def renew_token(connection: Connection, identity: str, token: str) -> str | None:
    """Have this token open the conversation; give the hash of the one that did until now."""
    query = select(conversations.c.token_hash).where(_IS_IT).with_for_update()
    former: str | None = connection.execute(query, {"the_id": identity}).scalar()
    change(connection, identity, token_hash=token_hash(token))
    return former


def has_token(connection: Connection, identity: str) -> bool:
    """Whether somebody can still open a web conversation."""
    query = select(conversations.c.token_hash).where(_IS_IT)
    return connection.execute(query, {"the_id": identity}).scalar() is not None


def revoke_token(connection: Connection, identity: str) -> None:
    """Have the token open nothing any more; what was said stays for staff."""
    change(connection, identity, token_hash=None)
