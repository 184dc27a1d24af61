"""The outcome in words: what a person may be able to get, and the rest of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.conversation.basis import Basis
from bot.conversation.questions import AskedQuestion
from bot.conversation.room import fits, pages, together
from bot.conversation.screening import Screening
from bot.conversation.slots import Slot, moment_of
from bot.conversation.times import slot_words
from bot.conversation.voice import Voice
from bot.conversation.wishes import call_is_booked, wants_no_call
from bot.eligibility.facts import Facts
from bot.eligibility.findings import APPEARS, OFFERED, Findings
from bot.eligibility.formula import TRUE
from bot.eligibility.judge import screen
from bot.eligibility.policy import Criterion

WAYS_TO_TELL = (
    ("long", 3),
    ("short", 3),
    ("shortest", 3),
    ("shortest", 1),
    ("bare", 3),
    ("bare", 1),
)
"""How long the lead is and how many supports are named, by room; the rest come on MORE."""

MOST_OPEN = 3
"""So many populations at most are named that rest only on what was left open."""

WISHES = "support_needs"
"""The fact that holds which supports a person asked for."""


@dataclass(frozen=True)
class Outcome:
    """The findings of a screening, what they rest on, and the voice that tells them."""

    findings: Findings
    facts: Facts
    voice: Voice
    basis: Basis
    ask: str
    """The offer of a call; when it comes, where one is booked."""

    @cached_property
    def kind(self) -> str:
        """Which of the outcomes in the wording this is."""
        ecm = self.findings.ecm
        if ecm.band in OFFERED:
            return f"ecm_{ecm.band}" if self.certain else "ecm_open"
        if self.voice.book.has(f"outcome.{ecm.reason}.long"):
            return ecm.reason
        return "supports_only" if self.supports else "nothing"

    @cached_property
    def offered(self) -> list[str]:
        """The populations that appear or may fit, the leading one first."""
        ecm = self.findings.ecm
        found = [id for id in ecm.populations if ecm.populations[id].band in OFFERED]
        return sorted(
            found, key=lambda id: (ecm.populations[id].band != ecm.band, id != ecm.reason)
        )

    @cached_property
    def certain(self) -> list[str]:
        """Those of them that rest on what was said and not on what was left open."""
        if self.findings.ecm.band not in OFFERED:
            return []
        return [id for id in self.offered if self._rests_on_facts(id)]

    @cached_property
    def told(self) -> list[str]:
        """The populations that are named: what is certain, else the first of what is open."""
        return self.certain or self.offered[:MOST_OPEN]

    @cached_property
    def wanted(self) -> list[str]:
        """The supports that appear or may fit and were asked for, surest first."""
        found, known = self.findings.supports, self.facts.known
        needs = {id: support.need for id, support in self.basis.policy.supports.items()}
        offered = [id for id in found if found[id].band in OFFERED]
        wanted = [id for id in offered if _is_wished(needs[id], known)]
        return sorted(wanted, key=lambda id: found[id].band != APPEARS)

    @cached_property
    def supports(self) -> list[str]:
        """The plain names of those supports."""
        return [self.voice.say(f"outcome.supports.{id}") for id in self.wanted]

    @cached_property
    def may_want_more(self) -> bool:
        """Whether supports may fit of which the person said nothing."""
        found = self.findings.supports.values()
        return not self.wanted and any(finding.band in OFFERED for finding in found)

    def since(self, id: str) -> str:
        """
        What a population is about, in words that go after "since" or "if".

        Where it rests on what was said, they are about the very criterion that holds, as far as
        the wording has words for it.
        """
        reasons = self.findings.ecm.populations[id].because if id in self.certain else ()
        keys = (f"outcome.since_when.{id}.{reason.criterion}" for reason in reasons)
        own = next((key for key in keys if self.voice.book.has(key)), None)
        return self.voice.say(own or f"outcome.since.{id}")

    def main(self, question: AskedQuestion, before: str = "") -> str:
        """What to tell first, in one message with the offer of a call and what goes before."""
        return self._told_first(question, before)[0]

    def rest(self, question: AskedQuestion) -> list[str]:
        """What did not go into the first message, in as many as it takes."""
        left = self.supports[self._told_first(question)[1] :]
        sentences = [self._flag(flag, "full") for flag in self.findings.ecm.flags]
        if left:
            things = " ".join(f"{capital(thing)}." for thing in left)
            sentences.insert(0, self.voice.say("outcome.rest", things=things))
        if self.supports and self.findings.ecm.band != APPEARS:
            sentences.append(self.voice.say("outcome.supports_need_manager"))
        return pages(sentences, question)

    def _told_first(self, question: AskedQuestion, before: str = "") -> tuple[str, int]:
        """The first message, and how many supports it names: as much as there is room for."""
        flags = [self._flag(flag, "short") for flag in self.findings.ecm.flags][:1]
        tail = self.voice.say("outcome.tail") if self.offers_something else ""
        text, count = "", 0
        for length, count in WAYS_TO_TELL:
            parts = [before, self._lead(length), *flags, self._named(count), tail, self.ask]
            text = together(parts)
            if fits(text, question):
                break
        return text, count

    @property
    def offers_something(self) -> bool:
        """Whether there is something they may be able to get."""
        return bool(self.supports) or self.findings.ecm.band in OFFERED

    def _lead(self, length: str) -> str:
        if length == "bare" and not self.voice.book.has(f"outcome.{self.kind}.bare"):
            length = "shortest"
        since = self.since(self.certain[0]) if self.certain else ""
        return self.voice.say(f"outcome.{self.kind}.{length}", since=since)

    def _named(self, count: int) -> str:
        """The first few supports by name, and how many more there are."""
        if not self.supports:
            hinted = self.may_want_more and count > 1
            return self.voice.say("outcome.may_want_more") if hinted else ""
        first, more = self.supports[:count], len(self.supports) - count
        key = "also" if self.findings.ecm.band in OFFERED else "only"
        if more > 0:
            return self.voice.say(f"outcome.{key}_more", things=", ".join(first), count=more)
        return self.voice.say(f"outcome.{key}", things=self.voice.and_list(first))

    def _flag(self, flag: str, length: str) -> str:
        return self.voice.say_if_there(f"outcome.flags.{flag}.{length}")

    def _rests_on_facts(self, id: str) -> bool:
        population = self.basis.policy.populations[id]
        known = self.facts.known
        readings = (population.rule.formula, population.wider)
        return any(reading.truth(known) is TRUE for reading in readings)


def outcome_of(screening: Screening, basis: Basis) -> Outcome:
    """Judge what is known now and put it into words."""
    facts = basis.facts(screening)
    ask = _call_words(screening, basis)
    return Outcome(screen(basis.policy, facts), facts, basis.voice(screening), basis, ask)


def is_called(screening: Screening, basis: Basis) -> bool:
    """Whether a call is booked that is still to come, so that none is to be offered."""
    now = moment_of(screening.today, screening.now, basis.policy.contacts)
    slot = Slot.from_value(screening.handover.slot)
    return call_is_booked(screening) and slot is not None and slot.end > now


def _call_words(screening: Screening, basis: Basis) -> str:
    voice, slot = basis.voice(screening), Slot.from_value(screening.handover.slot)
    if wants_no_call(screening):
        return voice.say("outcome.ask_no_call")
    if slot is None or not is_called(screening, basis):
        return voice.say("outcome.ask_call")
    return voice.say("outcome.call_is", slot=slot_words(slot, screening, basis))


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def _is_wished(need: Criterion, known: tuple[int, ...]) -> bool:
    """Whether the person asked for what this need is about."""
    if need.parts:
        return any(_is_wished(part, known) for part in need.parts)
    return WISHES in need.facts and need.formula.truth(known) is TRUE
