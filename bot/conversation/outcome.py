"""The outcome in words: what a person may be able to get, the rest of it, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.conversation.basis import Basis
from bot.conversation.questions import AskedQuestion
from bot.conversation.room import fits, pages, together
from bot.conversation.screening import Screening
from bot.conversation.voice import Voice
from bot.eligibility.findings import APPEARS, OFFERED, Findings
from bot.eligibility.judge import screen
from bot.eligibility.policy import Reason

WAYS_TO_TELL = (("long", 3), ("short", 3), ("shortest", 3), ("shortest", 2), ("shortest", 1))
"""How long the lead is and how many supports are named, by room; the rest come on MORE."""


@dataclass(frozen=True)
class Outcome:
    """The findings of a screening and the voice that tells them."""

    findings: Findings
    voice: Voice
    basis: Basis

    @cached_property
    def kind(self) -> str:
        """Which of the outcomes in the wording this is."""
        ecm = self.findings.ecm
        if ecm.band in OFFERED:
            return f"ecm_{ecm.band}"
        if self.voice.book.has(f"outcome.{ecm.reason}.long"):
            return ecm.reason
        return "supports_only" if self.supports else "nothing"

    @cached_property
    def supports(self) -> list[str]:
        """The plain names of the supports that appear or may fit, surest first."""
        found = self.findings.supports
        offered = [id for id in found if found[id].band in OFFERED]
        offered.sort(key=lambda id: found[id].band != APPEARS)
        return [self.voice.say(f"outcome.supports.{id}") for id in offered]

    def main(self, question: AskedQuestion) -> str:
        """What to tell first, in one message with the offer of a call."""
        return self._told_first(question)[0]

    def rest(self, question: AskedQuestion) -> list[str]:
        """What did not go into the first message, in as many as it takes."""
        left = self.supports[self._told_first(question)[1] :]
        sentences = [self._flag(flag, "full") for flag in self.findings.ecm.flags]
        if left:
            things = " ".join(f"{_capital(thing)}." for thing in left)
            sentences.insert(0, self.voice.say("outcome.rest", things=things))
        if self.supports and self.findings.ecm.band != APPEARS:
            sentences.append(self.voice.say("outcome.supports_need_manager"))
        return pages(sentences, question)

    def why(self, question: AskedQuestion) -> list[str]:
        """The reasons one after another: in plain words, then in the plan's, with the source."""
        plain = self.voice.say_if_there(f"outcome.{self.kind}.why")
        reasons = [*self._population_reasons(question), *self._support_reasons(question)]
        told = [page for reason in reasons for page in pages(reason, question)]
        return (pages([plain], question) if plain else []) + told

    def _told_first(self, question: AskedQuestion) -> tuple[str, int]:
        """The first message, and how many supports it names: as much as there is room for."""
        flags = [self._flag(flag, "short") for flag in self.findings.ecm.flags][:1]
        ask = self.voice.say("outcome.ask_call")
        tail = self.voice.say("outcome.tail") if self._offers_something else ""
        text, count = "", 0
        for length, count in WAYS_TO_TELL:
            parts = [self._lead(length), *flags, self._named(count), tail, ask]
            text = together(parts)
            if fits(text, question):
                break
        return text, count

    @property
    def _offers_something(self) -> bool:
        return bool(self.supports) or self.findings.ecm.band in OFFERED

    def _lead(self, length: str) -> str:
        reason = self.findings.ecm.reason
        since = self.voice.say_if_there(f"outcome.since.{reason}")
        return self.voice.say(f"outcome.{self.kind}.{length}", since=since)

    def _named(self, count: int) -> str:
        """The first few supports by name, and how many more there are."""
        if not self.supports:
            return ""
        first, more = self.supports[:count], len(self.supports) - count
        key = "also" if self.findings.ecm.band in OFFERED else "only"
        if more > 0:
            return self.voice.say(f"outcome.{key}_more", things=", ".join(first), count=more)
        return self.voice.say(f"outcome.{key}", things=self.voice.and_list(first))

    def _flag(self, flag: str, length: str) -> str:
        return self.voice.say_if_there(f"outcome.flags.{flag}.{length}")

    def _population_reasons(self, question: AskedQuestion) -> Iterator[list[str]]:
        ecm = self.findings.ecm
        if ecm.band not in OFFERED:
            return
        found = [id for id in ecm.populations if ecm.populations[id].band in OFFERED]
        for id in sorted(found, key=lambda id: id != ecm.reason):
            finding = ecm.populations[id]
            key = "population" if finding.band == APPEARS else "population_may"
            since = self.voice.say(f"outcome.since.{id}")
            said = self.voice.say(f"outcome.why.{key}", since=since)
            yield [said, *self._quoted(finding.because, question)]

    def _support_reasons(self, question: AskedQuestion) -> Iterator[list[str]]:
        for id, finding in self.findings.supports.items():
            if finding.band not in OFFERED:
                continue
            thing = _capital(self.voice.say(f"outcome.supports.{id}"))
            said = self.voice.say("outcome.why.support", thing=thing)
            yield [said, *self._quoted(finding.because[:1], question)]

    def _quoted(self, reasons: Sequence[Reason], question: AskedQuestion) -> Iterator[str]:
        """The plan's own words, each source named once after them."""
        yield self.voice.say("outcome.why.rule")
        for source in dict.fromkeys(reason.source for reason in reasons):
            for reason in reasons:
                if reason.source == source:
                    yield from self._quote(reason.text, question)
            yield self.voice.say("outcome.why.source", source=self._source(source))

    def _quote(self, text: str, question: AskedQuestion) -> Iterator[str]:
        """One piece of the plan's words; too long a one in several, each a quotation."""
        *begun, last = pages([text], question, reserved=len('" ..."'))
        for piece in begun:
            yield self.voice.say("outcome.why.words_go_on", words=piece)
        yield self.voice.say("outcome.why.words", words=last)

    def _source(self, source: str) -> str:
        """A document by the name the wording gives it, with the page: "..., p.13"."""
        document, comma, page = source.partition(",")
        return self.voice.say(f"outcome.sources.{document}") + comma + page


def outcome_of(screening: Screening, basis: Basis) -> Outcome:
    """Judge what is known now and put it into words."""
    findings = screen(basis.policy, basis.facts(screening))
    return Outcome(findings, basis.voice(screening), basis)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
