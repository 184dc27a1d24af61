"""
Wording written before anybody looked at lexicon and examples, and what is asked of it.

Each set was measured once before it served to find kinds of wording that were missed. These are
floors that later changes must not fall under; the first figures are in the README.
"""

import json
from pathlib import Path

import pytest

from bot.safety import look

SETS = [f"blind_{name}.jsonl" for name in ("first", "second", "third", "fourth", "fifth", "sixth")]
FOLDER = Path(__file__).parent


def rows(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def dangers(name):
    return [row for row in rows(name) if "kind" in row]


def ordinary(name):
    return [row for row in rows(name) if "kind" not in row]


@pytest.mark.parametrize("name", SETS)
def test_nearly_every_danger_is_in_a_tier(name):
    found = [look(row["text"], row.get("question")) is not None for row in dangers(name)]
    assert sum(found) >= 0.95 * len(found)


@pytest.mark.parametrize("name", SETS)
def test_most_of_what_is_clear_and_now_gets_help_first(name):
    found = [look(row["text"]) for row in dangers(name) if row["tier"] == 1]
    assert sum(d is not None and d.tier == 1 for d in found) >= 0.6 * len(found)


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_ordinary_answer_seldom_gets_help_first_or_the_line(language):
    answers = [row for name in SETS for row in ordinary(name) if row["language"] == language]
    found = [look(row["text"], row["question"]) for row in answers if not row["tier"]]
    assert sum(d is not None and d.tier == 1 for d in found) <= 0.02 * len(found)
    assert sum(d is not None and d.tier == 2 for d in found) <= 0.10 * len(found)


@pytest.mark.parametrize("language", ["en", "es"])
def test_everyday_answers_in_the_short_way_of_texts_are_no_alarm(language):
    answers = [row for row in ordinary("blind_fifth.jsonl") if row["language"] == language]
    found = [look(row["text"], row["question"]) for row in answers]
    assert not [row["text"] for row, d in zip(answers, found, strict=True) if d and d.tier == 1]
    assert sum(d is not None for d in found) <= 0.02 * len(found)


@pytest.mark.parametrize("name", SETS)
def test_the_set_is_kept_apart_from_the_examples(name):
    from bot.safety.examples import read

    examples = {example.text.lower() for example in read() if example.kind}
    # Some of the plainest sentences have only one wording.
    same = [row["text"] for row in dangers(name) if row["text"].lower() in examples]
    assert len(same) <= 0.1 * len(dangers(name)), same
