"""
How many came how far: counts that belong to nobody, for what people told is sealed.

A turn only adds rows (`marks`), so that no turn waits for another one that counts the same at the
same moment; an upsert in the turn would hold the row until its commit. Once an hour the rows are
summed up (`tallies`). Their ids are drawn by chance, so that not even their order tells of a turn.
What was counted for a conversation is kept sealed, so that it counts once for each step, and goes
with what was said in it.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.storage.schema import SealedJson, metadata
from bot.storage.unreadable import rows_of

NO_HOUR = -1
"""Stands for the hour where that is not kept: what nobody asks by the hour is kept by the day."""

AT_ONCE = 500
_ID_BITS = 62


def _dimensions(*, is_key: bool) -> list[Column[Any]]:
    types: dict[str, Any] = {"day": Date, "hour": Integer, "channel": String(8)}
    types |= {"language": String(8), "step": String(16), "about": String(64)}
    return [
        Column(name, kind, primary_key=is_key, nullable=False, autoincrement=False)
        for name, kind in types.items()
    ]


marks = Table(
    "tally_marks",
    metadata,
    Column(
        "id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    *_dimensions(is_key=False),
    Column("count", Integer, nullable=False),
)
tallies = Table(
    "tallies",
    metadata,
    *_dimensions(is_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,  # read by the day, in the order of the key
)
tallied = Table(
    "tallied",
    metadata,
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("steps", SealedJson("tallied.steps"), nullable=False),
)
_THEIRS = tallied.c.conversation_id == bindparam("the_id")
_KEPT = select(tallied.c.steps).where(_THEIRS)
_KEEP = tallied.update().where(_THEIRS)
_FORGET = delete(tallied).where(_THEIRS)


@dataclass(frozen=True)
class Mark:
    """
    One conversation more, or one less, that came to a step.

    Args:
        day, hour: When the conversation began, in San Mateo County.
        about: Of which question, population or service the step is; empty for most.
    """

    day: date
    hour: int
    channel: str
    language: str
    step: str
    about: str = ""
    count: int = 1


_KEYS = [column.name for column in tallies.primary_key.columns]


def add(connection: Connection, new: list[Mark]) -> None:
    """Count these."""
    rows = [{"id": secrets.randbits(_ID_BITS), **vars(mark)} for mark in new]
    if rows:
        connection.execute(marks.insert(), rows)


def kept(connection: Connection, conversation_id: str) -> Any:
    """Give what was kept with `keep`; None where nothing was, or it cannot be opened."""
    found = rows_of(connection, _KEPT, {"the_id": conversation_id})
    return found[0]["steps"] if found else None


def keep(connection: Connection, conversation_id: str, steps: Any) -> None:
    """Keep what was counted for a conversation, whose row the caller has locked."""
    done = connection.execute(_KEEP, {"the_id": conversation_id, "steps": steps})
    if not done.rowcount:
        row = {"conversation_id": conversation_id, "steps": steps}
        connection.execute(tallied.insert(), row)


def forget(connection: Connection, conversation_id: str) -> None:
    """Forget which steps a conversation was counted for; the counts lead to nobody."""
    connection.execute(_FORGET, {"the_id": conversation_id})


def sum_up(connection: Connection, most: int = AT_ONCE) -> int:
    """
    Turn some of the marks into tallies; give how many there were.

    Two workers at once take different marks, and go through the tallies in the same order.
    """
    query = select(marks).limit(most).with_for_update(skip_locked=True)
    taken = connection.execute(query).mappings().all()
    totals: Counter[tuple[Any, ...]] = Counter()
    for row in taken:
        totals[tuple(row[key] for key in _KEYS)] += row["count"]
    for key in sorted(totals):
        if totals[key]:
            row = {**dict(zip(_KEYS, key, strict=True)), "count": totals[key]}
            connection.execute(_adding(connection), row)
    connection.execute(delete(marks).where(marks.c.id.in_([row["id"] for row in taken])))
    return len(taken)


def _adding(connection: Connection) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(tallies)
    more = {"count": tallies.c.count + new.excluded.count}
    return new.on_conflict_do_update(index_elements=_KEYS, set_=more)


@dataclass(frozen=True)
class Count:
    """How many conversations, of those that began in a range of days, came to a step."""

    channel: str
    language: str
    step: str
    about: str
    count: int


def since(connection: Connection, day: date) -> list[Count]:
    """
    Give all counts of conversations that began on that day or later.

    The same may come twice: what is summed up, and what is not yet.
    """
    names = sorted(Count.__dataclass_fields__.keys() - {"count"})
    return [Count(**row) for row in _sums(connection, day, names)]


def by_hour(connection: Connection, day: date, step: str) -> list[tuple[date, int, int]]:
    """Give day, hour and how many, of a step that is kept by the hour; the same may come twice."""
    rows = _sums(connection, day, ["day", "hour"], step)
    return [(row["day"], row["hour"], row["count"]) for row in rows]


def _sums(
    connection: Connection, day: date, names: list[str], step: str | None = None
) -> Iterator[dict[str, Any]]:
    """Add up what is summed up, then the rest, of one step or all."""
    for table in (tallies, marks):
        columns = [table.c[name] for name in names]
        wanted = [table.c.day >= day, *([table.c.step == step] if step else [])]
        query = select(*columns, func.sum(table.c["count"]).label("count"))
        for row in connection.execute(query.where(*wanted).group_by(*columns)).mappings():
            yield {**row, "count": int(row["count"])}
