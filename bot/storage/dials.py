"""
Calls that we connect: first whoever has the case is rung, then, when they press 1, the member.

    wished -> asked -> placed -> ringing -> answered -> pressed -> connected, no_answer, busy, ...
           (a worker wrote down      \\          \\          \\
            that it asks Twilio)      away, ...   not_pressed ended (nobody told us how)
                                                  stopped

`asked` is committed before Twilio is asked, so a crash between the two never rings twice: after a
while it is `unknown`, and staff are told. Whatever Twilio says later moves it on from there, and
forward only. Both numbers are forgotten at the end.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, func, or_, select
from sqlalchemy.engine import Connection

from bot.storage.cases import cases
from bot.storage.schema import Instant, Sealed, metadata

dials = Table(
    "dials",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("account", String(40), nullable=False),
    Column("agent_number", Sealed("dials.agent_number")),
    Column("member_number", Sealed("dials.member_number")),
    Column("status", String(12), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    # Of the secret in the addresses that Twilio is given.
    Column("key_hash", String(64), unique=True, index=True),
    # Twilio's name of the call to the telephone of staff.
    Column("sid", String(34)),
    # Twilio's number for why it refused.
    Column("code", Integer),
)
_is_live = dials.c.agent_number.isnot(None)
Index("ix_dials_live", dials.c.status, sqlite_where=_is_live, postgresql_where=_is_live)

WISHED, ASKED, PLACED, RINGING = "wished", "asked", "placed", "ringing"
ANSWERED, PRESSED = "answered", "pressed"
LIVE = (WISHED, ASKED, PLACED, RINGING, ANSWERED, PRESSED)
UNKNOWN, ENDED = "unknown", "ended"
"""Nobody told us whether it began, or how it went on once both were connected."""
REFUSED, DOWN, LATE, MISSET = "refused", "down", "late", "misset"
"""It surely never began."""
AWAY, ENGAGED, DEAD, NOT_PRESSED = "away", "engaged", "dead", "not_pressed"
"""The telephone of staff did not answer, was busy, does not work; or nobody pressed 1."""
STOPPED = "stopped"
"""1 was pressed, but by then the member was not to be called."""
CONNECTED, NO_ANSWER, BUSY, FAILED, HUNG_UP = "connected", "no_answer", "busy", "failed", "hung_up"
"""What became of the call to the member."""

_BEFORE_PRESSED = (UNKNOWN, ASKED, PLACED, RINGING, ANSWERED)
_COMES_AFTER: dict[str, tuple[str, ...]] = {
    RINGING: (UNKNOWN, ASKED, PLACED),
    ANSWERED: (UNKNOWN, ASKED, PLACED, RINGING),
    PRESSED: _BEFORE_PRESSED,
    **dict.fromkeys((AWAY, ENGAGED, DEAD), (UNKNOWN, ASKED, PLACED, RINGING)),
    NOT_PRESSED: _BEFORE_PRESSED,
    STOPPED: _BEFORE_PRESSED,
    ENDED: (PRESSED,),
    **dict.fromkeys((CONNECTED, NO_ANSWER, BUSY, FAILED, HUNG_UP), (PRESSED, ENDED)),
}
_MAY_STILL_BEGIN = (*LIVE, UNKNOWN)
_BLANK = {"agent_number": None, "member_number": None}

# An agent waits with the telephone in the hand: what did not begin by then shall not ring later.
WAITS = timedelta(seconds=30)
# A telephone rings for less than a minute, and 1 is pressed within seconds.
RINGS = timedelta(minutes=3)
# Twilio ends every call after so long.
LONGEST_CALL = timedelta(hours=4, minutes=5)
_SECRET_BYTES = 24


@dataclass(frozen=True)
class Dial:
    """One such call, as the table has it."""

    id: int
    case_id: int
    account: str
    agent_number: str | None
    member_number: str | None
    status: str
    asked_at: datetime
    changed_at: datetime
    sid: str | None
    code: int | None

    @property
    def is_live(self) -> bool:
        """Whether it goes on, as far as we know."""
        return self.status in LIVE


_FIELDS = [dials.c[name] for name in Dial.__dataclass_fields__]


def wish(
    connection: Connection, case_id: int, account: str, numbers: tuple[str, str], now: datetime
) -> int:
    """
    Have a call connected; give its number.

    Args:
        numbers: Of the member of staff and of the member, in E.164 form.
    """
    row = {"case_id": case_id, "account": account, "status": WISHED, "asked_at": now}
    row |= {"agent_number": numbers[0], "member_number": numbers[1], "changed_at": now}
    _show(connection, case_id, now)
    return int(connection.execute(dials.insert().values(**row)).inserted_primary_key[0])


def newest(connection: Connection, case_id: int) -> Dial | None:
    """Give the newest call of a case."""
    return _one(connection, dials.c.case_id == case_id)


def is_going_on(connection: Connection, case_id: int) -> bool:
    """Whether staff are connected to the member of a case just now."""
    mine = (_is_live, dials.c.case_id == case_id, dials.c.status == PRESSED)
    return connection.execute(select(dials.c.id).where(*mine).limit(1)).first() is not None


def live_of(connection: Connection, account: str) -> Dial | None:
    """Give the call that somebody of the staff is in now."""
    return _one(connection, dials.c.account == account, dials.c.status.in_(LIVE))


def with_secret(connection: Connection, secret: str, *, lock: bool = True) -> Dial | None:
    """
    Give the call whose addresses hold this secret.

    Args:
        lock: Whether other writers are kept off it.
    """
    query = select(*_FIELDS).where(dials.c.key_hash == _hash(secret))
    query = query.with_for_update() if lock else query
    row = connection.execute(query).mappings().first()
    return None if row is None else Dial(**row)


def count_since(connection: Connection, account: str, since: datetime) -> int:
    """Count the calls that somebody of the staff wished for since then."""
    theirs = (dials.c.account == account, dials.c.asked_at >= since)
    return int(connection.execute(select(func.count()).where(*theirs)).scalar_one())


def any_wished(connection: Connection) -> bool:
    """Whether `claim` has anything to do."""
    query = select(dials.c.id).where(_is_live, dials.c.status == WISHED).limit(1)
    return connection.execute(query).first() is not None


def any_live(connection: Connection) -> bool:
    """Whether `give_up` and `connected` may have anything to do."""
    return connection.execute(select(dials.c.id).where(_is_live).limit(1)).first() is not None


def claim(connection: Connection, now: datetime) -> tuple[Dial, str] | None:
    """
    Take the next call to ask Twilio for, and write down that it is asked.

    Returns:
        The call, with the secret for its addresses, of which only a hash is kept.
    """
    query = select(*_FIELDS).where(_is_live, dials.c.status == WISHED).order_by(dials.c.id)
    row = connection.execute(query.limit(1).with_for_update(skip_locked=True)).mappings().first()
    if row is None:
        return None
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    values = {"status": ASKED, "key_hash": _hash(secret), "changed_at": now}
    connection.execute(dials.update().where(dials.c.id == row["id"]).values(**values))
    return Dial(**{**row, "status": ASKED, "changed_at": now}), secret


def settle(
    connection: Connection,
    dial: Dial,
    status: str,
    now: datetime,
    *,
    sid: str | None = None,
    code: int | None = None,
) -> bool:
    """Write down what Twilio answered; False where it has told more of the call already."""
    if sid is not None:
        mine = (dials.c.id == dial.id, dials.c.sid.is_(None))
        connection.execute(dials.update().where(*mine).values(sid=sid))
    return _move(connection, dial, (ASKED,), {"status": status, "code": code}, now)


def move(connection: Connection, dial: Dial, status: str, sid: str, now: datetime) -> bool:
    """Write down how far a call has come, forward only; False if that changed nothing."""
    values = {"status": status, "sid": sid}
    return _move(connection, dial, _COMES_AFTER[status], values, now)


def give_up(connection: Connection, now: datetime) -> int:
    """End calls of which nothing more was heard; give how many."""
    begun = (PLACED, RINGING, ANSWERED, UNKNOWN)
    too_old = (
        dials.c.status.in_((WISHED, ASKED)) & (dials.c.changed_at < now - WAITS),
        dials.c.status.in_(begun) & (dials.c.changed_at < now - RINGS),
        (dials.c.status == PRESSED) & (dials.c.changed_at < now - LONGEST_CALL),
    )
    query = select(*_FIELDS).where(_is_live, or_(*too_old)).with_for_update(skip_locked=True)
    found = [Dial(**row) for row in connection.execute(query).mappings()]
    for dial in found:
        values = {"status": {WISHED: LATE, PRESSED: ENDED}.get(dial.status, UNKNOWN)}
        blank = _BLANK if dial.status == UNKNOWN else {}
        _move(connection, dial, (dial.status,), {**values, **blank}, now)
    return len(found)


def connected(connection: Connection) -> list[tuple[int, str]]:
    """List the cases in which two are connected just now, with who of the staff it is."""
    query = select(dials.c.case_id, dials.c.account).where(_is_live, dials.c.status == PRESSED)
    return [(row.case_id, row.account) for row in connection.execute(query)]


def _one(connection: Connection, *which: Any) -> Dial | None:
    query = select(*_FIELDS).where(*which).order_by(dials.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else Dial(**row)


def _move(
    connection: Connection,
    dial: Dial,
    before: tuple[str, ...],
    values: dict[str, Any],
    now: datetime,
) -> bool:
    if values["status"] not in _MAY_STILL_BEGIN:
        values = {**values, **_BLANK}
    stands = (dials.c.id == dial.id, dials.c.status.in_(before))
    done = connection.execute(dials.update().where(*stands).values(changed_at=now, **values))
    if done.rowcount:
        _show(connection, dial.case_id, now)
    return bool(done.rowcount == 1)


def _show(connection: Connection, case_id: int, now: datetime) -> None:
    """Have pages that show the case look again."""
    connection.execute(cases.update().where(cases.c.id == case_id).values(updated_at=now))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
