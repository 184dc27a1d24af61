"""An answer to the open question that lies within a longer message: "yes she does, since may"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.eligibility.policy import Policy
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope

_YES = frozenset("yes yeah yep yup ya yea sure definitely absolutely correct".split())
_NO = frozenset("no nope nah never".split())


def contained_answer(scope: Scope, question: str | None, policy: Policy) -> Iterator[Found]:
    """A yes or no that opens an answer to a question that takes just that."""
    asked = policy.questions.get(question or "")
    fact = asked.facts[0] if asked is not None and asked.kind == "yes_no" else None
    if fact is None and question in policy.facts and policy.facts[question].kind == "yes_no":
        fact = question
    if fact is None:
        return
    first = scope.words[0]
    if first in _YES and not scope.words[1:3] == ["but", "no"]:
        yield Found(fact, True, 0, 1)
    elif first in _NO and "but" not in scope.words and "?" not in scope.words:
        yield Found(fact, False, 0, 1)
