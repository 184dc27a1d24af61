"""What has to be set before Rasa is imported, and what has to be silenced after."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

from bot.dialogue.models import MODELS, checked, note

ROOT = Path(__file__).resolve().parents[2]
"""Where domain.yml, config.yml and models/ are; Rasa takes paths from the working directory."""

SPACY_MODEL = MODELS / "spacy_en"

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SANIC_ACCESS_LOG": "false",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "LOG_LEVEL_MATPLOTLIB": "ERROR",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # A sparse dot product of one message gains nothing from threads that wake and spin.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def prepare_surroundings() -> None:
    """Set environment and working directory; call it before the first import of rasa."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.chdir(ROOT)
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    # Rasa's packages warn of one another at every start and undo any filter set before.
    warnings.showwarning = _ignore_warning


def _ignore_warning(*warning: object, **where: object) -> None:
    """Say nothing."""


def silence_rasa() -> None:
    """Keep Rasa from telling what people say: it logs texts and slots at debug level."""
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)


def ensure_spacy_model() -> None:
    """
    Write the blank English spaCy pipeline that config.yml names; nothing is downloaded.

    Raises:
        ModelError: There is one, and it is not the one that was written.
    """
    if SPACY_MODEL.exists():
        checked(SPACY_MODEL)
        return
    import spacy

    spacy.blank("en").to_disk(SPACY_MODEL)
    note(SPACY_MODEL)
