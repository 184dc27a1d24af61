"""From a screening to the case for staff: who, how to reach them, what was found, what is open."""

import logging
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dateutil import tz  # type: ignore[import-untyped]

from bot.conversation.basis import Basis
from bot.conversation.handover import WANTS_A_CASE
from bot.conversation.screening import Screening, withdrawn
from bot.conversation.voice import Voice, contact_numbers
from bot.eligibility.facts import Facts
from bot.eligibility.findings import Findings
from bot.eligibility.judge import screen
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy
from bot.errors import CalaimError
from bot.handoff.answers import AnswerReader
from bot.handoff.bare import bare_details
from bot.handoff.birth import birth_doubt
from bot.handoff.case import NOT_SAID, CaseDraft
from bot.handoff.conflicts import conflicts_of
from bot.handoff.danger import mark_danger
from bot.handoff.evidence import Evidence
from bot.handoff.next_steps import next_step
from bot.handoff.summary import summarize
from bot.handoff.trouble import mark_trouble
from bot.handoff.words import UNASKED, WANTED
from bot.wording.book import Wording

Json = dict[str, Any]
MEMBER_SERVICES = "member_services"
ADULT = 18
CONTACT = (
    *("name", "number", "when", "slot", "voicemail", "member_name", "birth_date"),
    *(
        "birth_date_doubtful",
        "language",
        "complete",
        "member_number",
        "may_speak",
        "may_speak_words",
        "note",
    ),
)
log = logging.getLogger("calaim.handoff")


class CaseDrafter:
    """Makes cases under one policy; build it once and share it."""

    def __init__(self, policy: Policy, wording: Wording) -> None:
        self._policy = policy
        numbers = contact_numbers(policy.contacts)
        self._basis = Basis(policy, Planner(policy), wording, numbers)

    def draft(
        self,
        after: Json,
        before: Json | None,
        channel: str,
        address: str | None,
        has_case: bool = False,
    ) -> CaseDraft | None:
        """
        Make the case as it now stands.

        Args:
            after: `Screening.to_json()` as the turn left it.
            before: The same before the turn; None at the first.
            address: On SMS the number they text from.
            has_case: Whether staff have a case of theirs in hand, whatever it was opened for.
        Returns:
            The case; None where staff have none, and the person neither wants them nor did so
            until this turn, and has complained of nothing.
        """
        wish, earlier = _wish(after), _wish(before or {})
        if _round(after) != _round(before or {}):
            earlier = None
        complaints = len(after.get("complaints") or ())
        wanted = wish in WANTS_A_CASE or earlier in WANTS_A_CASE
        if not (wanted or complaints or has_case):
            return None
        draft = self._drafted(after, channel, address)
        is_new_wish = wish in WANTS_A_CASE and wish != earlier
        complained = complaints > len((before or {}).get("complaints") or ())
        return replace(draft, may_open=is_new_wish or complained)

    def for_danger(
        self,
        screening: Json | None,
        channel: str,
        address: str | None,
        kind: str,
        words: str,
        at: str,
        language: str = "",
    ) -> CaseDraft:
        """
        Make the urgent case for what somebody wrote, with whatever is known of them.

        Args:
            screening: `Screening.to_json()` before the message; None where there is none yet.
            kind, words, at, language: As `mark_danger` takes them.
        """
        known = screening or {}
        handover = known.get("handover") or {}
        wish = handover.get("wanted")
        wished = {**handover, "wanted": wish or "person"}
        draft = self._drafted({**known, "handover": wished}, channel, address)
        draft = replace(draft if wish else _unasked(draft), goes_to=MEMBER_SERVICES)
        return mark_danger(draft, kind, words, at, language)

    def for_trouble(
        self, screening: Json | None, channel: str, address: str | None, kind: str, at: str
    ) -> CaseDraft:
        """
        Make the routine case for somebody the assistant could not serve.

        Args:
            screening: `Screening.to_json()` as it stands; None where there is none yet.
            kind, at: As `mark_trouble` takes them.
        """
        return mark_trouble(self._drafted(screening or {}, channel, address), kind, at)

    def _drafted(self, screening: Json, channel: str, address: str | None) -> CaseDraft:
        try:
            is_begun = bool(screening.keys() - {"handover"})  # before it there is nothing to tell
            draft = (self._full if is_begun else self._bare)(screening, channel, address)
        except (CalaimError, LookupError, TypeError, ValueError, AttributeError) as error:
            # A call back with few details is better than none, or than a member left waiting.
            log.error("case_without_details", extra={"error": type(error).__name__})
            draft = self._bare(screening, channel, address)
        number = _round(screening)
        return replace(draft, round=number, details={**draft.details, "round": number})

    def _full(self, told: Json, channel: str, address: str | None) -> CaseDraft:
        screening = Screening.from_json(told)
        facts = self._basis.facts(screening)
        findings = screen(self._policy, facts)
        details = self._details(screening, facts, findings, channel, address)
        return CaseDraft(
            person=details["person"],
            urgency="routine",
            goes_to=findings.sent_to or self._policy.sent_to["otherwise"],
            summary=summarize(details),
            details=details,
        )

    def _bare(self, after: Json, channel: str, address: str | None) -> CaseDraft:
        handover = after.get("handover") or {}
        contact = _contact(handover, "en", channel, address)
        details = bare_details(str(after.get("who") or NOT_SAID), _wish(after), contact)
        goes_to = self._policy.sent_to["otherwise"]
        return CaseDraft(details["person"], "routine", goes_to, summarize(details), details)

    def _details(
        self,
        screening: Screening,
        facts: Facts,
        findings: Findings,
        channel: str,
        address: str | None,
    ) -> Json:
        reader = AnswerReader(self._basis.voice(screening))
        evidence = Evidence(self._policy, screening, facts, reader)
        contact = _contact(screening.handover.to_json(), screening.language, channel, address)
        known = facts.to_json()
        return {
            "person": screening.who or NOT_SAID,
            "relation": _relation(screening, self._basis.voice(screening)),
            "wanted": screening.handover.wanted,
            "contact": {**contact, "asked_on": _asked_on(screening)},
            "complaints": [dict(complaint) for complaint in screening.complaints],
            "birth_date_doubt": birth_doubt(
                contact["birth_date"],
                known.get("age"),
                screening.today,
                bool(contact["birth_date_doubtful"]),
            ),
            "minor_alone": screening.who == "self" and _is_minor(known.get("age")),
            **self._found(findings, evidence),
            "facts": known,
            "conflicts": conflicts_of(facts),
            "answers": _answers(screening, reader),
            "edition": screening.edition,
            "screened_for": screening.today.isoformat(),
            "screening_complete": is_complete(screening),
        }

    def _found(self, findings: Findings, evidence: Evidence) -> Json:
        not_asked = evidence.not_asked(findings)
        return {
            "ecm": {
                "band": findings.ecm.band,
                "reason": findings.ecm.reason,
                "flags": list(findings.ecm.flags),
            },
            "next_step": next_step(findings, self._policy.contacts),
            "populations": evidence.populations(findings),
            "supports": evidence.supports(findings),
            "not_asked": list(not_asked),
            "not_settled": list(not_asked.values()),
            "not_sure": evidence.ended("not_sure"),
            "declined": evidence.ended("declined"),
            "known": evidence.how_much_is_known(),
        }


def _unasked(draft: CaseDraft) -> CaseDraft:
    """Have a draft say that they are put before a person without having asked for one."""
    summary = draft.summary.replace(WANTED["person"], UNASKED, 1)
    return replace(draft, summary=summary, details={**draft.details, "unasked": True})


def _answers(screening: Screening, reader: AnswerReader) -> list[Json]:
    """Give the answers; where one was taken back in part or whole, with what of it."""
    gone = withdrawn(screening.answers)
    read = []
    for index, answer in enumerate(screening.answers):
        facts = sorted(fact for fact in answer.facts if (index, fact) in gone)
        read.append({**reader.read(answer), **({"withdrawn": facts} if facts else {})})
    return read


def _relation(screening: Screening, voice: Voice) -> str:
    """Who the member is to the caller ("mom"), where they said it."""
    return voice.say_if_there(f"relations.people.{screening.relation}.named")


def _wish(screening_json: Json) -> Any:
    return (screening_json.get("handover") or {}).get("wanted")


def _round(screening_json: Json) -> int:
    number = screening_json.get("round", 1)
    return number if isinstance(number, int) else 1


def is_complete(screening: Screening) -> bool:
    """Whether the screening came to its end; before its first answer nothing remains either."""
    taught = screening.who == "provider" or any(answer.learned for answer in screening.answers)
    return screening.who is not None and taught and not screening.remaining


def _is_minor(age: Any) -> bool:
    oldest = age.get("at_most") if isinstance(age, dict) else age
    return isinstance(oldest, int) and oldest < ADULT


def _contact(handover: Json, language: str, channel: str, address: str | None) -> Json:
    told = {name: handover.get(name) for name in CONTACT}
    return {
        **told,
        "channel": channel,
        "number": told["number"] or address,
        "language": told["language"] or language,
        "complete": bool(told["complete"]),
        "asked_on": None,
    }


def _asked_on(screening: Screening) -> str | None:
    """Give the day, in San Mateo County, on which they said when to call."""
    said = [answer.at for answer in screening.answers if answer.question == "call_when"]
    if not said or not said[-1] or screening.handover.when is None:
        return None
    moment = datetime.fromisoformat(said[-1])
    day: date = moment.astimezone(tz.gettz("America/Los_Angeles")).date()
    return day.isoformat()
