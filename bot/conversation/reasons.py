"""Why: the reasons for an outcome, in plain words and then in the plan's, with the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.conversation.outcome import Outcome, capital
from bot.conversation.plan_words import worth_reading
from bot.conversation.questions import AskedQuestion
from bot.conversation.room import pages
from bot.eligibility.findings import APPEARS
from bot.eligibility.policy import Reason


def reasons_of(outcome: Outcome, question: AskedQuestion) -> list[str]:
    """The reasons one after another, in as many messages as they take."""
    plain = outcome.voice.say_if_there(f"outcome.{outcome.kind}.why")
    told = [*_populations(outcome, question), *_supports(outcome, question)]
    return pages([plain] if plain else [], question) + [
        page for reason in told for page in pages(reason, question)
    ]


def _populations(outcome: Outcome, question: AskedQuestion) -> Iterator[list[str]]:
    if outcome.kind not in ("ecm_appears", "ecm_may", "ecm_open"):
        return
    for id in outcome.told:
        finding = outcome.findings.ecm.populations[id]
        key = "population" if finding.band == APPEARS else "population_may"
        key = key if id in outcome.certain else "population_open"
        said = outcome.voice.say(f"outcome.why.{key}", since=outcome.since(id))
        key = "name" if id in outcome.certain else "name_open"
        name = [outcome.voice.say(f"outcome.why.{key}")] if id == outcome.told[0] else []
        told = worth_reading(id, finding.because, outcome.basis.policy)
        # Of what is only open one criterion is enough; the rest may be far from their life.
        told = told if id in outcome.certain else told[:1]
        yield [said, *name, *_quoted(told, outcome, question)]


def _supports(outcome: Outcome, question: AskedQuestion) -> Iterator[list[str]]:
    for id in outcome.wanted:
        thing = capital(outcome.voice.say(f"outcome.supports.{id}"))
        said = outcome.voice.say("outcome.why.support", thing=thing)
        because = outcome.findings.supports[id].because
        told = worth_reading(id, because, outcome.basis.policy)[:1]
        yield [said, *_quoted(told, outcome, question)]


def _quoted(reasons: Sequence[Reason], outcome: Outcome, question: AskedQuestion) -> Iterator[str]:
    """The plan's own words; each source is named once, together with the last words from it."""
    rule = outcome.voice.say("outcome.why.rule")
    for source in dict.fromkeys(reason.source for reason in reasons):
        document, comma, page = source.partition(",")
        name = outcome.voice.say(f"outcome.sources.{document}") + comma + page
        named = outcome.voice.say("outcome.why.source", source=name)
        texts = [reason.text for reason in reasons if reason.source == source]
        reserved = len(f'{rule} "" ... {named}')
        quotes = [q for text in texts for q in _quote(text, outcome, question, reserved)]
        quotes[0] = f"{rule} {quotes[0]}"
        quotes[-1] = f"{quotes[-1]} {named}"
        yield from quotes


def _quote(text: str, outcome: Outcome, question: AskedQuestion, reserved: int) -> Iterator[str]:
    """One piece of the plan's words; too long a one in several, each a quotation."""
    *begun, last = pages([text], question, reserved)
    for piece in begun:
        yield outcome.voice.say("outcome.why.words_go_on", words=piece)
    yield outcome.voice.say("outcome.why.words", words=last)
