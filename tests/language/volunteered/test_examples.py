"""What people write, and what it asserts: the tables in `en/`, one file per topic."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.eligibility.loader import load_policy
from bot.language.volunteered import Spotter

TODAY = date(2026, 11, 21)
TABLES = sorted((Path(__file__).parent / "en").glob("*.yaml"))
LEAST_EXAMPLES = 350


def examples() -> list[dict[str, Any]]:
    return [e for table in TABLES for e in yaml.safe_load(table.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def spotter() -> Spotter:
    return Spotter(load_policy())


@pytest.mark.parametrize("example", examples(), ids=lambda e: e["says"][:60])
def test_a_message_asserts_what_the_table_says(example: dict[str, Any], spotter: Spotter) -> None:
    said = spotter.spot(example["says"], example.get("question"), TODAY, example.get("who"))
    assert dict(said.facts) == example["facts"]
    if "about" in example:
        assert said.about == example["about"]
    if "unsure" in example:
        assert {fact for fact, _, _ in said.uncertain} == set(example["unsure"])


def test_there_are_enough_examples() -> None:
    assert len(examples()) >= LEAST_EXAMPLES
