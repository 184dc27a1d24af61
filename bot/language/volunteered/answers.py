"""An answer to the open question that lies within a longer message: "yes she does, since may"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.eligibility.policy import Policy
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form

Phrases = frozenset[tuple[str, ...]]
Place = tuple[str | None, int, int]
_KINDS = (
    "yes", "clause_yes", "goes_on", "no", "clause_no", "not_sure", "not_sure_alone", "knows_other",
    "declined", "declined_alone", "over", "denial", "not_plain", "none_whole", "none_opens",
    "none_before", "only", "only_opens", "except",
)  # fmt: skip
_SHORT = 9
"""In a longer message a "not" may belong to anything."""

_DOUBTS = 14
"""In a longer message a "not sure" is one of many things said."""

_SINCE = 4
"""So few words after "since" tell since when it is so, and nothing else."""

_LAST = {
    "no": "no",
    "nope": "no",
    "nah": "no",
    "yes": "yes",
    "yeah": "yes",
    "yep": "yes",
    "maybe": "not_sure",
}
"""What answers at the end of a message."""


class Answers:
    """
    Reads a yes, a no, a "not sure" or a refusal in words of its own.

    Args:
        content: `en/_answers.yaml`: how each is said, and what a yes or no means for a question
            that takes more than these.
        plain: Undoes text-speak, as in the messages.
    """

    def __init__(self, content: Mapping[str, Any], plain: Any, policy: Policy) -> None:
        self._said: dict[str, Phrases] = {
            kind: frozenset(tuple(plain(str(phrase).split())) for phrase in content[kind])
            for kind in _KINDS
        }
        self._means: Mapping[str, Mapping[str, Form]] = {
            kind: content[f"{kind}_means"] for kind in ("yes", "no", "over")
        }
        self._policy = policy

    def answered(self, found: Sequence[Found], scope: Scope, question: str | None) -> list[Found]:
        """
        What was found, with the answer to the question where the message holds one.

        A free-standing "no" to a question that takes yes and no outweighs a yes read from later
        words; any other answer counts only where nothing else is said of the fact.
        """
        fact = self._fact(question)
        words = _after_question(scope.words)
        if fact is None or not words:
            return list(found)
        kind, at, end = self.opening(words)
        form = self._form(fact, kind)
        told = any(each.fact == fact and each.sure for each in found)
        if form is None or (told and not (form is False and kind == "no")):
            return list(found)
        begin = len(scope.words) - len(words)
        others = [each for each in found if each.fact != fact]
        if kind == "no" and any(_denies(each, begin + at, begin + end) for each in others):
            return list(found)
        answer = Found(fact, form, begin + at, begin + end)
        return [*others, answer]

    def at(self, kind: str, words: Sequence[str], at: int) -> int:
        """How many words a phrase of this kind takes at a place; 0 where there is none."""
        said = self._said[kind]
        return next((n for n in range(7, 0, -1) if tuple(words[at : at + n]) in said), 0)

    def opening(self, words: Sequence[str]) -> Place:
        """What the message answers; a refusal or doubt may stand anywhere in it."""
        return (
            self._doubt(words)
            or self._opening(words)
            or self._closing(words)
            or self._short_no(words)
            or (None, 0, 0)
        )

    def _doubt(self, words: Sequence[str]) -> Place | None:
        if len(words) <= _DOUBTS:
            for kind in ("declined", "not_sure"):
                for at in range(len(words)):
                    length = self.at(kind, words, at)
                    if length and not self.at("knows_other", words, at + length):
                        return kind, at, at + length
        if words[-1:] and self.at("declined_alone", words, len(words) - 1) and "," in words[-2:]:
            return "declined", len(words) - 1, len(words)
        few = [word for word in words if word not in (",", ".")]
        for kind in ("declined", "not_sure"):
            length = self.at(f"{kind}_alone", few, 0)
            if length and len(few) <= length + 1:
                return kind, 0, len(words)
        return None

    def _opening(self, words: Sequence[str]) -> Place | None:
        if words[:1] == ["since"] and len(words) <= _SINCE:
            return "yes", 0, len(words)
        for at in range(min(3, len(words))):
            for kind in ("no", "yes"):
                length = self.at(kind, words, at)
                if length and not (at and words[at - 1] in ("not", "said", "say")):
                    return kind, at, at + length
            for kind in ("clause_no", "clause_yes"):
                length = self.at(kind, words, at)
                if length and self._ends_there(words, at + length):
                    return kind.removeprefix("clause_"), at, at + length
        return None

    def _closing(self, words: Sequence[str]) -> Place | None:
        """ "adopted from the county so yes", "wish i had 1 , no"."""
        bare = len(words)
        while bare and words[bare - 1] in (".", ",", "lol"):
            bare -= 1
        if not 1 < bare <= _DOUBTS or words[bare - 2] in ("or", "say", "said", "not"):
            return None
        kind = _LAST.get(words[bare - 1])
        return (kind, bare - 1, bare) if kind else None

    def _ends_there(self, words: Sequence[str], at: int) -> bool:
        return at >= len(words) or bool(self.at("goes_on", words, at))

    def _short_no(self, words: Sequence[str]) -> Place | None:
        """ "used to, not anymore"; in a few words, a "not" that nothing qualifies."""
        places = range(len(words))
        if any(self.at("over", words, at) for at in places):
            return "over", 0, len(words)
        if len(words) > _SHORT or any(self.at("not_plain", words, at) for at in places):
            return None
        denies = any(self.at("denial", words, at) for at in places)
        return ("short_no", 0, len(words)) if denies else None

    def _fact(self, question: str | None) -> str | None:
        """The one fact the question settles."""
        asked = self._policy.questions.get(question or "")
        if asked is not None and len(asked.facts) == 1:
            return asked.facts[0]
        return question if question in self._policy.facts else None

    def _form(self, fact: str, kind: str | None) -> Form:
        if kind in ("not_sure", "declined"):
            return kind
        if self._policy.facts[fact].kind == "yes_no":
            return {"yes": True, "no": False, "short_no": False, "over": False}.get(kind or "")
        return self._means.get(kind or "", {}).get(fact)


def _denies(found: Found, at: int, end: int) -> bool:
    """Whether a "no" between these words is part of something else told: "never been to jail"."""
    return found.sure and (found.start <= at < found.end or found.start == end)


def _after_question(words: Sequence[str]) -> Sequence[str]:
    """What follows a question ("do i have to? skip it"); a word or two asked doubtfully stand."""
    if "?" not in words:
        return words
    last = len(words) - 1 - list(reversed(words)).index("?")
    if last == len(words) - 1:
        return words[:last] if last <= 2 else ()
    return words[last + 1 :]
