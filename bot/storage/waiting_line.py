"""Who in a web chat comes before whom: what somebody who looks at an open page is told."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.case_life import WAITING
from bot.handoff.promises import URGENT
from bot.storage.cases import cases
from bot.storage.conversations import conversations

IN_CHAT = timedelta(minutes=15)
"""For so long after the last message somebody counts as sitting before the chat."""


def place_in_line(connection: Connection, case_id: int, now: datetime) -> int:
    """
    Tell the how manieth a case is, from 1, of those at its desk whom somebody is to write with now.

    Who waits for a call on another day keeps nobody waiting in the chat; who is in danger does.
    """
    due = func.coalesce(cases.c.due_at, cases.c.opened_at)
    columns = (cases.c.goes_to, cases.c.urgency, due.label("due"), cases.c.opened_at)
    mine = connection.execute(select(*columns).where(cases.c.id == case_id)).one()
    sooner = or_(due < mine.due, and_(due == mine.due, cases.c.opened_at < mine.opened_at))
    is_before = or_(cases.c.urgency > mine.urgency, and_(cases.c.urgency == mine.urgency, sooner))
    in_chat = and_(conversations.c.channel == "web", conversations.c.touched_at > now - IN_CHAT)
    waits = (cases.c.status == WAITING, cases.c.goes_to == mine.goes_to, cases.c.id != case_id)
    pressing = or_(cases.c.urgency == URGENT, in_chat)
    query = select(func.count()).select_from(cases)
    query = query.join(conversations, conversations.c.id == cases.c.conversation_id)
    return 1 + int(connection.execute(query.where(*waits, is_before, pressing)).scalar_one())
