"""
`calaim review`: the texts we were least sure of, masked, as Rasa training data to be labelled.

The intent above each text is what the model guessed. An analyst reads every line, takes out what
still tells who somebody is, puts it under the right intent and moves it to data/nlu/.
"""

from __future__ import annotations

import argparse
import heapq
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import yaml
from dateutil import tz  # type: ignore[import-untyped]

from bot.app.masking import Masker
from bot.app.operator import operator
from bot.app.settings import ROOT, read_settings
from bot.app.wiring import open_database
from bot.conversation.calling import CALL_QUESTIONS
from bot.language.plain import plain
from bot.language.vocabulary import vocabulary
from bot.storage import audit
from bot.storage.reviewing import Doubtful, doubtful
from bot.worker.clock import PACIFIC, Clock

MOST = 100
UNKNOWN = "not_guessed"
# An answer to these is a name, a number or a date of birth, whatever it looks like.
PRIVATE = frozenset(CALL_QUESTIONS) - {"call_when", "voicemail", "call_language"}
VOCABULARY = ("data/nlu/*.yml", "bot/language/**/*.yaml", "bot/wording/en/*.yaml")
# A first message is not weighed by the model; it stands between the sure and the doubtful.
UNWEIGHED = 0.5


def main(argv: list[str]) -> int:
    """Write the least certain texts to standard output, least certain first."""
    parser = argparse.ArgumentParser(prog="calaim review", description=__doc__)
    parser.add_argument("--limit", type=int, default=MOST, help=f"how many; {MOST} if left out")
    parser.add_argument("--since", type=date.fromisoformat, help="from this day on: 2026-11-21")
    options = parser.parse_args(argv)
    masker = Masker(known_words())
    settings = read_settings()
    with open_database(settings).write() as connection:
        now = Clock(settings.today).now()
        audit.add(connection, audit.Entry(now, operator(), "reviewed texts", "masked"))
        found = least_certain(doubtful(connection, _moment(options.since)), options.limit)
        masked = [(each, masker.mask(each.text, each.names)) for each in found]
    sys.stdout.write(as_training_data(masked))
    return 0


def _moment(day: date | None) -> datetime | None:
    """The beginning of a day in San Mateo County."""
    return datetime.combine(day, time(), tz.gettz(PACIFIC)) if day else None


def least_certain(found: Iterable[Doubtful], limit: int) -> list[Doubtful]:
    """
    Choose what is worth labelling: first what was not understood, then by confidence.

    Left out are answers that are private as a whole, and what fixed rules read without the model.
    """
    different = {plain(each.text): each for each in found if _is_worth_it(each)}
    return heapq.nsmallest(max(limit, 0), different.values(), key=_certainty)


def _certainty(each: Doubtful) -> tuple[bool, float]:
    return not each.missed, UNWEIGHED if each.confidence is None else each.confidence


def _is_worth_it(each: Doubtful) -> bool:
    words = vocabulary("en")
    said = plain(each.text)
    named = words.options.get(each.question or "", {})
    is_fixed = said in words.whole or said in named
    return each.question not in PRIVATE and not is_fixed and any(c.isalpha() for c in said)


def known_words() -> frozenset[str]:
    """The words of the training data and of our own sentences, which are nobody's name."""
    texts = (path.read_text(encoding="utf-8") for pattern in VOCABULARY for path in _files(pattern))
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))


def _files(pattern: str) -> Iterator[Any]:
    return iter(sorted(ROOT.glob(pattern)))


def as_training_data(masked: list[tuple[Doubtful, str]]) -> str:
    """Write texts in Rasa's format, under the intents guessed."""
    by_intent: dict[str, list[dict[str, Any]]] = {}
    for each, text in masked:
        about = {"confidence": each.confidence, "question": each.question, "missed": each.missed}
        kept = {"text": text, "metadata": about}
        by_intent.setdefault(each.intent or UNKNOWN, []).append(kept)
    content = {
        "version": "3.1",
        "nlu": [{"intent": intent, "examples": examples} for intent, examples in by_intent.items()],
    }
    dumped: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return dumped
