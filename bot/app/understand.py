"""`calaim understand`: what one message means, JSON lines in and out, as a turn reads it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any as Json

from bot.app.settings import read_settings
from bot.conversation.asking import own_question, policy_question
from bot.conversation.interview import Interview
from bot.conversation.learning import Learned, learn
from bot.conversation.questions import AskedQuestion, Forms
from bot.conversation.replies import (
    AskPerson,
    AskWhy,
    Declined,
    GoBack,
    Mistaken,
    NotSure,
    Repeat,
    Reply,
    Restart,
)
from bot.eligibility.facts import Facts
from bot.eligibility.loader import load_policy
from bot.errors import CalaimError, FactError
from bot.language.plain import plain
from bot.language.reader import read_reply
from bot.language.vocabulary import vocabulary
from bot.language.volunteered import Spotted, Spotter
from bot.language.volunteered.spotted import joined
from bot.safety import look
from bot.wording.book import load_wording

Acts = Callable[[str, "str | None"], Sequence[str]]
"""The acts of a message beyond the fixed commands, from its text and the open question."""

_ACTS: Mapping[type, str] = {
    AskWhy: "ask_why",
    AskPerson: "ask_human",
    Repeat: "repeat",
    GoBack: "go_back",
    Restart: "restart",
    NotSure: "not_sure",
    Declined: "decline_to_answer",
    Mistaken: "correct_answer",
}
_FEW_WORDS = 6
"""A longer message is read by what it asserts, not by a word of an option within it."""


class Understanding:
    """
    Reads one message without a conversation around it.

    Args:
        today: The day ages and windows are counted to.
        acts: Names what a message does beyond the fixed commands; None for these alone.
    """

    def __init__(self, today: date, acts: Acts | None = None) -> None:
        self._interview = Interview(load_policy(), load_wording())
        self._spotter = Spotter(self._interview.basis.policy)
        self._today = today
        self._acts = acts

    def of(self, text: str, question: str | None, language: str = "en") -> dict[str, Json]:
        """The meaning of a message, as `calaim understand` writes it (without "id")."""
        asked = self._asked(question, language)
        reply = read_reply(text, asked, None, language)
        spotted = self._spotter.spot(text, question, self._today, None)
        facts = self._facts(text, asked, reply, spotted)
        acts = self._named(text, question, reply, facts, language)
        danger = look(text, question)
        return {
            "facts": facts,
            "about": spotted.about,
            "act": acts[0] if acts else None,
            "acts": acts,
            "danger": danger.kind if danger else None,
            "tier": danger.tier if danger else None,
        }

    def _asked(self, question: str | None, language: str) -> AskedQuestion | None:
        """The question as it would be put to somebody of whom nothing is known."""
        basis = self._interview.basis
        screening = self._interview.begin(self._today, language)
        if question == "who":
            return own_question("who", basis.voice(screening))
        if question is None or question not in basis.policy.questions:
            return None
        blank = Facts.blank(basis.policy)
        return policy_question(question, screening, blank, basis, basis.voice(screening))

    def _facts(
        self, text: str, asked: AskedQuestion | None, reply: Reply, spotted: Spotted
    ) -> Forms:
        """What is volunteered, and what answers the question."""
        facts = dict(spotted.facts)
        learned = learn(asked, reply, self._today) if asked is not None else None
        is_loose = asked is not None and asked.kind in ("choice", "multiple")
        reads_list = asked is not None and asked.kind == "multiple"
        if learned is None or (is_loose and len(text.split()) > _FEW_WORDS and not reads_list):
            return facts
        for forms in _said(text, asked, learned):
            for fact, form in forms.items():
                facts[fact] = joined(facts[fact], form) if fact in facts else form
        return facts

    def _named(
        self, text: str, question: str | None, reply: Reply, facts: Forms, language: str
    ) -> list[str]:
        acts = [_ACTS[type(reply)]] if type(reply) in _ACTS else []
        whole = vocabulary(language).whole.get(plain(text))
        acts += [{"yes": "affirm", "no": "deny"}[whole]] if whole in ("yes", "no") else []
        acts += [act for act in (self._acts(text, question) if self._acts else ())]
        return list(dict.fromkeys(acts)) or (["inform"] if facts else [])


def _said(text: str, asked: AskedQuestion | None, learned: Learned) -> Sequence[Forms]:
    """
    What is said: of a list answered in words only what is named, for nothing else was denied.

    Numbers tick a list as a whole, where it asks about several things at once.
    """
    ticks = asked is not None and len(asked.facts) > 1 and any(c.isdigit() for c in text)
    if asked is None or asked.kind != "multiple" or ticks:
        return learned.forms
    options = [asked.option(value) for value in learned.values]
    return [option.sets for option in options if option is not None and option.sets]


def main(argv: list[str]) -> int:
    """Read messages; exit 2 with one line and nothing half-printed if the input is wrong."""
    parser = argparse.ArgumentParser(prog="calaim understand", description=__doc__)
    parser.add_argument(
        "file", nargs="?", default="-", help="JSON lines; standard input if left out"
    )
    options = parser.parse_args(argv)
    try:
        understanding = Understanding(read_settings().today or date.today())
        lines = list(_understood(understanding, _lines(options.file)))
    except (CalaimError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.writelines(lines)
    return 0


def _lines(file: str) -> Iterable[str]:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace").splitlines()
    return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()


def _understood(understanding: Understanding, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            message = _message(number, line)
            language = message.get("language") or "en"
            meant = understanding.of(message["text"], message.get("question"), language)
            yield json.dumps({"id": message.get("id"), **meant}) + "\n"


def _message(number: int, line: str) -> dict[str, Json]:
    expected = f'line {number}: expected {{"id": ..., "text": "...", "question": id or null}}'
    try:
        message = json.loads(line)
    except ValueError:
        raise FactError(f"{expected}, not {line.strip()[:60]!r}") from None
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise FactError(expected)
    for key in ("question", "language"):
        if not isinstance(message.get(key), str | None):
            raise FactError(f'line {number}: expected "{key}" to be text or null')
    return message


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
