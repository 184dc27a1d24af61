"""`calaim gateway`: the process that faces the internet."""

import argparse

import uvicorn
from starlette.applications import Starlette

from bot.app.impatient import ImpatientProtocol
from bot.app.logs import set_up_logs
from bot.app.settings import read_settings
from bot.app.wiring import build_gateway, serve_metrics
from bot.gateway.heads import LARGEST_HEAD

# How long open event streams may hold up the end of the process.
GRACE_SECONDS = 3
# Below the 1,024 files that a process may have open where nobody changed that.
MOST_CONNECTIONS = 900
IDLE_CONNECTION_SECONDS = 10


def main(argv: list[str]) -> int:
    """Serve until told to stop."""
    argparse.ArgumentParser(prog="calaim gateway", description=__doc__).parse_args(argv)
    settings = read_settings()
    app, registry = build_gateway(settings)
    serve_metrics(settings.gateway_metrics_port, registry)
    config = server_config(app, settings.host, settings.port)
    set_up_logs()
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1


def server_config(app: Starlette, host: str, port: int) -> uvicorn.Config:
    """How the application is served to strangers."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=ImpatientProtocol,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_CONNECTION_SECONDS,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        log_config=None,
        ws="none",  # nothing here speaks it, and uvicorn's part needs a newer one than Rasa pins
    )
