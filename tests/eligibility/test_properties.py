"""What must hold whatever a person says, in whatever order."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings

from bot.eligibility.facts import Facts
from bot.eligibility.findings import APPEARS, MAY, NOT_INDICATED, UNDETERMINED
from bot.eligibility.judge import screen
from bot.eligibility.planner import Planner
from tests.eligibility.strategies import ASKED, POLICY, chances, partly, profile, value
from tests.eligibility.test_audit import by_hand, told

PLANNER = Planner(POLICY)
COMPLETIONS = 8
# Facts from which others follow: a yes may rest on them.
CAUSES = {
    "age",
    "foster_care",
    "incarceration",
    "justice_conditions",
    "ed_visits_6_months",
    "stays_6_months",
}


def bands(facts: dict[str, Any]) -> dict[str, str]:
    """The band of each population."""
    found = screen(POLICY, Facts.from_json(POLICY, facts)).ecm.populations
    return {id: finding.band for id, finding in found.items()}


@settings(max_examples=60, deadline=None)
@given(chances())
def test_the_order_of_answers_never_matters(chance: random.Random) -> None:
    person = partly(profile(chance), chance)
    shuffled = list(person.items())
    chance.shuffle(shuffled)
    one_by_one = Facts.blank(POLICY)
    for fact, said in shuffled:
        one_by_one = one_by_one.learn({fact: said})
    at_once = Facts.from_json(POLICY, person)
    assert screen(POLICY, one_by_one) == screen(POLICY, at_once)
    assert one_by_one.known == at_once.known


@settings(max_examples=300, deadline=None)
@given(chances())
def test_a_further_known_fact_never_turns_a_settled_finding(chance: random.Random) -> None:
    full = profile(chance)
    before, after = bands(partly(full, chance)), bands(full)
    settled = {id: band for id, band in before.items() if band != UNDETERMINED}
    assert {id: after[id] for id in settled} == settled


@settings(max_examples=300, deadline=None)
@given(chances())
def test_not_sure_never_counts_as_no(chance: random.Random) -> None:
    full = profile(chance)
    fact = chance.choice(sorted(full))
    before, after = bands(full), bands({**full, fact: "not_sure"})
    for id, band in before.items():
        if band == APPEARS:
            assert after[id] in (APPEARS, MAY), (id, fact)
        if band == NOT_INDICATED:
            assert after[id] in (NOT_INDICATED, MAY), (id, fact)


@settings(max_examples=300, deadline=None)
@given(chances())
def test_not_sure_about_the_rest_never_beats_a_yes(chance: random.Random) -> None:
    full = profile(chance)
    for id, band in bands(full).items():
        if band == APPEARS:
            needed = CAUSES | set(POLICY.populations[id].rule.facts)
            unsure = {f: v if f in needed else "not_sure" for f, v in full.items()}
            assert bands(unsure)[id] == APPEARS


def completed(partial: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Answer everything that is open, without contradicting what was said."""
    person = dict(partial)
    for fact in ASKED:
        if Facts.from_json(POLICY, person).is_open(fact.id):
            tried = {**person, fact.id: value(fact, chance)}
            conflicts = set(Facts.from_json(POLICY, tried).conflicts) - {"wants_supports"}
            person = {**person, fact.id: "not_sure"} if conflicts else tried
    return person


def least(full: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """As little as had to be told for the planner to have no question left."""
    person = dict(full)
    for fact in chance.sample(sorted(full), len(full)):
        less = {other: said for other, said in person.items() if other != fact}
        if PLANNER.next_question(Facts.from_json(POLICY, less)) is None:
            person = less
    return person


@settings(max_examples=60, deadline=None)
@given(chances())
def test_stopping_is_sound_for_every_completion(chance: random.Random) -> None:
    partial = least(profile(chance), chance)
    now = told(partial)
    for _ in range(COMPLETIONS):
        then = by_hand(completed(partial, chance))
        if {now["band"], then["band"]} == {"not_available", "not_indicated"}:
            then = {**then, "band": now["band"]}
        assert then == now


@settings(max_examples=200, deadline=None)
@given(chances())
def test_a_question_is_asked_while_anything_is_unsettled(chance: random.Random) -> None:
    facts = Facts.from_json(POLICY, partly(profile(chance), chance))
    found, question = screen(POLICY, facts), PLANNER.next_question(facts)
    told_bands = [found.ecm.band, *(finding.band for finding in found.supports.values())]
    if question is None:
        assert UNDETERMINED not in told_bands
        assert found.sent_to is not None
    else:
        assert any(facts.is_open(fact) for fact in question.facts)
        assert question.kind == "number" or PLANNER.offered(question, facts)


@settings(max_examples=60, deadline=None)
@given(chances())
def test_nothing_is_asked_that_could_not_change_the_outcome(chance: random.Random) -> None:
    partial = least(profile(chance), chance)
    needed = [fact for fact in partial if POLICY.facts[fact].kind != "set"]
    for fact in needed[:6]:
        less = {other: said for other, said in partial.items() if other != fact}
        question = PLANNER.next_question(Facts.from_json(POLICY, less))
        assert question is not None
