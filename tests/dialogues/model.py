"""The trained model, loaded once for all tests that need it."""

from __future__ import annotations

from functools import lru_cache

from bot.app.train import main as train
from bot.app.train import model_path
from bot.dialogue.surroundings import ensure_spacy_model, prepare_surroundings


@lru_cache(maxsize=1)
def agent():
    """Rasa with the model made of the present training data, trained first if need be."""
    assert train([]) == 0, "training failed"
    prepare_surroundings()
    ensure_spacy_model()
    from bot.dialogue.agent import load_agent
    from bot.dialogue.surroundings import silence_rasa

    silence_rasa()
    return load_agent(model_path())
