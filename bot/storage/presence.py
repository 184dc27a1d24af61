"""Who of the staff is there: their console says so again and again while it is open."""

from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, func, select
from sqlalchemy.engine import Connection

from bot.handoff.case_life import StaffMember
from bot.storage.database import insert_new
from bot.storage.schema import Instant, metadata

# A console that was closed, or a lid, says nothing; after so long nobody is counted any more.
LASTS = timedelta(minutes=2)

presence = Table(
    "presence",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("desk", String(24), nullable=False),
    Column("seen_at", Instant, nullable=False),
)


def seen(connection: Connection, staff: StaffMember, now: datetime) -> None:
    """Write down that somebody is there; to be said well within `LASTS`."""
    row = {"name": staff.name, "desk": staff.desk, "seen_at": now}
    mine = presence.update().where(presence.c.account == staff.account)
    if not connection.execute(mine.values(**row)).rowcount:
        insert_new(connection, presence, {"account": staff.account, **row})


def is_fading(connection: Connection, account: str, now: datetime) -> bool:
    """Whether somebody who is there has to say so again, lest they be counted no more."""
    said = select(presence.c.seen_at).where(presence.c.account == account)
    seen_at = connection.execute(said).scalar()
    return seen_at is None or seen_at < now - LASTS / 2


def left(connection: Connection, account: str) -> None:
    """Write down that somebody signed out."""
    connection.execute(presence.delete().where(presence.c.account == account))


def count(connection: Connection, desk: str, now: datetime) -> int:
    """Count who of a desk is there now."""
    is_there = (presence.c.desk == desk, presence.c.seen_at > now - LASTS)
    query = select(func.count()).select_from(presence).where(*is_there)
    return int(connection.execute(query).scalar_one())


def names(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """List who is there now, as (desk, name), for supervisors."""
    query = select(presence.c.desk, presence.c.name).where(presence.c.seen_at > now - LASTS)
    rows = connection.execute(query.order_by(presence.c.desk, presence.c.name))
    return [(row.desk, row.name) for row in rows]
