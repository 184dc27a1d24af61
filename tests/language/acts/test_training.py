"""Training the reader of acts on a handful of examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.acts import ActReader
from bot.language.acts.training import made_of, train

NLU = """
version: "3.1"
nlu:
  - intent: start_over
    examples: |
      - go to square one
      - back to square one please
  - intent: faq_meals
    examples: |
      - which dishes do you bring
      - which dishes are there
"""
ANSWERS = "faq_food: {text: Some.}\nfaq_meals: {text: Meals., part_of: faq_food}\n"


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path]:
    nlu, answers = tmp_path / "nlu", tmp_path / "answers.yaml"
    nlu.mkdir()
    (nlu / "some.yml").write_text(NLU)
    answers.write_text(ANSWERS)
    return nlu, answers


def test_the_same_examples_give_the_same_weights(sources: tuple[Path, Path]) -> None:
    assert train(*sources) == train(*sources)


def test_an_act_bears_its_own_name_and_not_that_which_rasa_allows(
    sources: tuple[Path, Path],
) -> None:
    assert set(train(*sources)["model"]["columns"]) == {"restart", "faq_meals", "faq_food"}


def test_a_finer_topic_counts_for_the_wider_one(sources: tuple[Path, Path]) -> None:
    (act,) = ActReader.from_json(train(*sources)).read("which dishes do you bring", None)
    assert (act.name, act.widest) == ("faq_meals", "faq_food")


def test_another_example_makes_another_model(sources: tuple[Path, Path]) -> None:
    before = made_of(*sources)
    (sources[0] / "more.yml").write_text(NLU.replace("square", "line"))
    assert made_of(*sources) != before
