"""`calaim rasa`: the Rasa server with the turn channel, on loopback, keeping nothing."""

from __future__ import annotations

import argparse
import os
import sys
from urllib.parse import urlsplit

from bot.app.acts_file import ensure_acts
from bot.app.logs import set_up_logs
from bot.app.train import model_path
from bot.dialogue.surroundings import ensure_spacy_model, prepare_surroundings

RASA_URL = "http://127.0.0.1:5005"
ACTIONS_URL = "http://127.0.0.1:5055"
LOOPBACK = "127.0.0.1"


def main(argv: list[str]) -> int:
    """Serve until stopped; 1 with one sentence where something is missing."""
    argparse.ArgumentParser(prog="calaim rasa", description=__doc__).parse_args(argv)
    secret = os.environ.get("CALAIM_RASA_SECRET", "")
    if not secret:
        print("calaim rasa: set CALAIM_RASA_SECRET, the secret shared with the worker.")
        return 1
    if not model_path().exists():
        print("calaim rasa: there is no trained model for this version; run `calaim train`.")
        return 1
    prepare_surroundings()
    ensure_spacy_model()
    ensure_acts()
    _serve(secret)
    return 0


def _serve(secret: str) -> None:
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot.dialogue.action_endpoint import RemoteActions
    from bot.dialogue.interviewing import interview
    from bot.dialogue.surroundings import silence_rasa
    from bot.dialogue.validator_fix import apply_validator_fix

    silence_rasa()
    set_up_logs()
    apply_validator_fix()
    interview()  # a wrong policy stops the start, not the first turn
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    endpoints.action = RemoteActions(
        url=os.environ.get("CALAIM_ACTIONS_URL", ACTIONS_URL) + "/webhook",
        headers={"X-Calaim-Secret": secret},
        **endpoints.action.kwargs,
    )
    serve_application(
        model_path=str(model_path()),
        credentials="credentials.yml",
        endpoints=endpoints,
        interface=LOOPBACK,
        port=urlsplit(os.environ.get("CALAIM_RASA_URL", RASA_URL)).port or 5005,
        enable_api=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
