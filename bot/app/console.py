"""`calaim console`: the process of the pages for staff."""

import argparse

import uvicorn

from bot.app.gateway import server_config
from bot.app.logs import set_up_logs
from bot.app.settings import read_settings
from bot.app.wiring import build_console


def main(argv: list[str]) -> int:
    """Serve until told to stop."""
    argparse.ArgumentParser(prog="calaim console", description=__doc__).parse_args(argv)
    settings = read_settings()
    app = build_console(settings)
    config = server_config(app, settings.console.host, settings.console.port)
    set_up_logs()
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1
