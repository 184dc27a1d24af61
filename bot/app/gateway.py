"""`calaim gateway`: the process that faces the internet."""

import argparse

import uvicorn

from bot.app.logs import set_up_logs
from bot.app.settings import read_settings
from bot.app.wiring import build_gateway, serve_metrics

# How long open event streams may hold up the end of the process.
GRACE_SECONDS = 3


def main(argv: list[str]) -> int:
    """Serve until told to stop."""
    argparse.ArgumentParser(prog="calaim gateway", description=__doc__).parse_args(argv)
    settings = read_settings()
    app, registry = build_gateway(settings)
    serve_metrics(settings.gateway_metrics_port, registry)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        log_config=None,
        ws="none",  # nothing here speaks it, and uvicorn's part needs a newer one than Rasa pins
    )
    set_up_logs()
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1
