"""The screening as a value: everything a conversation has to remember, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from bot.conversation.handover import Handover
from bot.conversation.questions import Forms

WHO = "who"
REST = "rest"
"""An `aside` that asks for the rest of a list of which a part was answered."""

ANSWER = "answer:"
"""Begins an `aside` that answers something asked beside the questions; its topic follows."""


@dataclass(frozen=True)
class Said:
    """
    A message as it came in.

    Args:
        at: Its time in ISO form.
        relation: The word in it for the member whom it is for ("mom"); empty where there is none.
        by_phone: Whether staff gave it for them, by telephone with them.
    """

    text: str = ""
    message_id: str = ""
    at: str = ""
    relation: str = ""
    by_phone: bool = False


@dataclass(frozen=True)
class Answer:
    """
    One answer, in the person's own words and in what was learned from it.

    Args:
        question: The id of the question.
        values: The options chosen; ("not_sure",) and ("skip",) too. Empty for a number or text.
        learned: Forms of facts, one after another; later ones narrow further.
        said_by: "self", or "caregiver" where somebody answers for the member.
        withdraws: What this answer takes back: (index of an earlier answer, fact).
        takes_back: The same for a correction, which may take back more than one thing.
        by_phone: Whether staff gave it for them, by telephone with them.
    """

    question: str
    values: tuple[str, ...] = ()
    learned: tuple[Forms, ...] = ()
    words: str = ""
    message_id: str = ""
    at: str = ""
    said_by: str = "self"
    withdraws: tuple[int, str] | None = None
    takes_back: tuple[tuple[int, str], ...] = ()
    by_phone: bool = False

    @property
    def facts(self) -> frozenset[str]:
        """The facts it says something of."""
        return frozenset(fact for forms in self.learned for fact in forms)

    def to_json(self) -> dict[str, Any]:
        """Compact: what is as usual is left out, for this travels with every turn."""
        content: dict[str, Any] = {"question": self.question}
        for part in fields(self):
            value = getattr(self, part.name)
            if value != part.default:
                content[part.name] = list(value) if isinstance(value, tuple) else value
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Answer:
        """The value that `to_json` wrote."""
        parts: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in content.items()
        }
        if "takes_back" in parts:
            parts["takes_back"] = tuple((index, fact) for index, fact in parts["takes_back"])
        return cls(**parts)


def withdrawn(answers: Sequence[Answer]) -> set[tuple[int, str]]:
    """
    What no longer counts: (index of an answer, fact).

    A correction that was itself corrected no longer drops what hung on it.
    """
    gone = {answer.withdraws for answer in answers if answer.withdraws}
    for index in reversed(range(len(answers))):
        own = answers[index].facts
        is_void = bool(own) and all((index, fact) in gone for fact in own)
        gone |= {p for p in answers[index].takes_back if p[1] in own or not is_void}
    return gone


@dataclass(frozen=True)
class Screening:
    """
    One screening of one person.

    Args:
        open: The id of the question now open; None once nothing is asked any more.
        attempts: How often the open question was answered in a way not understood.
        aside: What the next message is about beside its question: "why", "more", "again" (without
            the greeting), "rest" (of a list) or "answer:<topic>".
        page: How far the reader of a list in parts has got.
        stage: "start", "asking", "outcome", "handover", "provider" or "closed".
        remaining: About how many more questions of the screening proper.
        round: 1 for the first person screened in this conversation, then 2, ...
        matter: What a question is about that comes up by itself: a hint to be confirmed, another
            person; plain JSON.
        confirmed: The facts that were asked about after a hint; none is asked about twice.
        relation: The word for the member, where somebody else asks for them and said one ("mom").
        now: When the last message came, ISO: what is offered is counted from there.
        complaints: What they complained of, as {"words", "at"}; staff read it.
        settled: Whether staff have closed the case of a wish in this screening.
    """

    edition: str
    today: date
    language: str = "en"
    channel: str = "web"
    who: str | None = None
    stage: str = "start"
    open: str | None = WHO
    attempts: int = 0
    aside: str | None = None
    page: int = 0
    remaining: int = 0
    round: int = 1
    answers: tuple[Answer, ...] = ()
    handover: Handover = field(default_factory=Handover)
    matter: Mapping[str, Any] | None = None
    confirmed: tuple[str, ...] = ()
    relation: str = ""
    complaints: tuple[Mapping[str, str], ...] = ()
    now: str = ""
    settled: bool = False

    @property
    def is_asking(self) -> bool:
        """Whether a question is open; false once the closing message has been said."""
        return self.open is not None

    @property
    def audience(self) -> str:
        """For whom sentences are worded: "self", "child" or "other"."""
        return self.who if self.who in ("child", "other") else "self"

    @property
    def reads(self) -> str | None:
        """Which list in parts is being read: "why", "more", or none."""
        return self.aside if self.aside in ("why", "more") else None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives the same value back."""
        content = {part.name: getattr(self, part.name) for part in fields(self)}
        content["today"] = self.today.isoformat()
        content["answers"] = [answer.to_json() for answer in self.answers]
        content["handover"] = self.handover.to_json()
        content["confirmed"] = list(self.confirmed)
        content["complaints"] = [dict(complaint) for complaint in self.complaints]
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Screening:
        """The value that `to_json` wrote; what another version added is passed over."""
        known = {part.name for part in fields(cls)}
        parts = {name: value for name, value in content.items() if name in known}
        parts["today"] = date.fromisoformat(parts["today"])
        parts["answers"] = tuple(Answer.from_json(answer) for answer in parts["answers"])
        parts["handover"] = Handover.from_json(parts["handover"])
        for listed in ("confirmed", "complaints"):
            parts[listed] = tuple(parts.get(listed, ()))
        return cls(**parts)

    def asks(self, question: str | None, stage: str | None = None) -> Screening:
        """The same screening with another question open and a clean sheet for it."""
        return replace(
            self, open=question, stage=stage or self.stage, attempts=0, aside=None, page=0
        )
