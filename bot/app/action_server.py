"""
`calaim actions`: the action server, for callers who know the shared secret.

It listens on loopback, or on a private network where CALAIM_ACTIONS_HOST says so.
"""

from __future__ import annotations

import argparse
import hmac
import logging
import sys
from urllib.parse import urlsplit

from bot.app.environment import LOOPBACK, Environment
from bot.app.logs import set_up_logs
from bot.dialogue.surroundings import prepare_surroundings

ACTIONS_URL = "http://127.0.0.1:5055"
SECRET_HEADER = "X-Calaim-Secret"
LIMITS = {
    "REQUEST_MAX_SIZE": 262_144,  # bytes; the largest call in `make test` has 23 kB
    "REQUEST_TIMEOUT": 10,
    "RESPONSE_TIMEOUT": 15,  # longer than Rasa waits
    "KEEP_ALIVE_TIMEOUT": 75,  # longer than Rasa keeps an idle connection: it closes first
}

logger = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """
    Serve until stopped.

    Raises:
        SettingsError: A setting is missing or wrong.
        ModelError: What would be loaded is not what training left.
    """
    parser = argparse.ArgumentParser(prog="calaim actions", description=__doc__)
    parser.add_argument(
        "--for-rasa-shell",
        action="store_true",
        help="on a developer's machine: without a secret, on loopback only",
    )
    options = parser.parse_args(argv)
    env = Environment()
    secret = "" if options.for_rasa_shell else env.needed_rasa_secret()
    host = LOOPBACK if options.for_rasa_shell else env.inner_host("ACTIONS_HOST")
    prepare_surroundings()
    set_up_logs()
    from bot.dialogue.interviewing import interview
    from bot.dialogue.told import reader

    interview()
    reader()  # three seconds that the first message must not wait for
    port = urlsplit(env.url("ACTIONS_URL", ACTIONS_URL)).port or 5055
    create_app(secret).run(host, port, access_log=False, workers=1, debug=False)
    return 0


def create_app(secret: str):  # type: ignore[no-untyped-def]  # sanic has no types
    """
    Rasa's own action server with a door before it.

    Args:
        secret: What callers have to show; empty for `rasa shell` alone, which shows none.
    """
    from rasa_sdk.endpoint import create_app as create_rasa_app
    from sanic.exceptions import SanicException
    from sanic.response import json

    app = create_rasa_app("actions", cors_origins="")
    app.config.update(LIMITS)

    @app.middleware("request")
    async def check_secret(request):  # type: ignore[no-untyped-def]
        shown = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if request.path != "/health" and not hmac.compare_digest(shown, secret.encode()):
            return json({"error": "who are you?"}, status=403)
        if "content-encoding" in request.headers:
            # Rasa's code would inflate a small body without any limit.
            return json({"error": "send it as it is"}, status=415)
        return None

    @app.middleware("response")
    async def repeat_nothing(request, answer):  # type: ignore[no-untyped-def]
        # Rasa's code answers 404 with what it was asked for.
        return json({"error": "not so"}, status=404) if answer.status == 404 else None

    @app.exception(Exception)
    async def broke(request, error):  # type: ignore[no-untyped-def]
        if isinstance(error, SanicException) and error.status_code < 500:
            return json({"error": "not so"}, status=error.status_code)
        # Only kind and place are logged: the message of an error may quote the member.
        logger.error("action_broke", exc_info=error)
        return json({"error": "the action broke"}, status=500)

    return app


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
