"""What people say, in words the model has never seen."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.app.acts_file import ANSWERS
from bot.dialogue.surroundings import ROOT
from bot.language.acts.training import read_part_of
from tests.dialogue.pipeline import parsed

HELD_OUT = Path(__file__).parent / "held_out.yaml"
COSTLY = {"start_over", "affirm", "deny", "decline_to_answer"}
LEAST_EXAMPLES = 12


@lru_cache(maxsize=1)
def guesses() -> tuple[tuple[str, str, str], ...]:
    """(meant, text, understood as) for every text held out."""
    held_out = yaml.safe_load(HELD_OUT.read_text(encoding="utf-8"))

    part_of = read_part_of(ANSWERS)

    def guess(meant: str, text: str) -> str:
        """The intent understood; under its wider name where only that was meant."""
        name = parsed(text)["intent"]["name"]
        return meant if part_of.get(name) == meant else name

    return tuple((m, text, guess(m, text)) for m, texts in held_out.items() for text in texts)


def training() -> dict[str, list[str]]:
    """The examples of each intent."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in entry["examples"].splitlines()]
            found.setdefault(entry["intent"], []).extend(lines)
    return found


def test_nine_in_ten_are_understood_and_few_are_misunderstood() -> None:
    right = [text for meant, text, guess in guesses() if guess == meant]
    wrong = [text for meant, text, guess in guesses() if guess not in (meant, "nlu_fallback")]
    assert len(right) >= 0.9 * len(guesses()), len(right) / len(guesses())
    assert len(wrong) <= 0.06 * len(guesses()), wrong


def test_nothing_else_is_taken_for_yes_no_skip_or_start_over() -> None:
    misheard = [g for g in guesses() if g[2] in COSTLY and g[0] != g[2]]
    assert not misheard


def test_nothing_held_out_is_in_the_training_data() -> None:
    known = {text.lower() for texts in training().values() for text in texts}
    held_out = yaml.safe_load(HELD_OUT.read_text(encoding="utf-8")).values()
    assert not [text for texts in held_out for text in texts if text.lower() in known]


def test_every_intent_has_examples_enough_and_no_two_share_one() -> None:
    examples = training()
    assert {name: len(t) for name, t in examples.items() if len(t) < LEAST_EXAMPLES} == {}
    everything = [text for texts in examples.values() for text in texts]
    assert len(everything) == len(set(everything))
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(examples) == set(domain["intents"])
