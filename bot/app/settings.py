"""
The settings, read from the environment once and checked at the start.

Each name below is a `CALAIM_` variable. What is wrong or missing is said in one sentence.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from bot.app.console_settings import ConsoleSettings, read_console_settings
from bot.app.desk_settings import DeskSettings, read_desk_settings
from bot.app.environment import Environment
from bot.app.environment import SettingsError as SettingsError
from bot.app.web_settings import WebSettings, read_web_settings
from bot.channels.twilio_sms import API, TwilioAccount

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
# By the one driver for each; with another one a wait would have no end.
_STORES = {"sqlite": "pysqlite", "postgresql": "psycopg2"}
# Compared with, never listened on.
_HERE = ("localhost", "::1", "::", "0.0.0.0")  # nosec B104
# These listen on this machine, whatever address they are given.
_OURS = ("CALAIM_PORT", "CALAIM_CONSOLE_PORT")
_TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")


@dataclass(frozen=True)
class Settings:
    """
    What the processes are told from outside.

    Args:
        public_url: Where Twilio and browsers reach the gateway, without a slash at the end.
        quick_exit_url: Where "Leave now" on the chat page leads: a page about something else.
        rasa_secret: Shared between worker, Rasa and action server; `calaim run` makes one.
        keys: What seals the database, written out; empty where `keys_file` holds it.
        today: A fixed day for tests and demonstrations.
        workers: How many conversations are worked on at the same time.
        gateway_metrics_port, worker_metrics_port: On loopback; 0 switches them off.
        twilio: None where SMS is off.
        web: What faces the internet.
        console: What staff use.
        desks: How staff are told of cases.
    """

    database_url: str = field(repr=False)
    keys: str = field(repr=False)
    keys_file: Path
    public_url: str
    quick_exit_url: str
    host: str
    port: int
    rasa_url: str
    actions_url: str
    rasa_secret: str = field(repr=False)
    today: date | None
    workers: int
    turn_timeout_seconds: int
    gateway_metrics_port: int
    worker_metrics_port: int
    twilio: TwilioAccount | None = field(repr=False)
    web: WebSettings
    console: ConsoleSettings
    desks: DeskSettings

    @property
    def logs(self) -> Path:
        """Where processes write: beside the database, so that two runs do not mix."""
        return _folder(self.database_url) / "log"

    @property
    def is_one_machine(self) -> bool:
        """Whether nobody else can work on the same data; a PostgreSQL may have several machines."""
        return bool(make_url(self.database_url).get_backend_name() == "sqlite")

    @property
    def ports(self) -> dict[str, tuple[str, int]]:
        """Host and port of each of our processes, by the setting that changes it; 0 is none."""
        return {
            "CALAIM_PORT": (self.host, self.port),
            "CALAIM_CONSOLE_PORT": (self.console.host, self.console.port),
            "CALAIM_RASA_URL": _place(self.rasa_url),
            "CALAIM_ACTIONS_URL": _place(self.actions_url),
            "CALAIM_GATEWAY_METRICS_PORT": ("127.0.0.1", self.gateway_metrics_port),
            "CALAIM_WORKER_METRICS_PORT": ("127.0.0.1", self.worker_metrics_port),
        }


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """
    Read and check all settings.

    Raises:
        SettingsError: One is missing or wrong.
    """
    env = _Environment(environment)
    port = env.number("PORT", 8080, 1, 65535)
    database_url = env.database("DATABASE_URL", f"sqlite:///{VAR / 'calaim.db'}")
    settings = Settings(
        database_url=database_url,
        keys=env.text("KEYS", ""),
        keys_file=Path(env.text("KEYS_FILE", str(_folder(database_url) / "keys"))),
        public_url=env.url("PUBLIC_URL", f"http://localhost:{port}"),
        quick_exit_url=env.url("QUICK_EXIT_URL", "https://www.google.com"),
        host=env.text("HOST", "127.0.0.1"),
        port=port,
        rasa_url=env.url("RASA_URL", "http://127.0.0.1:5005"),
        actions_url=env.url("ACTIONS_URL", "http://127.0.0.1:5055"),
        rasa_secret=env.rasa_secret(),
        today=env.day("TODAY"),
        workers=env.number("WORKERS", 4, 1, 64),
        turn_timeout_seconds=env.number("TURN_TIMEOUT_SECONDS", 15, 1, 300),
        gateway_metrics_port=env.number("GATEWAY_METRICS_PORT", 9464, 0, 65535),
        worker_metrics_port=env.number("WORKER_METRICS_PORT", 9465, 0, 65535),
        twilio=_twilio(env),
        web=read_web_settings(env),
        console=read_console_settings(env),
        desks=read_desk_settings(env),
    )
    _check_ports(settings)
    return settings


def _folder(database_url: str) -> Path:
    """Where an SQLite database is, and what belongs to it; `var/` for any other."""
    url = make_url(database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(url.database).parent if is_file else VAR


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _check_ports(settings: Settings) -> None:
    """Refuse one port for two processes of this machine; the gateway is always of this machine."""
    ports = settings.ports
    if settings.twilio is not None:
        ports["CALAIM_TWILIO_API_BASE_URL"] = _place(settings.twilio.api_base_url)
    taken: dict[int, str] = {}
    for name, (host, port) in ports.items():
        is_here = name in _OURS or host in _HERE or host.startswith("127.")
        if not port or not is_here:
            continue
        if port in taken:
            raise SettingsError(f"{taken[port]} and {name} both name port {port}; choose another.")
        taken[port] = name


def _twilio(env: "_Environment") -> TwilioAccount | None:
    given = {name: env.text(name, "") for name in _TWILIO}
    voice_from = env.text("TWILIO_VOICE_FROM", "")
    missing = [f"CALAIM_{name}" for name, value in given.items() if not value]
    if len(missing) == len(given) and not voice_from:
        return None
    if missing:
        raise SettingsError(f"Twilio needs {' and '.join(missing)} too, or none of its settings.")
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", given["TWILIO_ACCOUNT_SID"]):
        raise SettingsError("CALAIM_TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits.")
    for name, number in (("FROM", given["TWILIO_FROM"]), ("VOICE_FROM", voice_from)):
        if number and not re.fullmatch(r"\+[1-9]\d{6,14}", number):
            raise SettingsError(f"CALAIM_TWILIO_{name} must be a number such as +16505550100.")
    return TwilioAccount(
        account_sid=given["TWILIO_ACCOUNT_SID"],
        auth_token=given["TWILIO_AUTH_TOKEN"],
        from_number=given["TWILIO_FROM"],
        api_base_url=env.url("TWILIO_API_BASE_URL", API),
        secondary_token=env.text("TWILIO_AUTH_TOKEN_SECONDARY", "") or None,
        confirms_stop=env.yes_or_no("TWILIO_CONFIRMS_STOP", "yes"),
        redacts=env.yes_or_no("TWILIO_REDACTS", "no"),
        voice_from=voice_from or None,
    )


class _Environment(Environment):
    def database(self, name: str, default: str) -> str:
        """Read where the data is kept; nothing of it is told, since it may hold a password."""
        try:
            url = make_url(self.text(name, default))
            is_known = _STORES.get(url.get_backend_name()) == url.get_driver_name()
        except (ArgumentError, NoSuchModuleError, ValueError):
            is_known = False
        if not is_known:
            raise SettingsError(
                f"CALAIM_{name} must be such as {default} or postgresql://host/name."
            )
        try:
            url.get_dialect().dbapi()
        except ImportError as error:
            raise SettingsError(f"CALAIM_{name} needs a driver: {error}.") from None
        return _sqlite(name, url) if url.get_backend_name() == "sqlite" else self.text(name, "")

    def day(self, name: str) -> date | None:
        text = self.text(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise SettingsError(f"CALAIM_{name} must be a day such as 2026-11-21.") from None


def _sqlite(name: str, url: URL) -> str:
    """Have a relative path mean the same to all processes; a folder is made in `var/` alone."""
    if not url.database or url.database == ":memory:":
        raise SettingsError(f"CALAIM_{name} must name a file, since several processes share it.")
    path = ROOT / url.database
    if path.parent != VAR and not path.parent.is_dir():
        raise SettingsError(f"the folder {path.parent} of CALAIM_{name} is missing; make it first.")
    return str(url.set(database=str(path)))
