"""What stands on the page with the result: what was found, what was said, what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from bot.conversation.basis import Basis
from bot.conversation.calling import has_number
from bot.conversation.cards import cards
from bot.conversation.closing import when_words
from bot.conversation.confirming import CONFIRM
from bot.conversation.outcome import Outcome, outcome_of
from bot.conversation.questions import NONE, SKIP
from bot.conversation.screening import Answer, Screening, withdrawn
from bot.conversation.voice import contact_numbers
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy
from bot.gateway.outcome_view import OutcomeView, view_of
from bot.gateway.summary_private import Privacy
from bot.handoff.answers import AnswerReader
from bot.handoff.case import NOT_SAID, CaseDraft
from bot.handoff.drafting import is_complete
from bot.wording.book import Wording

Json = dict[str, Any]
LINES = ("member_services", "careadvantage_unit")
PROVIDER = "provider"
UNSAID = ((SKIP,), (NONE,))
"""Skipped, or nothing of a list, which says nothing where the list does not stand there."""


@dataclass(frozen=True)
class Told:
    """A question, and what was answered, as the assistant says it back."""

    asked: str
    said: str


@dataclass(frozen=True)
class Line:
    """
    The desk to call.

    Args:
        hours: From the policy's contacts: `days`, and `opens` and `closes` as times.
    """

    label: str
    phone: str
    hours: tuple[str, str, time, time]

    @property
    def tel(self) -> str:
        """The number as the address of a link."""
        digits = self.phone.replace("-", "")
        return f"tel:+{digits if len(digits) > 10 else f'1{digits}'}"


@dataclass(frozen=True)
class Summary:
    """
    The content of the page.

    Args:
        lead: What is said first where no service is found, or another desk comes first.
        booked: That and when somebody will call; empty where nobody will.
        number_end: The last digits of the number they will call.
        left_out: Whether something private was left out.
        subjects: What a case of it may be called in its conversation.
    """

    day: date
    language: str
    for_whom: str
    lead: str
    view: OutcomeView
    no_decision: str
    told: tuple[Told, ...]
    left_out: bool
    booked: str
    number_end: str
    line: Line
    subjects: tuple[str, ...]


class Summarizer:
    """Makes summaries under one policy; build it once and share it."""

    def __init__(self, policy: Policy, wording: Wording) -> None:
        numbers = contact_numbers(policy.contacts)
        self._basis = Basis(policy, Planner(policy), wording, numbers)
        self._privacy = Privacy(policy)

    def summarize(self, content: Json | None, with_private: bool) -> Summary | None:
        """
        Sum up a screening.

        Args:
            content: `Screening.to_json()` as it stands; None where there is none yet.
            with_private: Whether the person wants the answers on sensitive questions too.
        Returns:
            The summary; None as long as there is no outcome.
        """
        if not content or "answers" not in content:
            return None
        screening = Screening.from_json(content)
        if screening.who == PROVIDER or not is_complete(screening):
            return None
        outcome = outcome_of(screening, self._basis)
        found, whole = _found(outcome), list(self._told(screening))
        public = [self._public(answer) for answer in whole]
        answers = whole if with_private else [answer for answer in public if answer]
        shown = found if with_private else self._privacy.public_outcome(found, outcome)
        voice, handover = outcome.voice, screening.handover
        is_booked = handover.wanted == "call_me" and has_number(handover)
        key = "free" if outcome.offers_something else "no_decision"
        return Summary(
            day=screening.today,
            language=screening.language,
            for_whom=voice.say("summary.for_whom"),
            lead=_lead(outcome),
            view=view_of(shown, screening.language),
            no_decision=voice.say(f"summary.{key}"),
            told=tuple(self._read(answers, screening)),
            left_out=not with_private and (public != whole or shown != found),
            booked=self._booked(screening) if is_booked else "",
            number_end=(handover.number or handover.member_number or "")[-4:],
            line=self._line(str(voice.values["call_phone"])),
            subjects=_subjects(screening),
        )

    def _booked(self, screening: Screening) -> str:
        when = when_words(screening, self._basis)
        return self._basis.voice(screening).say("summary.call_booked", when=when)

    def _told(self, screening: Screening) -> Iterator[Answer]:
        """What still counts of what was said about the questions of the policy."""
        gone = withdrawn(screening.answers)
        for index, answer in enumerate(screening.answers):
            forms = (
                {f: v for f, v in each.items() if (index, f) not in gone} for each in answer.learned
            )
            learned = tuple(each for each in forms if each)
            is_asked = answer.question in self._basis.policy.questions or answer.question == CONFIRM
            is_said = learned or not answer.learned
            if is_asked and is_said and answer.values not in UNSAID:
                yield replace(answer, learned=learned)

    def _public(self, answer: Answer) -> Answer | None:
        return self._privacy.public_part(answer)

    def _read(self, answers: list[Answer], screening: Screening) -> Iterator[Told]:
        reader = AnswerReader(self._basis.voice(screening))
        for answer in answers:
            read = reader.read(answer)
            said = ", ".join(read["chosen"]) or read["value"] or read["words"]
            if said:
                yield Told(read["asked"], said)

    def _line(self, phone: str) -> Line:
        contacts = self._basis.policy.contacts
        desks = [contacts[name] for name in LINES]
        desk = next(d for d in desks if phone in (d["phone"], d["toll_free"]))
        hours: Mapping[str, Any] = desk["hours"]
        days = hours["days"]
        opens, closes = (time.fromisoformat(hours[end]) for end in ("from", "to"))
        return Line(desk["label"], phone, (days[0], days[-1], opens, closes))


def _found(outcome: Outcome) -> Json:
    """The outcome's cards; where the page speaks of a call "here", what goes for paper too."""
    found = cards(outcome)
    band = found["ecm"]["band"]
    if "next" in found["ecm"]:
        found["ecm"]["next"] = outcome.voice.say(f"summary.next.{band}")
    return found


def _subjects(screening: Screening) -> tuple[str, ...]:
    draft = CaseDraft(screening.who or NOT_SAID, "", "", "", {}, screening.round)
    return draft.subject, draft.unnamed_subject


def _lead(outcome: Outcome) -> str:
    """Where no care manager was found by us: why, and who helps."""
    if outcome.kind.startswith("ecm_") or outcome.kind == "supports_only":
        return ""
    return outcome.voice.say(f"outcome.{outcome.kind}.long")
