"""Which topic a question is about, in words of nobody's training data."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.app.acts_file import ensure_acts, on_stderr
from bot.dialogue.side_questions import side_questions
from bot.dialogue.surroundings import ROOT

ASKED = Path(__file__).parent / "questions_asked.yaml"
LEAST_RIGHT = 0.75
MOST_MISTAKEN = 0.15


def asked() -> list[tuple[str, str]]:
    """(topic, text) for every question."""
    content = yaml.safe_load(ASKED.read_text(encoding="utf-8"))
    return [(topic, text) for topic, texts in content.items() for text in texts]


@lru_cache(maxsize=1)
def understood() -> tuple[tuple[str, str, str], ...]:
    """(topic, text, understood as) for every question; empty where nothing was."""
    reader = ensure_acts(on_stderr)

    def first(text: str) -> str:
        acts = reader.read(text, None)
        return acts[0].name if acts else ""

    return tuple((topic, text, first(text)) for topic, text in asked())


def test_there_is_a_question_for_every_topic() -> None:
    assert side_questions() - {topic for topic, _ in asked()} == {
        "thanks",
        "goodbye",
        "other_language",
        "baffled",
    }


def test_three_in_four_are_understood_to_the_finest_topic() -> None:
    right = [text for topic, text, guess in understood() if guess == topic]
    assert len(right) >= LEAST_RIGHT * len(understood()), len(right) / len(understood())


def test_what_is_not_understood_is_mostly_not_answered_at_all() -> None:
    mistaken = [one for one in understood() if one[2] in side_questions() and one[0] != one[2]]
    assert len(mistaken) <= MOST_MISTAKEN * len(understood()), mistaken


def test_no_question_here_is_in_the_training_data() -> None:
    known = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            known |= {line.removeprefix("- ").lower() for line in entry["examples"].splitlines()}
    assert not [text for _, text in asked() if text.lower() in known]
