"""An answer to the open question that lies within a longer message: "yes she does, since may"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.eligibility.policy import Policy
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form

Phrases = frozenset[tuple[str, ...]]
_KINDS = ("yes", "no", "not_sure", "declined", "over", "denial", "not_plain")
_SHORT = 9
"""In a longer message a "not" may belong to anything."""


class Answers:
    """
    Reads a yes, a no, a "not sure" or a refusal in words of its own.

    Args:
        content: `en/_answers.yaml`: how each is said, and what a no means for a question that
            takes more than yes and no.
        plain: Undoes text-speak, as in the messages.
    """

    def __init__(self, content: Mapping[str, Any], plain: Any, policy: Policy) -> None:
        self._said: dict[str, Phrases] = {
            kind: frozenset(tuple(plain(str(phrase).split())) for phrase in content[kind])
            for kind in _KINDS
        }
        self._no_means: Mapping[str, Form] = content["no_means"]
        self._over_means: Mapping[str, Form] = content["over_means"]
        self._policy = policy

    def answered(self, found: Sequence[Found], scope: Scope, question: str | None) -> list[Found]:
        """
        What was found, with the answer to the question where the message opens with one.

        A "no" to a question that takes yes and no outweighs a yes read from later words; any other
        answer counts only where the message says nothing of the fact in other words.
        """
        fact = self._fact(question)
        if fact is None or "?" in scope.words:
            return list(found)
        kind, at, end = self._opening(scope.words)
        form = self._form(fact, kind)
        told = any(each.fact == fact and each.sure for each in found)
        if form is None or (told and form is not False):
            return list(found)
        return [*(each for each in found if each.fact != fact), Found(fact, form, at, end)]

    def _fact(self, question: str | None) -> str | None:
        """The one fact the question settles."""
        asked = self._policy.questions.get(question or "")
        if asked is not None and len(asked.facts) == 1:
            return asked.facts[0]
        return question if question in self._policy.facts else None

    def _opening(self, words: Sequence[str]) -> tuple[str | None, int, int]:
        """What the message begins with; a refusal or doubt may stand anywhere."""
        for at in range(len(words)):
            for kind in ("declined", "not_sure"):
                length = self._at(kind, words, at)
                if length:
                    return kind, at, at + length
        for at in range(min(3, len(words))):
            for kind in ("no", "yes"):
                length = self._at(kind, words, at)
                if length:
                    return kind, at, at + length
        return self._short_no(words)

    def _short_no(self, words: Sequence[str]) -> tuple[str | None, int, int]:
        """ "used to, not anymore"; in a few words, a "not" that nothing qualifies."""
        places = range(len(words))
        if any(self._at("over", words, at) for at in places):
            return "over", 0, len(words)
        if len(words) > _SHORT or any(self._at("not_plain", words, at) for at in places):
            return None, 0, 0
        denies = any(self._at("denial", words, at) for at in places)
        return ("no", 0, len(words)) if denies else (None, 0, 0)

    def _at(self, kind: str, words: Sequence[str], at: int) -> int:
        said = self._said[kind]
        return next((n for n in (5, 4, 3, 2, 1) if tuple(words[at : at + n]) in said), 0)

    def _form(self, fact: str, kind: str | None) -> Form:
        if kind in ("not_sure", "declined"):
            return kind
        if self._policy.facts[fact].kind == "yes_no":
            return {"yes": True, "no": False, "over": False}.get(kind or "")
        if kind == "over":
            return self._over_means.get(fact)
        return self._no_means.get(fact) if kind == "no" else None
