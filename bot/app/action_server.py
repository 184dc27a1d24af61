"""`calaim actions`: the action server, on loopback, for callers who know the shared secret."""

from __future__ import annotations

import argparse
import hmac
import logging
import os
import sys
from urllib.parse import urlsplit

from bot.app.logs import set_up_logs
from bot.dialogue.surroundings import prepare_surroundings

ACTIONS_URL = "http://127.0.0.1:5055"
LOOPBACK = "127.0.0.1"
SECRET_HEADER = "X-Calaim-Secret"
KEEP_ALIVE_SECONDS = 75
"""Longer than the 15 s for which Rasa keeps an idle connection, so that Rasa closes first."""

logger = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Serve until stopped."""
    argparse.ArgumentParser(prog="calaim actions", description=__doc__).parse_args(argv)
    prepare_surroundings()
    set_up_logs()
    from bot.dialogue.interviewing import interview
    from bot.dialogue.told import reader

    interview()
    reader()  # three seconds that the first message must not wait for
    port = urlsplit(os.environ.get("CALAIM_ACTIONS_URL", ACTIONS_URL)).port or 5055
    app = create_app(os.environ.get("CALAIM_RASA_SECRET", ""))
    app.run(LOOPBACK, port, access_log=False, workers=1, debug=False)
    return 0


def create_app(secret: str):  # type: ignore[no-untyped-def]  # sanic has no types
    """
    Rasa's own action server with a door before it.

    Args:
        secret: What callers have to show; empty on a developer's machine, where `rasa shell`
            calls without.
    """
    from rasa_sdk.endpoint import create_app as create_rasa_app
    from sanic.response import json

    app = create_rasa_app("actions", cors_origins="")
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS

    @app.middleware("request")
    async def check_secret(request):  # type: ignore[no-untyped-def]
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if request.path != "/health" and not hmac.compare_digest(shown, secret.encode()):
            return json({"error": "who are you?"}, status=403)
        return None

    @app.exception(Exception)
    async def broke(request, error):  # type: ignore[no-untyped-def]
        # Only kind and place are logged: the message of an error may quote the member.
        logger.error("action_broke", exc_info=error)
        return json({"error": "the action broke"}, status=500)

    return app


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
