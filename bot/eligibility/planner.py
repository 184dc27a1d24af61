"""
The next question worth asking: one that can still change the outcome and is likely to end it soon.

What is relevant is worked out exactly from the judgement; which relevant question comes first is a
matter of scores from tables made once, at load. So the outcome never depends on the scores, only
the number of questions does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Json

from bot.eligibility.facts import Facts
from bot.eligibility.findings import APPEARS, MAY
from bot.eligibility.formula import TRUE, UNKNOWN, All, Formula, Leaf
from bot.eligibility.judgement import Judgement
from bot.eligibility.policy import Policy, Question, QuestionOption

Narrowing = tuple[tuple[int, int], ...]
Weights = dict[int, float]

# How much a question must outweigh others to come although it is sensitive.
SENSITIVE = 0.02
# How much more a population counts for each criterion of it that is already met.
MOMENTUM = 1.2


@dataclass(frozen=True)
class _Option:
    """A question's option with what it and its absence leave possible."""

    option: QuestionOption
    sets: Narrowing
    clears: Narrowing
    needless: Narrowing
    variables: int

    def is_needless(self, known: tuple[int, ...]) -> bool:
        """Whether nobody with what is known is asked about it."""
        return bool(self.needless) and all(not known[v] & ~mask for v, mask in self.needless)

    def teaches(self, known: tuple[int, ...], relevant: int) -> int:
        """The relevant variables, as bits, on which choosing or leaving it would tell us more."""
        taught = 0
        for narrowing in (self.sets, self.clears):
            for variable, mask in narrowing:
                after = known[variable] & mask
                if not after:
                    return 0
                if relevant >> variable & 1 and after != known[variable]:
                    taught |= 1 << variable
        return taught


class Planner:
    """Chooses questions for one policy; make it once and share it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        questions = policy.questions.values()
        self._options = {q.id: tuple(self._compiled(q)) for q in questions}
        self._variables = {q.id: policy.vocabulary.bits(q.facts) for q in questions}
        self._opening = sorted((q for q in questions if q.opening), key=lambda q: q.opening)
        self._others = [q for q in questions if not q.opening]
        self._rules = {p.id: _weights(p.rule.formula) for p in policy.populations.values()}
        self._wider = {p.id: _weights(p.wider) for p in policy.populations.values()}
        self._needs = {s.id: _weights(s.need.formula) for s in policy.supports.values()}

    def next_question(self, facts: Facts) -> Question | None:
        """The question to ask now; None exactly when no answer could change the outcome."""
        return self.next_after(Judgement(self.policy, facts))

    def next_after(self, judgement: Judgement) -> Question | None:
        """The same, where the facts have been judged already."""
        weights = self._relevant(judgement)
        return self._choose(judgement.facts, weights) if weights else None

    def offered(self, question: Question, facts: Facts) -> tuple[QuestionOption, ...]:
        """
        The options worth offering: of a list those that still matter, of a choice those possible.
        """
        if question.kind == "multiple":
            relevant = _bits(self._relevant(Judgement(self.policy, facts))) or facts.open_variables
            teaching = [o for o in self._options[question.id] if o.teaches(facts.known, relevant)]
            listed = [
                each
                for each in teaching
                if not each.is_needless(facts.known) and not self._is_counted(each.option, facts)
            ]
            return tuple(each.option for each in listed or teaching)
        return tuple(
            compiled.option
            for compiled in self._options[question.id]
            if all(facts.known[variable] & mask for variable, mask in compiled.sets)
        )

    def needless(self, question: Question, facts: Facts) -> tuple[QuestionOption, ...]:
        """The options of a list that are taken as left unticked, for nobody like this is asked."""
        options = self._options[question.id] if question.kind == "multiple" else ()
        return tuple(o.option for o in options if o.is_needless(facts.known))

    def _is_counted(self, option: QuestionOption, facts: Facts) -> bool:
        """
        Whether as many are known already, of a longer time.

        Who told of three stays this year and finds "2 or more since May" in a list may leave it
        out, for it was said: so the shorter time is asked about by itself.
        """
        for more, fewer in self.policy.at_least_as_many:
            form, wanted = facts.form(more), option.sets.get(fewer)
            told = form.get("at_least") if isinstance(form, dict) else form
            least = wanted.get("at_least") if isinstance(wanted, dict) else None
            if isinstance(told, int) and isinstance(least, int) and told >= least:
                return True
        return False

    def matters(self, fact: str, facts: Facts) -> bool:
        """Whether an answer about the fact could still change the outcome."""
        relevant = _bits(self._relevant(Judgement(self.policy, facts)))
        return bool(relevant & self.policy.vocabulary.bits([fact]))

    def remaining(self, facts: Facts) -> int:
        """About how many more questions there are, with the one that is open now."""
        weights = self._relevant(Judgement(self.policy, facts))
        if not weights:
            return 0
        left, asked = _bits(weights), 0
        while left:
            best = max(
                (self._teaches(q, facts, left) for q in self._others + self._opening),
                key=int.bit_count,
            )
            if not best:
                break
            left &= ~best
            asked += 1
        # Many an answer settles the next question too; measured over the mix of bench/people.yaml.
        return round(1 + asked * 0.33)

    def _compiled(self, question: Question) -> Iterator[_Option]:
        for option in question.options:
            sets, clears = self._narrowing(option.sets), self._narrowing(option.clears)
            variables = 0
            for variable, _ in (*sets, *clears):
                variables |= 1 << variable
            yield _Option(option, sets, clears, self._narrowing(option.needless), variables)

    def _narrowing(self, forms: Mapping[str, Json]) -> Narrowing:
        found: list[tuple[int, int]] = []
        for fact, form in forms.items():
            read = self.policy.forms.read(fact, form)
            if not isinstance(read, str):
                found += read
        return tuple(found)

    def _choose(self, facts: Facts, weights: Weights) -> Question | None:
        relevant = _bits(weights)
        for question in self._opening:
            if relevant & self._variables[question.id]:
                return question
        best, highest = None, 0.0
        for question in self._others:
            if not self._variables[question.id] & relevant:
                continue
            taught = self._teaches(question, facts, relevant)
            if not taught:
                continue
            score = sum(weight for variable, weight in weights.items() if taught >> variable & 1)
            if question.sensitive:
                score *= SENSITIVE
            if score > highest:
                best, highest = question, score
        return best

    def _teaches(self, question: Question, facts: Facts, relevant: int) -> int:
        """The relevant variables, as bits, on which the question would tell us more."""
        if question.kind == "number":
            return self._variables[question.id] & relevant
        taught = 0
        for compiled in self._options[question.id]:
            if compiled.variables & relevant:
                if question.kind == "multiple":
                    # An option that says nothing when left out may teach nothing: it cannot carry
                    # a list alone, or the list would come again and again.
                    if compiled.clears:
                        taught |= compiled.teaches(facts.known, relevant)
                else:
                    taught |= compiled.variables & relevant
        return taught

    # What is relevant, and how much

    def _relevant(self, judgement: Judgement) -> Weights:
        """The open variables that could change the outcome, each with its weight."""
        weights: Weights = {}
        if judgement.coverage_matters:
            _add(weights, judgement, self.policy.ecm.unavailable, 9.0)
        if judgement.best_can_rise or judgement.best_can_fall:
            self._add_populations(weights, judgement)
        elif judgement.programs_matter:
            for variable in _variables(self.policy.ecm.programs & judgement.open):
                weights[variable] = weights.get(variable, 0.0) + 0.3
        self._add_supports(weights, judgement)
        return weights

    def _add_populations(self, weights: Weights, judgement: Judgement) -> None:
        only_rise = judgement.has_certain_population
        for id, outlook in judgement.populations.items():
            if outlook.band != MAY or not outlook.can_change:
                continue
            if only_rise and not outlook.can_appear:
                continue
            population = self.policy.populations[id]
            factor = _momentum(population.rule.formula, judgement) if outlook.can_appear else 0.5
            _add(weights, judgement, population.reach, factor, self._rules[id])
            if not only_rise:
                _add(weights, judgement, population.neither, 0.5 * factor, self._wider[id])

    def _add_supports(self, weights: Weights, judgement: Judgement) -> None:
        program = self.policy.community_supports
        for id, outlook in judgement.supports.items():
            if not outlook.can_change:
                continue
            support = self.policy.supports[id]
            if outlook.can_close:
                _add(weights, judgement, program.closed_to, 9.0)
            if outlook.band not in (APPEARS, MAY):
                continue
            _add(weights, judgement, support.reach, 0.1, self._needs[id])
            _add(weights, judgement, support.need.formula, 0.1, self._needs[id])
            if judgement.truth(support.need.formula) is not TRUE:
                _add(weights, judgement, program.unwilling, 0.02)
            if outlook.can_appear:
                self._add_basics(weights, judgement)

    def _add_basics(self, weights: Weights, judgement: Judgement) -> None:
        """The care manager; the programs one follows from only where "not sure" was the answer."""
        program = self.policy.community_supports
        if judgement.truth(program.basics.formula) is UNKNOWN:
            open_one = judgement.truths.unsettled(program.basics.formula) & judgement.open
            formula = program.basics.formula if open_one else program.basics_reach
            _add(weights, judgement, formula, 0.05)


def _weights(formula: Formula, weight: float = 1.0) -> Weights:
    """How far each variable alone may settle the formula: fully where all parts are needed."""
    if isinstance(formula, Leaf):
        return {formula.variable: weight}
    share = weight if isinstance(formula, All) else weight / max(1, len(formula.parts))
    found: Weights = {}
    for part in formula.parts:
        for variable, part_weight in _weights(part, share).items():
            found[variable] = max(found.get(variable, 0.0), part_weight)
    return found


def _add(
    weights: Weights,
    judgement: Judgement,
    formula: Formula,
    factor: float,
    table: Mapping[int, float] | None = None,
) -> None:
    open_ones = judgement.truths.unsettled(formula) & judgement.open
    for variable in _variables(open_ones):
        share = 1.0 if table is None else table.get(variable, 0.05)
        weights[variable] = weights.get(variable, 0.0) + factor * share


def _momentum(rule: Formula, judgement: Judgement) -> float:
    """More for a population the fewer of its criteria are still unknown."""
    parts = rule.parts if isinstance(rule, All) else (rule,)
    unknown = [part for part in parts if judgement.truth(part) is UNKNOWN]
    met = len(parts) - len(unknown)
    return (1.0 + MOMENTUM * met) / len(unknown) if unknown else 1.0


def _variables(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _bits(weights: Weights) -> int:
    bits = 0
    for variable in weights:
        bits |= 1 << variable
    return bits
