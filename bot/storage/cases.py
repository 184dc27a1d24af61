"""The cases for staff: one open case per conversation and person screened, updated, not doubled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, and_, case, select
from sqlalchemy.engine import Connection

from bot.channels.desk_notice import URGENT
from bot.errors import StoreError
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import CALLED_BACK, CLAIMED, OPEN, TALKING, Event
from bot.handoff.case_life import JOINED as JOINED
from bot.handoff.case_life import WAITING as WAITING
from bot.handoff.codes import new_code
from bot.handoff.danger import dangers, last_violence, with_dangers, with_earlier
from bot.handoff.keeping import asks_again, keep
from bot.handoff.office_hours import office_contacts
from bot.handoff.promises import promises
from bot.storage import case_events, notices
from bot.storage.database import insert_new
from bot.storage.schema import Instant, Sealed, SealedJson, metadata
from bot.storage.unreadable import rows_of

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    # Conversation and person while the case is open, NULL afterwards: at most one is open.
    Column("open_key", String(80), unique=True),
    Column("status", String(12), nullable=False, index=True),
    Column("urgency", String(12), nullable=False),
    Column("goes_to", String(24), nullable=False),
    Column("details", SealedJson("cases.details"), nullable=False),
    Column("summary", Sealed("cases.summary"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    # Who of the staff has it: their account, and their name as the member is told.
    Column("claimed_by", String(40)),
    Column("claimed_name", String(60)),
    Column("claimed_at", Instant),
    # When they last did something for it; a claim without that goes back to the others.
    Column("active_at", Instant),
    # By when the member was promised to hear from somebody.
    Column("due_at", Instant),
    # When somebody of the staff wrote or called since then; the promise is kept.
    Column("heard_at", Instant),
    Column("escalated_at", Instant),
    Column("resolved_at", Instant),
    Column("reason", String(40)),
    # Of what was sent to the plan: by when it decides, when the desk was told that it is late,
    # and when it has decided.
    Column("decision_due_at", Instant),
    Column("decision_late_at", Instant),
    Column("decided_at", Instant),
)
is_promised = and_(
    cases.c.open_key.isnot(None), cases.c.heard_at.is_(None), cases.c.escalated_at.is_(None)
)
# "Whose promise is overdue?" is asked every few seconds.
Index(
    "ix_cases_promised",
    cases.c.due_at,
    sqlite_where=is_promised,
    postgresql_where=is_promised,
)

# A code is one of half a million; so many taken ones in a row mean that something else is wrong.
MOST_CODES = 50
_CLAIM = ("status", "claimed_by", "claimed_name", "claimed_at", "active_at", "heard_at")


@dataclass(frozen=True)
class StoredCase:
    """One case as staff see it; `details` is `CaseDraft.to_json()`."""

    id: int
    code: str
    conversation_id: str
    status: str
    urgency: str
    goes_to: str
    details: dict[str, Any]
    summary: str
    opened_at: datetime
    updated_at: datetime


UNREADABLE = "This case cannot be read: the database is damaged, or a key is missing."
_UNREAD: dict[str, Any] = {"details": {}, "summary": UNREADABLE}
_FIELDS = [cases.c[name] for name in StoredCase.__dataclass_fields__]
_JOINED_LAST = case((cases.c.status == JOINED, 1), else_=0)
_URGENT_FIRST = case((cases.c.urgency == "urgent", 0), else_=1)
_ORDER = (_JOINED_LAST, _URGENT_FIRST, cases.c.opened_at.desc(), cases.c.id.desc())


def open_or_update(
    connection: Connection, conversation_id: str, draft: CaseDraft, now: datetime
) -> str | None:
    """
    Open the person's case or bring the open one up to date.

    Nothing is written when nothing changed, so its history tells only of changes. What is urgent
    stays so until staff say otherwise, and no later screening replaces what a finished one told.

    Returns:
        The case's code; None where none is open and the draft may not open one.
    """
    found, unnamed = _open_ones(connection, conversation_id, draft)
    violence = _last_violence(connection, conversation_id)
    if found is None:
        draft = with_earlier(draft, violence)
        content = _content(conversation_id, draft)
        return _open(connection, conversation_id, content, now) if draft.may_open else None
    kind = "asked again" if asks_again(found["details"], draft) else "updated"
    if unnamed is not None:
        draft = with_dangers(draft, dangers(unnamed["details"]))
        urgent = "urgent" in (draft.urgency, unnamed["urgency"])
        draft = replace(draft, urgency="urgent") if urgent else draft
    kept = keep(found["details"], found["urgency"], found["goes_to"], draft)
    kept = with_earlier(_where_staff_put_it(connection, found, kept), violence)
    content = _content(conversation_id, kept) | _promised(found, unnamed, kept, now)
    if any(found[name] != value for name, value in content.items()):
        _change(connection, found["id"], kind, {**content, "updated_at": now})
        if _is_newly_urgent(found, kept):
            notices.queue(connection, found["id"], URGENT, now)
    if unnamed is not None:
        _pass_on(connection, unnamed, found, now)
        _join(connection, unnamed, str(found["code"]), now)
    return str(found["code"])


def _open_ones(connection: Connection, conversation_id: str, draft: CaseDraft) -> tuple[Any, Any]:
    """
    Find the person's open case, also one from before they said for whom it is.

    The second is given beside the first where both are open: they are the same person's. One that
    cannot be read stays in its place for staff, and makes room for another.
    """
    found = []
    for subject in dict.fromkeys((draft.subject, draft.unnamed_subject)):
        key = f"{conversation_id}:{subject}"
        query = select(cases).where(cases.c.open_key == key).with_for_update()
        for row in rows_of(connection, query):
            if _is_readable(row):
                found.append(row)
            elif draft.may_open:
                apart = cases.update().where(cases.c.id == row["id"])
                connection.execute(apart.values(open_key=f"unreadable:{row['id']}"))
    first, second, *_ = *found, None, None
    return first, second


def _last_violence(connection: Connection, conversation_id: str) -> str:
    """When they last wrote of it in any case of theirs, closed ones too."""
    query = select(cases.c.details).where(cases.c.conversation_id == conversation_id)
    found = (row["details"] for row in rows_of(connection, query))
    return max((last_violence(details) for details in found if details), default="")


def _where_staff_put_it(connection: Connection, found: Any, kept: CaseDraft) -> CaseDraft:
    """Leave a case at the desk to which staff handed it on; only danger takes it away again."""
    if _is_newly_urgent(found, kept) or not case_events.has(
        connection, found["id"], Event.HAND_ON.value
    ):
        return kept
    return replace(kept, goes_to=found["goes_to"])


def _promised(found: Any, unnamed: Any, kept: CaseDraft, now: datetime) -> dict[str, Any]:
    """
    Give what a later turn brings forward of what was promised: danger, or an earlier time to call.

    Nothing is put off, however often the case is brought up to date. Who writes of danger after
    they were heard from is to be heard from again.
    """
    due = promises().due(kept.urgency, kept.details, now, office_contacts())
    before = found["details"]
    if found["heard_at"] and len(dangers(kept.details)) > len(dangers(before)):
        return {"due_at": due, "heard_at": None, "escalated_at": None}
    is_new = kept.urgency != found["urgency"] or _time_of(kept.details) != _time_of(before)
    dues = (found["due_at"], (unnamed or {}).get("due_at"), due if is_new else None)
    return {"due_at": min((each for each in dues if each is not None), default=None)}


def _time_of(details: dict[str, Any]) -> tuple[Any, Any]:
    contact = details.get("contact") or {}
    return contact.get("when"), contact.get("asked_on")


def _is_newly_urgent(found: Any, kept: CaseDraft) -> bool:
    """Whether it became urgent, or something more was written of danger."""
    has_more = len(dangers(kept.details)) > len(dangers(found["details"]))
    return kept.urgency == "urgent" and (has_more or found["urgency"] != "urgent")


def _pass_on(connection: Connection, unnamed: Any, found: Any, now: datetime) -> None:
    """Leave the person with whoever has their other case, and surely with who talks with them."""
    if unnamed["status"] == TALKING or (
        found["status"] == WAITING and unnamed["status"] in (CLAIMED, CALLED_BACK)
    ):
        values = {name: unnamed[name] for name in _CLAIM}
        connection.execute(cases.update().where(cases.c.id == found["id"]).values(**values))
        who = str(unnamed["claimed_by"] or "assistant")
        kind = unnamed["status"].replace("_", " ")
        case_events.add(connection, found["id"], kind, who, now)


def _join(connection: Connection, unnamed: Any, code: str, now: datetime) -> None:
    """Close the case of somebody who turned out to have one; its code still leads there."""
    content = {
        "open_key": None,
        "status": JOINED,
        "summary": f"The same person as case {code}. Go on there.\n{unnamed['summary']}",
        "details": {**unnamed["details"], "joined_to": code},
        "updated_at": now,
    }
    _change(connection, unnamed["id"], "joined", content)


def _change(connection: Connection, case_id: int, kind: str, content: dict[str, Any]) -> None:
    connection.execute(cases.update().where(cases.c.id == case_id).values(**content))
    case_events.add(connection, case_id, kind, "assistant", content["updated_at"])


def _content(conversation_id: str, draft: CaseDraft) -> dict[str, Any]:
    return {
        "open_key": f"{conversation_id}:{draft.subject}",
        "urgency": draft.urgency,
        "goes_to": draft.goes_to,
        "details": draft.to_json(),
        "summary": draft.summary,
    }


def _open(
    connection: Connection, conversation_id: str, content: dict[str, Any], now: datetime
) -> str:
    fixed = {"conversation_id": conversation_id, "status": WAITING}
    due = promises().due(content["urgency"], content["details"], now, office_contacts())
    row = {**fixed, **content, "opened_at": now, "updated_at": now, "due_at": due}
    codes = (new_code() for _ in range(MOST_CODES))
    code = next((c for c in codes if insert_new(connection, cases, {"code": c, **row})), None)
    if code is None:
        raise StoreError("no free code was found for a case")
    identity = connection.execute(select(cases.c.id).where(cases.c.code == code)).scalar_one()
    case_events.add(connection, identity, "opened", "assistant", now)
    return code


def newest(connection: Connection, limit: int) -> list[StoredCase]:
    """List cases, urgent ones first, then the newest; those joined to another come last."""
    return _listed(connection, select(*_FIELDS).order_by(*_ORDER).limit(limit))


def _listed(connection: Connection, query: Any) -> list[StoredCase]:
    """Give cases; one that cannot be opened (a damaged file) does not hide all others."""
    return [
        StoredCase(**(row if _is_readable(row) else {**row, **_UNREAD}))
        for row in rows_of(connection, query)
    ]


def _is_readable(row: Mapping[str, Any]) -> bool:
    return row["details"] is not None and row["summary"] is not None


def by_code(connection: Connection, code: str) -> StoredCase | None:
    """Find one case by the code a person reads out."""
    row = connection.execute(select(*_FIELDS).where(cases.c.code == code)).mappings().first()
    return None if row is None else StoredCase(**row)


def with_codes(connection: Connection, codes: Sequence[str]) -> list[StoredCase]:
    """Give these cases, in no order; one that cannot be read says so and hides no other."""
    return _listed(connection, select(*_FIELDS).where(cases.c.code.in_(codes)))


def talked_in(connection: Connection, conversation_id: str) -> StoredCase | None:
    """Give the case whose holder has this conversation."""
    mine = (cases.c.conversation_id == conversation_id, cases.c.status == TALKING)
    return next(iter(_listed(connection, select(*_FIELDS).where(*mine))), None)


def not_closed(connection: Connection, conversation_id: str) -> list[StoredCase]:
    """List the cases of a conversation that staff have not closed."""
    is_theirs = cases.c.conversation_id == conversation_id
    query = select(*_FIELDS).where(is_theirs, cases.c.status.in_((*OPEN, JOINED)))
    return _listed(connection, query)


def delete(connection: Connection, case: StoredCase) -> None:
    """Take a case and its history out."""
    case_events.delete(connection, case.id)
    connection.execute(cases.delete().where(cases.c.id == case.id))
