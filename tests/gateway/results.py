"""People at the web chat who have a result: their screening was talked through, without a model."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from bot.conversation.replies import Chosen
from bot.storage import cases, conversations
from bot.worker.clock import Clock
from tests.conversation.talk import Talk
from tests.conversation.test_stories import at_outcome
from tests.fakes.line import TODAY, Line, Member

PRIVATE_LIFE = {
    "life_now": ("locked_up_past_year", "no_steady_home"),
    "health_now": ("mental_health_or_drugs", "lasting_illness"),
    "support_needs": ("find_housing",),
}


@dataclass
class Visitor:
    """Somebody with the chat open, and what they press on the pages with the result."""

    line: Line
    member: Member

    @property
    def conversation(self) -> str:
        return self.member.conversation

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.line.http.post(path, data={"token": self.member.token, **fields}, timeout=40)


def visitor(line: Line, talk: Talk | None = None) -> Visitor:
    """Somebody who has talked like this, or has only just come."""
    made = Visitor(line, line.new_member())
    if talk is not None:
        with line.database.write() as connection:
            content = talk.screening.to_json()
            conversations.change(connection, made.conversation, screening=content)
        line.change("UPDATE inbox SET status = 'done'")  # they were greeted long ago
    return made


def booked() -> Talk:
    """Somebody without a home who wants to be called."""
    talk = at_outcome("web")
    talk.say("call me", "Ana", "(650) 555-0147", "mornings", "yes", "skip", "english")
    return talk


def out_of_jail() -> Talk:
    """Somebody whose reasons are nobody else's business."""
    talk = Talk("web")
    talk.say("me", "1", "34")
    while talk.asks != "handover":
        question = talk.message["question"]
        offered = [option["value"] for option in question["options"]]
        chosen = [value for value in PRIVATE_LIFE.get(talk.asks, ()) if value in offered]
        talk.reply(Chosen(tuple(chosen or ["none"])))
    return talk


def case_of(someone: Visitor, talk: Talk, drafter) -> str:
    """Have staff get the case that a talk makes; give its code."""
    draft = drafter.draft(talk.screening.to_json(), None, "web", None)
    with someone.line.database.write() as connection:
        now = Clock(TODAY).now()
        return str(cases.open_or_update(connection, someone.conversation, draft, now))
