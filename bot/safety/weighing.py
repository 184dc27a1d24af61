"""
What the signs found in a message amount to, given the words around them and the open question.

Negation and the past lower a sign or excuse it; an answer that only names what the question is
about is an answer. Words about killing oneself are never lowered to nothing, except as the
answer to a question that asks about just that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.safety.lexicon import Lexicon, Sign
from bot.safety.words import Words

NEGATION_REACH = 2
# Words a person says of themselves after "no": "no, I want to die" is an answer and a cry.
_OWN = frozenset({"i", "im", "id", "wanna", "gonna", "my", "just"})
NEVER_REACH = 5


@dataclass(frozen=True)
class Found:
    """The heaviest sign of a message, and whether other signs were excused."""

    tier: int | None = None
    kind: str = ""
    why: str = ""
    excused: bool = False
    weak: bool = False


@dataclass(frozen=True)
class _Around:
    """Where the words that count around a sign stand."""

    places: dict[str, list[tuple[int, int]]]

    def any(self, name: str, bounds: tuple[int, int]) -> bool:
        first, last = bounds
        places = self.places.get(name, [])
        for start, end in places[bisect_left(places, (first, 0)) :]:
            if start >= last:
                return False
            if end <= last:
                return True
        return False


def without_idioms(words: Words, lexicon: Lexicon) -> Words:
    """
    Take out the sayings that only sound like danger ("this wait is killing me").

    Words of a threat stay: "my mom is gonna kill me if i forget" is a saying, "if i tell" is not.
    """
    tokens = list(words.tokens)
    found = list(lexicon.context.find(words.tokens))
    threats = [(start, end) for name, start, end in found if name == "threats"]
    for name, start, end in found:
        if name == "idioms" and not _overlap(threats, start, end):
            tokens[start:end] = ["_"] * (end - start)
    return Words(tuple(tokens), words.breaks)


def weigh(words: Words, question: str | None, lexicon: Lexicon) -> Found:
    """Find the signs in a message and say what the heaviest amounts to."""
    places: dict[str, list[tuple[int, int]]] = {}
    for name, start, end in lexicon.context.find(words.tokens):
        places.setdefault(name, []).append((start, end))
    undone: dict[str, list[tuple[int, int]]] = {}
    for name, start, end in lexicon.unless.find(words.tokens):
        undone.setdefault(name, []).append((start, end))
    around = _Around(places)
    asked = lexicon.questions.get(question or "", frozenset())
    best = Found()
    for name, start, end in _unlike(lexicon.says.find(words.tokens)):
        sign = lexicon.signs[name]
        sentence = words.sentence(start, end)
        if _overlap(undone.get(name, ()), start, end):
            continue
        tier = _tier(sign, words, (start, end), sentence, around, asked)
        # What negation or the past lowered, the classifier may not raise again.
        excused = best.excused or tier is None or tier > sign.tier
        if tier is not None and (best.tier is None or (tier, sign.weak) < (best.tier, best.weak)):
            best = Found(tier, sign.kind, name, excused, sign.weak)
        else:
            best = replace(best, excused=excused)
        if best.tier == 1 and not best.weak:
            break
    return best


def _unlike(found: Iterable[tuple[str, int, int]]) -> Iterable[tuple[str, int, int]]:
    """Each sign at each place once."""
    return dict.fromkeys(found)


def _overlap(places: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in places)


def _tier(
    sign: Sign,
    words: Words,
    place: tuple[int, int],
    sentence: tuple[int, int],
    around: _Around,
    asked: frozenset[str],
) -> int | None:
    about_self = sign.kind == "self_harm" and not sign.weak
    answers = sign.kind in asked
    if around.any("asking", sentence):
        return 2 if about_self and not sign.topic and not answers else None
    negated = _negated(words, place, around)
    if negated:
        return 2 if about_self and not answers else None
    everywhere = (0, len(words.tokens))
    over = around.any("past", sentence) or (answers and around.any("counts", sentence))
    over = over and not (sign.kind == "medical" and not answers and around.any("recent", sentence))
    left_behind = around.any("away", everywhere) and not around.any("near", everywhere)
    if sign.kind == "violence" and left_behind:
        return None if answers else 2
    if over and (around.any("well", everywhere) or not around.any("now", sentence)):
        if answers or sign.kind == "medical":
            return None
        return 2
    if sign.topic and answers:
        # Someone who names suicide as their own risk today is given the line, and goes on.
        return 2 if sign.kind == "self_harm" else None
    return sign.tier


def _negated(words: Words, place: tuple[int, int], around: _Around) -> bool:
    start, _ = place
    reach = _back(words, start, NEGATION_REACH)
    if around.any("never", (_back(words, start, NEVER_REACH), start)):
        return True
    if around.any("negators", (reach, start)):
        return True
    near = words.tokens[start] if start < len(words.tokens) else ""
    return near not in _OWN and around.any("no", (reach, start))


def _back(words: Words, start: int, most: int) -> int:
    """How far back from a word to look, not past a break."""
    reach = start
    while reach > max(0, start - most) and reach not in words.breaks:
        reach -= 1
    return reach
