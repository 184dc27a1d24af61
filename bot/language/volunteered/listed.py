"""A list answered in words: "none of those", "just the meals", "nothing except asthma"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.eligibility.policy import Policy, Question, QuestionOption
from bot.language.volunteered.answers import Answers
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form, joined

_MARKED = 10
"""In a longer message "just" and "only" mean many things."""


class Lists:
    """
    Settles what a list asks about and the message rules out as a whole.

    Args:
        answers: How none, only and the like are said.
    """

    def __init__(self, answers: Answers, policy: Policy) -> None:
        self._answers = answers
        self._policy = policy

    def settled(self, found: Sequence[Found], scope: Scope, question: str | None) -> list[Found]:
        """What was found, with what is said of the rest of the list."""
        asked = self._policy.questions.get(question or "")
        words = scope.words
        if asked is None or asked.kind != "multiple" or not words or "?" in words:
            return list(found)
        doubt = self._doubt(words, found, asked)
        if doubt is not None:
            return [*found, *(Found(fact, doubt, 0, 0) for fact in asked.facts)]
        ticked = [option for option in asked.options if _is_ticked(option, found)]
        kind = self._kind(words, bool(ticked))
        if kind is None:
            return list(found)
        rest = self._rest(asked, [option for option in asked.options if option not in ticked])
        return [*found, *(each for each in rest if not _is_told(each, found))]

    def _doubt(self, words: Sequence[str], found: Sequence[Found], asked: Question) -> str | None:
        """ "not_sure" or "declined", where nothing the list asks about is told beside it."""
        kind = self._answers.opening(words)[0]
        told = any(each.sure and each.fact in asked.facts for each in found)
        return kind if kind in ("not_sure", "declined") and not told else None

    def _kind(self, words: Sequence[str], ticks: bool) -> str | None:
        at = 0
        bare = [word for word in words if word not in (".", ",")]
        if self._is_none(bare):
            return "none"
        while at < len(words) and at < 5:
            length = self._answers.at("none_opens", words, at)
            if length:
                excepts = any(self._answers.at("except", words, i) for i in range(at, len(words)))
                return "none" if not excepts or ticks or "," in words else None
            at += self._answers.at("none_before", words, at) or 99
        if not ticks or len(words) > _MARKED:
            return None
        marked = any(self._answers.at("only", words, at) for at in range(len(words)))
        marked = marked or bool(self._answers.at("only_opens", words, 0))
        return "only" if marked else None

    def _is_none(self, bare: Sequence[str]) -> bool:
        """Whether the message is nothing but a no, or several."""
        at = 0
        while at < len(bare):
            length = self._answers.at("none_whole", bare, at)
            if not length:
                return False
            at += length
        return bool(bare)

    @staticmethod
    def _rest(asked: Question, options: Sequence[QuestionOption]) -> Iterator[Found]:
        said: dict[str, Form] = {}
        for option in options:
            for fact, form in option.clears.items():
                said[fact] = joined(said[fact], form) if fact in said else form
        for fact, form in said.items():
            yield Found(fact, form, 0, 0)


def _is_ticked(option: QuestionOption, found: Sequence[Found]) -> bool:
    """Whether what was found says this option."""
    return any(
        each.sure and fact == each.fact and _says(each.form, form, option.clears.get(fact))
        for fact, form in option.sets.items()
        for each in found
    )


def _says(said: Form, ticked: Form, cleared: Form) -> bool:
    if isinstance(ticked, Mapping) and "includes" in ticked:
        return isinstance(said, Mapping) and bool(
            set(ticked["includes"]) & set(said.get("includes", ()))
        )
    return bool(said != cleared)


def _is_told(each: Found, found: Sequence[Found]) -> bool:
    """Whether something else is said of the fact, where it holds one value."""
    holds_several = isinstance(each.form, Mapping) and set(each.form) <= {"includes", "excludes"}
    return not holds_several and any(one.sure and one.fact == each.fact for one in found)
