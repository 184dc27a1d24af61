"""What the chat without a script shows: the conversation so far, and the open question."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.gateway.outcome_view import OutcomeView, view_of

Json = Mapping[str, Any]
FILE = Path(__file__).parent / "plain_words.yaml"
PHONE = "650-616-2133"
_PHONES = re.compile(r"\b((?:1-)?\d{3}-\d{3}-\d{4}|911|988|711)\b")
# What comes with an outcome is told above its cards, what is asked stands below them.
_TOLD_AND_ASKED = re.compile(r"(.*[.!?:])\s+([^.!?]*\?)\s*", re.DOTALL)
NOT_SURE, SKIP, NOTHING_FITS = "not_sure", "skip", "none"


@dataclass(frozen=True)
class Part:
    """A piece of a text; with `href` it is a number to call."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Said:
    """
    One message.

    Args:
        sender: "assistant", "member", "staff" or "system".
        asks: What stands below the cards.
        call: The number that is offered above the cards; empty where another one comes first.
    """

    sender: str
    speaker: str
    told: tuple[Part, ...]
    outcome: OutcomeView | None = None
    asks: tuple[Part, ...] = ()
    call: Part | None = None


@dataclass(frozen=True)
class Choice:
    """One answer to choose; `number` is what one would text, 0 for none."""

    value: str
    label: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """
    The open question.

    Args:
        kind: As in the web API.
        to: The number of its message.
        main: The answers proper; `ways` are the ways around them, each a button.
        remaining: About how many more questions come.
    """

    kind: str
    to: int
    main: tuple[Choice, ...]
    ways: tuple[Choice, ...]
    remaining: int

    @property
    def is_typed(self) -> bool:
        """Whether the answer is typed first of all."""
        return self.kind in ("number", "text")


@dataclass(frozen=True)
class Talk:
    """
    A conversation as it stands.

    Args:
        earlier: What was said before `now`.
        now: The assistant's last message and all after it.
        waits: Whether something was said that has no answer yet.
    """

    earlier: tuple[Said, ...]
    now: tuple[Said, ...]
    asked: Asked | None
    waits: bool

    @property
    def has_outcome(self) -> bool:
        """Whether there is a result to keep."""
        return any(each.outcome for each in (*self.earlier, *self.now))


@lru_cache(1)
def _words() -> dict[str, Json]:
    words: dict[str, Json] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words


def words_in(language: str) -> Json:
    """Give the words of the pages themselves."""
    return _words().get(language, _words()["en"])


def talk_of(
    messages: Sequence[Json],
    language: str = "en",
    kept: Collection[str] = (),
    kept_for: int | None = None,
) -> Talk:
    """
    Prepare a conversation for its page.

    Args:
        messages: As the web API gives them.
        kept: What was chosen but not sent, for the question of message `kept_for`.
    """
    last = _last(messages)
    waits = last is None or messages[last]["from"] == "member"
    question = messages[last]["question"] if last is not None and not waits else None
    asked = None
    if last is not None and question:
        same = question_at(messages, kept_for)
        chosen = kept if same and same["id"] == question["id"] else ()
        asked = _asked(question, messages[last]["seq"], chosen)
    said = tuple(_said(messages, language))
    start = len(said) if last is None else last
    if waits:
        start = max((n for n, each in enumerate(messages) if each["from"] != "member"), default=0)
    return Talk(said[:start], said[start:], asked, waits)


def _last(messages: Sequence[Json]) -> int | None:
    """The place of the last message that opens or closes a question; staff's words do neither."""
    ends = (
        n
        for n, each in enumerate(messages)
        if each["from"] in ("member", "assistant") or each["question"]
    )
    return max(ends, default=None)


def question_at(messages: Sequence[Json], seq: int | None) -> Json | None:
    """Give the question that a message asked, if it asked one."""
    return next((each["question"] for each in messages if each["seq"] == seq), None)


def _said(messages: Sequence[Json], language: str) -> Iterator[Said]:
    """What was said; cards that come again with another message stand there once."""
    shown = ""
    for message in messages:
        question, outcome = message["question"], message["outcome"]
        if question and question["facts"]:
            shown = ""
        found = json.dumps(outcome) if outcome else shown
        is_new, shown = found != shown, found
        yield _message(message, language, outcome if is_new else None)


def _message(message: Json, language: str, outcome: Json | None) -> Said:
    sender, text, question = message["from"], message["text"], message["question"]
    speakers = words_in(language)["speakers"]
    who = message.get("name") if sender == "staff" else None
    speaker = who or speakers.get(sender, speakers["system"])
    if sender == "member":
        return Said(sender, speaker, (Part(text),))
    view = view_of(outcome, language) if outcome else None
    if view is None or not view.cards:
        return Said(sender, speaker, with_phones(text))
    apart = _TOLD_AND_ASKED.fullmatch(text) if question else None
    told, asks = apart.groups() if apart else (text, "")
    is_theirs = outcome is not None and outcome["ecm"].get("reason") != "other_plan"
    call = _number_to_call(question) if is_theirs else None
    return Said(sender, speaker, with_phones(told), view, with_phones(asks), call)


def _number_to_call(question: Json | None) -> Part:
    """The number that the question itself offers, or the plan's."""
    options = question["options"] if question else ()
    labels = [each["label"] for each in options if each["value"] == "call_now"]
    numbers = [part for label in labels for part in with_phones(label) if part.href]
    return (numbers or with_phones(PHONE))[0]


def with_phones(text: str) -> tuple[Part, ...]:
    """Split a text so that its telephone numbers can be called."""
    parts = enumerate(_PHONES.split(text))
    return tuple(Part(part, _tel(part) if n % 2 else "") for n, part in parts if part)


def _tel(number: str) -> str:
    digits = number.replace("-", "")
    return f"tel:{digits}" if len(digits) < 10 else f"tel:+{digits.rjust(11, '1')}"


def _asked(question: Json, seq: int, chosen: Collection[str]) -> Asked:
    kind = question["kind"]
    around = {NOT_SURE, SKIP} | ({NOTHING_FITS} if kind == "multiple" else set())
    choices = tuple(_choices(question, chosen))
    main = tuple(each for each in choices if each.value not in around)
    ways = tuple(each for each in choices if each.value in around)
    return Asked(kind, seq, main, ways, question.get("remaining") or 0)


def _choices(question: Json, chosen: Collection[str]) -> Iterator[Choice]:
    """The options with their numbers in a text message; not sure of one item is left out."""
    number = 0
    for option in question["options"]:
        value = option["value"]
        if value.endswith("?"):
            continue
        counts = (value != SKIP or question["sensitive"]) and question["kind"] != "number"
        number += counts
        yield Choice(value, option["label"], number if counts else 0, value in chosen)
