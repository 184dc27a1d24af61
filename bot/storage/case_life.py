"""
What staff do with a case, each in the caller's transaction, with a line in its history.

Two who want the same at once: one does it, the other is refused, told by whom it was done. Nobody
waits for a lock here: a change counts only for a case that still stands as it was read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.case import CaseDraft
from bot.handoff.case_life import (
    CALLED_BACK,
    CLAIMED,
    NOTE,
    OPEN,
    RESOLVED,
    TALKING,
    Event,
    Life,
    Move,
    Refused,
    StaffMember,
    after,
)
from bot.handoff.office_hours import office_contacts
from bot.handoff.promises import ROUTINE, URGENT, promises
from bot.storage import case_events, conversations, decisions
from bot.storage.cases import UNREADABLE, cases, is_promised
from bot.storage.promising import due_again, urgency_of
from bot.storage.schema import Instant
from bot.storage.unreadable import rows_of

ASSISTANT = "assistant"
"""The actor of what happens by itself."""

# Of what happens by itself so many at once, so that no turn waits for it.
AT_ONCE = 50
_FIELDS = [cases.c[name] for name in Life.__dataclass_fields__]
_GUARDS = ("status", "claimed_by", "active_at")


def life_of(connection: Connection, case_id: int) -> Life:
    """
    Read where a case stands.

    Raises:
        Refused: It was erased.
    """
    found = connection.execute(select(*_FIELDS).where(cases.c.id == case_id)).mappings().first()
    if found is None:
        raise Refused("gone", "This case is gone: they had everything erased.")
    return Life(**found)


def claim(connection: Connection, case_id: int, staff: StaffMember, now: datetime) -> None:
    """
    Take a case; who has it already keeps it.

    Raises:
        Refused: Somebody else was quicker, which the sentence names.
    """
    life = life_of(connection, case_id)
    if life.status not in OPEN or life.claimed_by != staff.account:
        move(connection, case_id, Move(Event.CLAIM, now, staff))


def call(
    connection: Connection, case_id: int, staff: StaffMember, now: datetime, note: str = ""
) -> None:
    """Write down that the member was called back and reached."""
    move(connection, case_id, Move(Event.CALL, now, staff), note)


def release(
    connection: Connection, case_id: int, staff: StaffMember, now: datetime, note: str = ""
) -> None:
    """Give a case back to the others."""
    move(
        connection,
        case_id,
        Move(Event.RELEASE, now, staff, due=due_again(connection, case_id, now)),
        note,
    )


def hand_on(
    connection: Connection,
    case_id: int,
    staff: StaffMember,
    desk: str,
    now: datetime,
    note: str = "",
) -> None:
    """Hand a case on to the other desk, where it waits; what was promised stands."""
    due = due_again(connection, case_id, now)
    move(connection, case_id, Move(Event.HAND_ON, now, staff, due=due, desk=desk), note)


def resolve(
    connection: Connection,
    case_id: int,
    staff: StaffMember,
    reason: str,
    now: datetime,
    note: str = "",
) -> None:
    """
    Close a case.

    Args:
        reason: A key of `promises().reasons`; the history tells it before the note.
    """
    if reason not in promises().reasons:
        raise Refused("reason", "Choose a reason from the list.")
    note = f"{promises().reasons[reason]}. {note.strip()}".strip()
    clock = decisions.begun(urgency_of(connection, case_id), reason, now)
    move(connection, case_id, Move(Event.RESOLVE, now, staff, reason=reason), note, **clock)


def reopen(
    connection: Connection, case_id: int, staff: StaffMember | None, now: datetime, note: str = ""
) -> None:
    """
    Have a resolved case wait again, with a new promise.

    Args:
        staff: Who does it; None where the member said that nobody reached them.

    Raises:
        Refused: It is open, the same person has a newer one that is, or it cannot be read.
    """
    query = select(cases.c.conversation_id).where(cases.c.id == case_id)
    identity = connection.execute(query).scalar()
    if identity is None:
        raise Refused("gone", "This case is gone: they had everything erased.")
    conversations.lock_as_it_is(connection, identity)  # before the case, as whoever opens one does
    due = due_again(connection, case_id, now)
    key = _open_key(connection, case_id, identity)
    newer = connection.execute(select(cases.c.code).where(cases.c.open_key == key)).scalar()
    if newer is not None and life_of(connection, case_id).status == RESOLVED:
        raise Refused("newer", f"They have a newer case that is open, {newer}. Go on there.")
    change = Move(Event.REOPEN, now, staff, due=due)
    move(connection, case_id, change, note, open_key=key, **decisions.NO_CLOCK)


def note(
    connection: Connection, case_id: int, staff: StaffMember, text: str, now: datetime
) -> None:
    """Write a note for staff into the history."""
    if not text.strip():
        raise Refused("empty", "The note is empty.")
    touch(connection, case_id, staff, now)
    case_events.add(connection, case_id, NOTE, staff.account, now, text.strip())


def touch(connection: Connection, case_id: int, staff: StaffMember, now: datetime) -> None:
    """Write down that who has a case is at it, so that it does not go back to the others."""
    stays(connection, case_id, staff.account, now)


def stays(connection: Connection, case_id: int, account: str, now: datetime) -> None:
    """The same by the account of who has it; of another's case nothing changes."""
    mine = and_(cases.c.id == case_id, cases.c.claimed_by == account)
    connection.execute(cases.update().where(mine).values(active_at=now))


def heard(connection: Connection, case_id: int, now: datetime) -> None:
    """Write down that the member hears from who has the case, and that who has it is at it."""
    values = {"heard_at": func.coalesce(cases.c.heard_at, literal(now, Instant)), "active_at": now}
    connection.execute(cases.update().where(cases.c.id == case_id).values(**values))


def talker(connection: Connection, conversation_id: str) -> str | None:
    """Give who of the staff has a conversation, as the member is told."""
    mine = (cases.c.conversation_id == conversation_id, cases.c.status == TALKING)
    found: str | None = connection.execute(select(cases.c.claimed_name).where(*mine)).scalar()
    return found


def promise(connection: Connection, case_id: int, due_at: datetime, *, anew: bool = False) -> None:
    """
    Have a case due at a time that the member chose, of a call for example.

    Args:
        anew: They were heard from already, and are to be heard from again by then.
    """
    values = {"due_at": due_at, "escalated_at": None, **({"heard_at": None} if anew else {})}
    connection.execute(cases.update().where(cases.c.id == case_id).values(**values))


def move(connection: Connection, case_id: int, change: Move, note: str = "", **values: Any) -> Life:
    """
    Have an event happen to a case, with a line in its history.

    Args:
        note: For staff.
        values: Columns that change with it.

    Raises:
        Refused: It cannot happen now.
    """
    while True:
        life = life_of(connection, case_id)
        changed = after(life, change)
        if _write(connection, case_id, life, changed, change, values):
            actor = change.by.account if change.by else ASSISTANT
            kind, text = change.event.value, note.strip() or None
            case_events.add(connection, case_id, kind, actor, change.at, text)
            return changed


def _write(
    connection: Connection,
    case_id: int,
    life: Life,
    changed: Life,
    change: Move,
    values: dict[str, Any],
) -> bool:
    """Write what changed; False where somebody else changed the case meanwhile."""
    told = {name: getattr(changed, name) for name in Life.__dataclass_fields__}
    told = {name: value for name, value in told.items() if value != getattr(life, name)}
    if changed.status == RESOLVED:
        told["open_key"] = None
    guards = [cases.c[name].is_not_distinct_from(getattr(life, name)) for name in _GUARDS]
    statement = cases.update().where(cases.c.id == case_id, *guards)
    done = connection.execute(statement.values(updated_at=change.at, **told, **values))
    return bool(done.rowcount == 1)


def _open_key(connection: Connection, case_id: int, conversation_id: str) -> str:
    """The key under which the person's open case is found, as at its opening."""
    query = select(cases.c.details).where(cases.c.id == case_id)
    details = rows_of(connection, query)[0]["details"]
    if details is None:
        raise Refused("unreadable", UNREADABLE)
    if details.get("is_emptied"):
        raise Refused("erased", "They had everything erased. There is nothing left to reopen.")
    draft = CaseDraft(str(details["person"]), ROUTINE, "", "", {}, int(details.get("round", 1)))
    return f"{conversation_id}:{draft.subject}"


def overdue(connection: Connection, now: datetime) -> list[int]:
    """List cases that outlived their promise, of which nobody was told yet."""
    query = select(cases.c.id).where(is_promised, cases.c.due_at < now).order_by(cases.c.due_at)
    return list(connection.execute(query.limit(AT_ONCE)).scalars())


def escalate(connection: Connection, case_id: int, now: datetime) -> bool:
    """Put a case before supervisors that outlived its promise; False where it did not."""
    if not life_of(connection, case_id).is_overdue(now):
        return False
    move(connection, case_id, Move(Event.ESCALATE, now))
    return True


def idle(connection: Connection, now: datetime) -> list[int]:
    """List cases whose holder did nothing for them for too long; not those who are written with."""
    most = promises().idle
    stale = or_(
        *(
            and_(cases.c.status == status, cases.c.active_at < now - most[status])
            for status in (CLAIMED, CALLED_BACK)
        )
    )
    return list(connection.execute(select(cases.c.id).where(stale).limit(AT_ONCE)).scalars())


def is_idle(connection: Connection, case_id: int, now: datetime) -> bool:
    """Whether whoever has a case did nothing for it for too long."""
    return life_of(connection, case_id).is_idle(now, promises().idle)


def lapse(connection: Connection, case_id: int, now: datetime) -> bool:
    """Return a case to the others that nobody does anything for; False where somebody does."""
    if not is_idle(connection, case_id, now):
        return False
    due = due_again(connection, case_id, now)
    move(connection, case_id, Move(Event.LAPSE, now, due=due))
    return True


def return_at_once(connection: Connection, case_id: int, now: datetime) -> None:
    """Return a case whose holder left a member without an answer; it is as pressing as danger."""
    due = promises().due(URGENT, {}, now, office_contacts())
    move(connection, case_id, Move(Event.LAPSE, now, due=due))
