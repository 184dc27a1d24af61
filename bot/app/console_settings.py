"""The settings of the console: where it listens, and how long staff stay signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.app.environment import Environment, SettingsError, check_sealed
from bot.app.oidc_settings import read_oidc_settings
from bot.console.oidc_terms import OidcSettings
from bot.storage.staff_sessions import SessionLimits


@dataclass(frozen=True)
class ConsoleSettings:
    """
    What the console is told.

    Args:
        url: How browsers of staff reach it, without a slash at the end.
        requires_totp: Whether everybody needs a code beside the password.
        oidc: With whom staff sign in by the account they have at work; None where that is off.
        takes_passwords: Whether they may sign in by a password of ours.
    """

    host: str
    port: int
    url: str
    sessions: SessionLimits
    requires_totp: bool
    oidc: OidcSettings | None
    takes_passwords: bool


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
    url = env.url("CONSOLE_URL", f"http://localhost:{port}")
    oidc = read_oidc_settings(env)
    if oidc is not None:
        check_sealed("CONSOLE_URL", url)
    takes_passwords = env.yes_or_no("CONSOLE_PASSWORDS", "yes")
    if oidc is None and not takes_passwords:
        raise SettingsError(
            "CALAIM_CONSOLE_PASSWORDS may be no only with the settings of CALAIM_OIDC_; "
            "nobody could sign in."
        )
    return ConsoleSettings(
        host=env.text("CONSOLE_HOST", "127.0.0.1"),
        port=port,
        url=url,
        sessions=SessionLimits(idle, most),
        requires_totp=totp == "required",
        oidc=oidc,
        takes_passwords=takes_passwords,
    )
