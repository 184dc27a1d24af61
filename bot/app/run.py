"""`calaim run`: everything on this machine, from one command, until Ctrl-C."""

import argparse
import contextlib
import errno
import os
import secrets
import socket
from collections.abc import Mapping

from bot.app.environment import Environment, SettingsError
from bot.app.key_files import make_keys
from bot.app.processes import Child
from bot.app.settings import Settings, read_settings
from bot.app.staff_accounts import FIRST_ACCOUNT, first_account
from bot.app.supervisor import Supervisor, say
from bot.app.wiring import sealed_database
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from bot.worker.clock import Clock

LISTENING = ("CALAIM_PORT", "CALAIM_CONSOLE_PORT")
# Rasa and its actions see one turn at a time: neither the database nor Twilio is their business.
NOT_FOR_RASA = (
    *("CALAIM_KEYS", "CALAIM_DATABASE_URL", "CALAIM_TWILIO_"),
    *("CALAIM_SMTP_", "CALAIM_DESK_", "CALAIM_CHATWOOT_", "CALAIM_OIDC_"),
)


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
    if Environment().rasa_secret():
        return dict(environment)
    return {**environment, "CALAIM_RASA_SECRET": secrets.token_urlsafe(32)}


def prepare(
    settings: Settings, environment: Mapping[str, str], before: tuple[Child, ...] = ()
) -> Supervisor:
    """
    Make sure that all can start: free ports, tables up to date.

    Raises:
        SettingsError: A port cannot be had, or the keys of the database are missing.
        StoreError: The database does not take the migrations.
    """
    check_ports(settings.ports)
    if make_keys(settings):
        say(f"Made the keys of the database: {settings.keys_file}. Keep a copy elsewhere.")
    database = sealed_database(settings)
    if database.is_sqlite and not database.path.exists():
        say(f"There is no database yet; beginning an empty one: {database.path}")
    bring_up_to_date(database)
    _begin_staff(database, settings)
    database.close()
    return Supervisor([*before, *children(settings, environment)])


def _begin_staff(database: Database, settings: Settings) -> None:
    """Make a first account where there is none, and show its password this once."""
    if not settings.console.takes_passwords:
        return
    password = first_account(database, Clock(settings.today).now())
    if password:
        say(f"Made the first account of the console: {FIRST_ACCOUNT}, password {password}")
        say("It is shown this once. `calaim staff` makes more accounts and new passwords.")


def children(settings: Settings, environment: Mapping[str, str]) -> list[Child]:
    """Give the processes in the order in which they depend on each other."""

    def child(name: str, ready_url: str, *options: str) -> Child:
        arguments = ("bot.app.cli", name, *options)
        keeps_nothing = name in ("actions", "rasa")
        without = NOT_FOR_RASA if keeps_nothing else ()
        return Child(name, arguments, settings.logs, ready_url, environment, without)

    metrics = settings.worker_metrics_port
    # On PostgreSQL other machines may have workers too; what a dead one held is free again when
    # its lease ends.
    alone = ("--alone",) if settings.is_one_machine else ()
    return [
        child("actions", f"{settings.actions_url}/health"),
        child("rasa", f"{settings.rasa_url}/"),
        child("worker", f"http://127.0.0.1:{metrics}/metrics" if metrics else "", *alone),
        child("gateway", f"http://127.0.0.1:{settings.port}/healthz"),
        child("console", f"http://127.0.0.1:{settings.console.port}/healthz"),
    ]


def check_ports(ports: Mapping[str, tuple[str, int]]) -> None:
    """
    Find a port that cannot be had before anything is started.

    Raises:
        SettingsError: Naming the port, why, and the setting that changes it.
    """
    for setting, (host, port) in ports.items():
        why = _trouble(host, port) if port else None
        if why == errno.EADDRINUSE:
            raise SettingsError(
                f"port {port} is taken by another program; end that one (perhaps an earlier "
                f"`calaim run`), or choose another with {setting}."
            )
        if why == errno.EACCES:
            raise SettingsError(f"port {port} is not for every user; choose another: {setting}.")
        if why is not None:
            where = setting.replace("PORT", "HOST") if setting in LISTENING else setting
            raise SettingsError(f"{host} of {where} is not an address of this machine.")


def _trouble(host: str, port: int) -> int | None:
    """Try to take a port; the number of the error if that fails."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with contextlib.closing(socket.socket(family, kind, protocol)) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, UnicodeError) as error:
        return getattr(error, "errno", None) or errno.EADDRNOTAVAIL
    return None


def _welcome(settings: Settings) -> str:
    sms = f"SMS from {settings.twilio.from_number}" if settings.twilio else "SMS is off"
    chat, console = f"http://localhost:{settings.port}/chat", settings.console.url
    return f"\nThe chat is at {chat} ({sms}), the console of staff at {console}. Ctrl-C ends it.\n"
