"""The outcome in words: what a person may be able to get, the rest of it, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.basis import Basis
from bot.conversation.questions import AskedQuestion
from bot.conversation.room import best_fit, pages, together
from bot.conversation.screening import Screening
from bot.conversation.voice import Voice
from bot.eligibility.findings import APPEARS, OFFERED, Findings
from bot.eligibility.judge import screen

NAMED_AT_ONCE = 3
"""So many supports are named in the outcome; the rest come on MORE."""


@dataclass(frozen=True)
class Outcome:
    """The findings of a screening and the voice that tells them."""

    findings: Findings
    voice: Voice
    basis: Basis

    @property
    def kind(self) -> str:
        """Which of the outcomes in the wording this is."""
        ecm = self.findings.ecm
        if ecm.band in OFFERED:
            return f"ecm_{ecm.band}"
        if self.voice.book.has(f"outcome.{ecm.reason}.long"):
            return ecm.reason
        return "supports_only" if self.supports else "nothing"

    @property
    def supports(self) -> list[str]:
        """The plain names of the supports that appear or may fit, surest first."""
        found = self.findings.supports
        offered = [id for id in found if found[id].band in OFFERED]
        offered.sort(key=lambda id: found[id].band != APPEARS)
        return [self.voice.say(f"outcome.supports.{id}") for id in offered]

    def main(self, question: AskedQuestion) -> str:
        """What to tell first, in one message with the offer of a call."""
        flags = [self._flag(flag, "short") for flag in self.findings.ecm.flags]
        ask = self.voice.say("outcome.ask_call")
        tail = self.voice.say("outcome.tail") if self._offers_something else ""
        ways = [
            [self._lead(length), *flags, self._named(), tail, ask]
            for length in ("long", "short", "shortest")
        ]
        return best_fit(ways, question)

    def rest(self, question: AskedQuestion) -> list[str]:
        """What did not go into the first message, in as many as it takes."""
        sentences = [self._flag(flag, "full") for flag in self.findings.ecm.flags]
        left = self.supports[NAMED_AT_ONCE:]
        if left:
            things = self.voice.and_list(left)
            sentences.insert(0, self.voice.say("outcome.rest", things=things))
        if self.supports and self.findings.ecm.band != APPEARS:
            sentences.append(self.voice.say("outcome.supports_need_manager"))
        return pages(sentences, question)

    def why(self, question: AskedQuestion) -> list[str]:
        """The reasons one after another: in plain words, then in the plan's, with the source."""
        reasons = [*self._population_reasons(), *self._support_reasons()]
        plain = self.voice.say_if_there(f"outcome.{self.kind}.why")
        told = [page for reason in reasons for page in pages([reason], question)]
        return (pages([plain], question) if plain else []) + told

    @property
    def _offers_something(self) -> bool:
        return bool(self.supports) or self.findings.ecm.band in OFFERED

    def _lead(self, length: str) -> str:
        reason = self.findings.ecm.reason
        since = self.voice.say_if_there(f"outcome.since.{reason}")
        return self.voice.say(f"outcome.{self.kind}.{length}", since=since)

    def _named(self) -> str:
        if not self.supports:
            return ""
        first, more = self.supports[:NAMED_AT_ONCE], len(self.supports) - NAMED_AT_ONCE
        key = "also" if self.findings.ecm.band in OFFERED else "only"
        if more > 0:
            things = ", ".join(first)
            return self.voice.say(f"outcome.{key}_more", things=things, count=more)
        return self.voice.say(f"outcome.{key}", things=self.voice.and_list(first))

    def _flag(self, flag: str, length: str) -> str:
        return self.voice.say_if_there(f"outcome.flags.{flag}.{length}")

    def _population_reasons(self) -> Iterator[str]:
        ecm = self.findings.ecm
        if ecm.band not in OFFERED:
            return
        found = [id for id in ecm.populations if ecm.populations[id].band in OFFERED]
        for id in sorted(found, key=lambda id: id != ecm.reason):
            finding = ecm.populations[id]
            key = "population" if finding.band == APPEARS else "population_may"
            since = self.voice.say(f"outcome.since.{id}")
            said = self.voice.say(f"outcome.why.{key}", since=since)
            words = [(reason.text, reason.source) for reason in finding.because]
            yield together([said, *self._quoted(words)])

    def _support_reasons(self) -> Iterator[str]:
        for id, finding in self.findings.supports.items():
            if finding.band not in OFFERED:
                continue
            thing = self.voice.say(f"outcome.supports.{id}")
            said = self.voice.say("outcome.why.support", thing=thing[:1].upper() + thing[1:])
            words = [(reason.text, reason.source) for reason in finding.because[:1]]
            yield together([said, *self._quoted(words)])

    def _quoted(self, words: list[tuple[str, str]]) -> Iterator[str]:
        """The plan's own words, each source named once after them."""
        sources = list(dict.fromkeys(source for _, source in words))
        for source in sources:
            for text, of in words:
                if of == source:
                    yield self.voice.say("outcome.why.words", words=text)
            yield self.voice.say("outcome.why.source", source=self._source(source))

    def _source(self, source: str) -> str:
        """A document by the name the wording gives it, with the page: "..., p.13"."""
        document, comma, page = source.partition(",")
        return self.voice.say(f"outcome.sources.{document}") + comma + page


def outcome_of(screening: Screening, basis: Basis) -> Outcome:
    """Judge what is known now and put it into words."""
    findings = screen(basis.policy, basis.facts(screening))
    return Outcome(findings, basis.voice(screening), basis)
