"""`calaim run`: everything on this machine, from one command, until Ctrl-C."""

import argparse
import contextlib
import os
import secrets
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.app.processes import Child
from bot.app.settings import Settings, SettingsError, read_settings
from bot.app.supervisor import Supervisor, say
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date


def main(argv: list[str]) -> int:
    """Start everything and keep it alive."""
    argparse.ArgumentParser(prog="calaim run", description=__doc__).parse_args(argv)
    environment = with_secret({})
    settings = read_settings({**os.environ, **environment})
    supervisor = prepare(settings, environment)
    supervisor.listen_for_signals()
    try:
        supervisor.start()
        if not supervisor.stopping.is_set():
            say(_welcome(settings))
        supervisor.keep()
    finally:
        supervisor.end()
    return 0


def with_secret(environment: Mapping[str, str]) -> dict[str, str]:
    """Make the secret that worker, Rasa and action server share in this run, unless one is set."""
    secret = os.environ.get("CALAIM_RASA_SECRET") or secrets.token_urlsafe(32)
    return {**environment, "CALAIM_RASA_SECRET": secret}


def prepare(
    settings: Settings, environment: Mapping[str, str], before: tuple[Child, ...] = ()
) -> Supervisor:
    """
    Make sure that all can start: free ports, tables up to date.

    Raises:
        SettingsError: A port is taken.
        StoreError: The database does not take the migrations.
    """
    check_ports(ports_of(settings))
    database = Database(settings.database_url)
    bring_up_to_date(database)
    database.close()
    return Supervisor([*before, *children(settings, environment)])


def children(settings: Settings, environment: Mapping[str, str]) -> list[Child]:
    """Give the processes in the order in which they depend on each other."""

    def child(name: str, ready_url: str) -> Child:
        return Child(name, ("bot.app.cli", name), settings.logs, ready_url, environment)

    metrics = settings.worker_metrics_port
    return [
        child("actions", f"{settings.actions_url}/health"),
        child("rasa", f"{settings.rasa_url}/"),
        child("worker", f"http://127.0.0.1:{metrics}/metrics" if metrics else ""),
        child("gateway", f"http://127.0.0.1:{settings.port}/healthz"),
    ]


def ports_of(settings: Settings) -> dict[str, tuple[str, int]]:
    """Give the ports that must be free, with the setting that changes each."""
    rasa, actions = urlsplit(settings.rasa_url), urlsplit(settings.actions_url)
    metrics = (settings.gateway_metrics_port, settings.worker_metrics_port)
    return {
        "CALAIM_PORT": (settings.host, settings.port),
        "CALAIM_RASA_URL": (rasa.hostname or "", rasa.port or 80),
        "CALAIM_ACTIONS_URL": (actions.hostname or "", actions.port or 80),
        "CALAIM_GATEWAY_METRICS_PORT": ("127.0.0.1", metrics[0]),
        "CALAIM_WORKER_METRICS_PORT": ("127.0.0.1", metrics[1]),
    }


def check_ports(ports: Mapping[str, tuple[str, int]]) -> None:
    """
    Find a port that another program has before anything is started.

    Raises:
        SettingsError: Naming the port and how to choose another.
    """
    for setting, (host, port) in ports.items():
        if port and not _is_free(host, port):
            raise SettingsError(
                f"port {port} is taken by another program; end that one (perhaps an earlier "
                f"`calaim run`), or choose another with {setting}."
            )


def _is_free(host: str, port: int) -> bool:
    with contextlib.closing(socket.socket()) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
        return True


def _welcome(settings: Settings) -> str:
    sms = f"SMS from {settings.twilio.from_number}" if settings.twilio else "SMS is off"
    return f"\nThe chat is at http://localhost:{settings.port}/chat ({sms}). Ctrl-C ends it.\n"
