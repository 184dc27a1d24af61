"""
`calaim rasa`: the Rasa server with the turn channel and nothing else, keeping nothing.

It listens on loopback, or on a private network where CALAIM_RASA_HOST says so, and never without
the shared secret.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bot.app.acts_file import ensure_acts
from bot.app.environment import Environment
from bot.app.logs import set_up_logs
from bot.app.train import model_path
from bot.dialogue.models import checked
from bot.dialogue.surroundings import ensure_spacy_model, prepare_surroundings

RASA_URL = "http://127.0.0.1:5005"
ACTIONS_URL = "http://127.0.0.1:5055"
LARGEST_BODY = 262_144
"""Bytes. The largest turn of the dialogues in `make test` has 5 kB."""
READ_SECONDS = 10
"""For a caller to send its whole request."""
SPARE_SECONDS = 5
"""Longer than the worker waits for a turn, so that Rasa is never the first to give up."""


def main(argv: list[str]) -> int:
    """
    Serve until stopped.

    Raises:
        SettingsError: A setting is missing or wrong.
        ModelError: What would be loaded is not what training left.
    """
    argparse.ArgumentParser(prog="calaim rasa", description=__doc__).parse_args(argv)
    env = Environment()
    secret, host = env.needed_rasa_secret(), env.inner_host("RASA_HOST")
    model = checked(model_path())
    prepare_surroundings()
    ensure_spacy_model()
    ensure_acts()
    _set_limits(env)
    # Rasa makes the channel by itself and hands it nothing; it may have come from a file.
    os.environ["CALAIM_RASA_SECRET"] = secret
    _serve(env, model, host, secret)
    return 0


def _set_limits(env: Environment) -> None:
    """Rasa makes its server by itself; these variables are the way to that server's limits."""
    turn = env.number("TURN_TIMEOUT_SECONDS", 15, 1, 300)
    os.environ["SANIC_REQUEST_MAX_SIZE"] = str(LARGEST_BODY)
    os.environ["SANIC_REQUEST_TIMEOUT"] = str(READ_SECONDS)
    os.environ["SANIC_RESPONSE_TIMEOUT"] = str(turn + SPARE_SECONDS)


def _serve(env: Environment, model: Path, host: str, secret: str) -> None:
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
        url=env.url("ACTIONS_URL", ACTIONS_URL) + "/webhook",
        headers={"X-Calaim-Secret": secret},
        **endpoints.action.kwargs,
    )
    serve_application(
        model_path=str(model),
        credentials="credentials.yml",
        endpoints=endpoints,
        interface=host,
        port=urlsplit(env.url("RASA_URL", RASA_URL)).port or 5005,
        enable_api=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
