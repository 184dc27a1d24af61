"""What the reader of acts has learned: `models/acts.json`, made anew when its examples change."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from bot.dialogue.models import MODELS, checked, note
from bot.dialogue.surroundings import ROOT
from bot.language.acts import ActReader
from bot.language.acts.training import made_of, train, write

ACTS = MODELS / "acts.json"
NLU = ROOT / "data" / "nlu"
ANSWERS = ROOT / "bot" / "wording" / "en" / "answers.yaml"


def ensure_acts(say: Callable[[str], object] = print) -> ActReader:
    """
    The reader of acts; trained first, in a few seconds, if it is not there or not of today's data.

    Args:
        say: Is told in one line that it trains.

    Raises:
        ModelError: There is something else than training left.
    """
    name = made_of(NLU, ANSWERS)
    saved = _saved()
    if saved is None or saved.get("made_of") != name:
        say("Dialogue acts: training, a few seconds")
        saved = {"made_of": name, **train(NLU, ANSWERS)}
        write(saved, ACTS)
        note(ACTS)
    return ActReader.from_json(saved)


def on_stderr(text: str) -> None:
    """Say it where it does not get into a command's output."""
    print(text, file=sys.stderr, flush=True)


def _saved() -> dict[str, object] | None:
    """What training left; None where there is nothing."""
    if not ACTS.exists():
        return None
    saved: dict[str, object] = json.loads(checked(ACTS).read_text(encoding="utf-8"))
    return saved
