"""`calaim understand`: what one message means, JSON lines in and out, as a turn reads it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any as Json

from bot.app.acts_file import ensure_acts, on_stderr
from bot.app.json_lines import one_line, read_lines, read_value
from bot.app.settings import read_settings
from bot.conversation.asking import own_question, whole_question
from bot.conversation.interview import Interview
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import NotUnderstood, Number, NumberRange
from bot.dialogue.side_questions import asked_beside
from bot.dialogue.told import PEOPLE, ensure_facts, reader
from bot.eligibility.loader import load_policy
from bot.errors import CalaimError, FactError
from bot.language.acts import ActReader
from bot.language.acts.naming import named
from bot.language.answered import said_in, tells_age
from bot.language.reader import read_reply
from bot.language.vocabulary import vocabulary
from bot.safety import look
from bot.wording.book import load_wording


class Understanding:
    """
    Reads one message without a conversation around it.

    Args:
        today: The day ages and windows are counted to.
        acts: Reads what a message does.
    """

    def __init__(self, today: date, acts: ActReader) -> None:
        self._interview = Interview(load_policy(), load_wording())
        self._facts = reader()
        self._today = today
        self._acts = acts

    def of(
        self, text: str, question: str | None, language: str = "en", who: str | None = None
    ) -> dict[str, Json]:
        """The meaning of a message, as `calaim understand` writes it (without "id")."""
        asked = self._asked(question, language)
        acts_read = self._acts.read(text, question)
        beside = asked_beside([act.name for act in acts_read], text, asked, language)
        told = beside.told if beside else text
        reply = read_reply(told, asked, None, language) if told else NotUnderstood()
        spotted = self._facts.spot(text, question, self._today, PEOPLE.get(who or ""))
        is_number = isinstance(reply, (Number, NumberRange))
        if question == "age" and is_number and not tells_age(told, spotted):
            reply = NotUnderstood()
        words = vocabulary(language)
        said = said_in(text, asked, reply, spotted.facts, self._today, words)
        plainest = self._interview.basis.policy.forms.plainest
        facts = {fact: plainest(fact, form) for fact, form in said.items()}
        acts = named(acts_read, reply, facts, self._acts.asks(text))
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
        """The question with all it can be answered by, for nothing is known of the person."""
        basis = self._interview.basis
        screening = self._interview.begin(self._today, language)
        if question == "who":
            return own_question("who", basis.voice(screening))
        if question is None or question not in basis.policy.questions:
            return None
        return whole_question(question, screening, basis, basis.voice(screening))


def main(argv: list[str]) -> int:
    """Read messages; exit 2 with one line and nothing half-printed if the input is wrong."""
    parser = argparse.ArgumentParser(prog="calaim understand", description=__doc__)
    parser.add_argument(
        "file", nargs="?", default="-", help="JSON lines; standard input if left out"
    )
    options = parser.parse_args(argv)
    try:
        today = read_settings().today or date.today()
        lines = read_lines(options.file)
        ensure_facts(on_stderr)
        understanding = Understanding(today, ensure_acts(on_stderr))
        understood = list(_understood(understanding, lines))
    except (CalaimError, OSError) as error:
        print(one_line(error), file=sys.stderr)
        return 2
    sys.stdout.writelines(understood)
    return 0


def _understood(understanding: Understanding, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = _message(line)
        except FactError as error:
            raise FactError(f"line {number}: {error}") from None
        except RecursionError:
            raise FactError(f"line {number}: it is nested too deeply") from None
        language, who = message.get("language") or "en", message.get("who")
        meant = understanding.of(message["text"], message.get("question"), language, who)
        yield json.dumps({"id": message.get("id"), **meant}) + "\n"


def _message(line: str) -> dict[str, Json]:
    expected = 'expected {"id": ..., "text": "...", "question": id or null}'
    try:
        message = read_value(line)
    except ValueError:
        raise FactError(f"{expected}, not {line.strip()[:60]!r}") from None
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise FactError(expected)
    for key in ("question", "language", "who"):
        if not isinstance(message.get(key), str | None):
            raise FactError(f'expected "{key}" to be text or null')
    return message


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
