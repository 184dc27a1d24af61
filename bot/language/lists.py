"""Answers to a list: "1, 3 and 5", "1 3?", "all but 2", "none", "food and housing"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.questions import NONE, NOT_SURE, SKIP, UNSURE_MARK, AskedQuestion, Option
from bot.conversation.replies import Chosen, NotUnderstood, Reply
from bot.language.labels import match_label
from bot.language.numbers import with_digits
from bot.language.plain import pieces, plain
from bot.language.pointing import pointed_at
from bot.language.vocabulary import Vocabulary

_PIECES = re.compile(r"[,;\n]|[.!](?=\s|$)|\band\b|&|\+", re.IGNORECASE)
_EXTRA = (NONE, NOT_SURE, SKIP)


def read_list(text: str, raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    """
    What is ticked in a list.

    Args:
        text: The message in plain form.
        raw: The message as it came in, for its commas and line breaks.
    Returns:
        The options chosen; None where the message is not an answer to the list.
    """
    if text in words.list_phrases("all"):
        return Chosen(tuple(item.value for item in question.items))
    if denies_list(text, words):
        return Chosen((NONE,))
    return (
        _all_but(text, question, words)
        or _by_number(text, question, words)
        or _by_label(raw, question, words)
        or _by_first(raw, question, words)
    )


def picked_first(raw: str, question: AskedQuestion, words: Vocabulary) -> tuple[str, ...]:
    """
    The options a message begins with, by number or label, before it goes on in free words.

    "1 and 2 and food. we eat at gas stations" gives the first two.
    """
    values: list[str] = []
    for piece in filter(None, map(plain, _PIECES.split(raw))):
        by_number = _by_number(piece, question, words)
        option = None if isinstance(by_number, Chosen) else _labelled(piece, question)
        if not isinstance(by_number, Chosen) and option is None:
            break
        values += by_number.values if isinstance(by_number, Chosen) else ()
        values += [option.value] if option is not None else []
    return () if set(values) & set(_EXTRA) else tuple(dict.fromkeys(values))


def _labelled(piece: str, question: AskedQuestion) -> Option | None:
    return next((item for item in question.items if plain(item.label) == piece), None)


def denies_list(text: str, words: Vocabulary) -> bool:
    """Whether it says nothing but that nothing of it is so: "nah none of that really"."""
    said = _without_asides(text, words).split()
    denials, beside = words.list_phrases("denials"), words.list_phrases("beside_denials")
    is_denied = said[:1] != [] and said[0] in denials
    only_denies = is_denied and all(word in denials or word in beside for word in said)
    return only_denies or text in words.list_phrases("none")


def told_after_denial(raw: str, words: Vocabulary) -> str:
    """
    What a message tells once it has denied the list: "none of those i live in my car".

    Returns:
        The rest as it was written; empty where the list is not denied, or nothing follows.
    """
    written = raw.split()
    said = [plain(word) for word in written]
    denials, beside = words.list_phrases("denials"), words.list_phrases("beside_denials")
    start = next((n for n, w in enumerate(said) if w not in denials and w not in beside), None)
    if start is None or said[0] not in denials:
        return ""
    if not set(said[:start]) & set(words.list_phrases("pointing_denials")):
        return ""
    while start < len(said) and said[start] in words.list_phrases("before_told"):
        start += 1
    rest = said[start:]
    is_of_list = rest[:1] != [] and rest[0] in words.list_phrases("of_the_list")
    return "" if is_of_list or any(w.isdigit() for w in rest) else " ".join(written[start:])


def _all_but(text: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    joints = "|".join(sorted(words.list_phrases("except"), key=len, reverse=True))
    match = re.fullmatch(rf"(.+?) (?:{joints}) (.+)", text)
    if not match or match.group(1) not in words.list_phrases("all"):
        return None
    left_out = _by_number(match.group(2), question, words)
    if not isinstance(left_out, Chosen):
        return None
    return Chosen(tuple(i.value for i in question.items if i.value not in left_out.values))


def _by_number(text: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    digits = _digits(text, words)
    if digits is None:
        return None
    spoken, unsure_of_rest = _without_unsure_rest(digits, words)
    spoken = _with_marks(spoken, words)
    spoken = _without_asides(spoken, words)
    fillers = words.list_phrases("fillers")
    tokens = [token for token in spoken.split() if token not in fillers]
    picked: list[Option] = []
    unsure: list[Option] = []
    for token in tokens:
        match = re.fullmatch(r"(\d+(?:-\d+)?)(\?*)", token)
        options = _numbered(match.group(1), question) if match else None
        if match is None or options is None:
            return None
        (unsure if match.group(2) else picked).extend(options)
    return _chosen(picked, unsure, unsure_of_rest) if tokens else None


def _digits(text: str, words: Vocabulary) -> str | None:
    """
    The text with "third" and "three" as 3, and "1 to 3" as "1-3".

    None where a number counts instead of naming: "a couple", "the first three".
    """
    ordinals: dict[str, int] = words.words["ordinals"]
    nth = "|".join(map(re.escape, ordinals))
    named = re.sub(rf"\b({nth})(?: ones?)?\b", lambda m: f"#{ordinals[m.group(1)]}#", text)
    if any(f" {phrase} " in f" {named} " for phrase in words.list_phrases("counting")):
        return None
    spoken = with_digits(named, words)
    if re.search(r"# \d", spoken):
        return None
    joints = "|".join(words.list_phrases("through"))
    return re.sub(rf"(\d) (?:{joints}) (?=\d)", r"\1-", spoken.replace("#", ""))


def _chosen(picked: Sequence[Option], unsure: Sequence[Option], rest: bool) -> Reply:
    values = [option.value for option in picked]
    values += [option.value + UNSURE_MARK for option in unsure if option.value not in _EXTRA]
    if NONE in values and len(values) > 1:
        return NotUnderstood()
    if rest and NOT_SURE not in values:
        values.append(NOT_SURE)
    return Chosen(tuple(dict.fromkeys(values)))


def _numbered(digits: str, question: AskedQuestion) -> list[Option] | None:
    """
    The option of a number, or the items of a range ("2-4").

    Digits run together are not taken apart: "34" could be an age, and would tick two things.
    """
    options, items = question.numbered, question.items
    low, _, high = digits.partition("-")
    if high:
        in_order = 0 < int(low) < int(high) <= len(items)
        return list(items[int(low) - 1 : int(high)]) if in_order else None
    if low.strip("0") == "":
        return [option for option in question.options if option.value == NONE]
    return [options[int(low) - 1]] if int(low) <= len(options) else None


def _by_first(raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    """Numbers or a place before a comma, with more words after it: "3, at my sons house"."""
    first, *rest = pieces(raw) or [""]  # "and" alone joins nothing
    if not rest or any(character.isdigit() for piece in rest for character in piece):
        return None
    options = pointed_at(first, question, words)
    if options:
        return Chosen(tuple(option.value for option in options))
    return _by_number(first, question, words)


def _without_unsure_rest(text: str, words: Vocabulary) -> tuple[str, bool]:
    """Take "not sure" off the end: "1 3 not sure" is not sure about the others."""
    for phrase in words.within["not_sure"]:
        if text.endswith(" " + phrase):
            return text[: -len(phrase)].strip(), True
        if text.endswith(f" {phrase} about the rest"):
            return text.split(phrase)[0].strip(), True
    return text, False


def _without_asides(text: str, words: Vocabulary) -> str:
    """Take off "i guess", "i hate to say it"."""
    for phrase in sorted(words.list_phrases("asides"), key=len, reverse=True):
        text = f" {text} ".replace(f" {phrase} ", " ").strip()
    return text


def _with_marks(text: str, words: Vocabulary) -> str:
    """Write "maybe 3" as "3?"."""
    unsure = "|".join(sorted(words.list_phrases("unsure"), key=len, reverse=True))
    return re.sub(rf"\b(?:{unsure}) (\d+)\b(?!\?)", r"\1?", text)


def _by_label(raw: str, question: AskedQuestion, words: Vocabulary) -> Reply | None:
    found: list[str] = []
    for piece in pieces(raw):
        by_number = _by_number(piece, question, words)
        if isinstance(by_number, Chosen):
            found += by_number.values
            continue
        option = match_label(_without_only(piece, words), question, words)
        if option is None:
            return None
        found.append(option.value)
    if not found or (NONE in found and len(found) > 1):
        return None
    return Chosen(tuple(dict.fromkeys(found)))


def _without_only(piece: str, words: Vocabulary) -> str:
    """ "just behind on rent" as "behind on rent"."""
    first, _, rest = piece.partition(" ")
    return rest if rest and first in words.list_phrases("whole") else piece
