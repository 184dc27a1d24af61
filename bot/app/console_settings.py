"""The settings of the console: where it listens, and how long staff stay signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.app.environment import Environment, SettingsError
from bot.storage.staff_sessions import SessionLimits


@dataclass(frozen=True)
class ConsoleSettings:
    """
    What the console is told.

    Args:
        url: How browsers of staff reach it, without a slash at the end.
        requires_totp: Whether everybody needs a code beside the password.
    """

    host: str
    port: int
    url: str
    sessions: SessionLimits
    requires_totp: bool


def read_console_settings(env: Environment) -> ConsoleSettings:
    """
    Read and check them.

    Raises:
        SettingsError: One is wrong.
    """
    port = env.number("CONSOLE_PORT", 8081, 1, 65535)
    idle = timedelta(minutes=env.number("CONSOLE_IDLE_MINUTES", 15, 2, 1440))
    most = timedelta(hours=env.number("CONSOLE_MOST_HOURS", 10, 1, 168))
    totp = env.text("CONSOLE_TOTP", "optional")
    if totp not in ("optional", "required"):
        raise SettingsError("CALAIM_CONSOLE_TOTP must be optional or required.")
    return ConsoleSettings(
        host=env.text("CONSOLE_HOST", "127.0.0.1"),
        port=port,
        url=env.url("CONSOLE_URL", f"http://localhost:{port}"),
        sessions=SessionLimits(idle, most),
        requires_totp=totp == "required",
    )
