"""The settings of how desks are told of cases: e-mail, webhook, Chatwoot; each off without its."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from bot.app.environment import HERE, Environment, SettingsError, check_sealed
from bot.channels.chatwoot import ChatwootTarget
from bot.channels.desk_notice import Target
from bot.channels.email import PLAIN, STARTTLS, TLS, EmailTarget
from bot.channels.webhook import SECRET_PREFIX, WebhookTarget
from bot.handoff.case_life import DESKS

_PORTS = {STARTTLS: 587, TLS: 465, PLAIN: 25}
# What the standard asks for, in bytes.
_SHORTEST, _LONGEST = 24, 64
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class DeskSettings:
    """
    How desks are told.

    Args:
        targets: The ways that are set.
    """

    targets: tuple[Target, ...] = field(repr=False)

    @property
    def untold(self) -> tuple[str, ...]:
        """The desks that no way tells of their cases."""
        is_told = {desk for desk in DESKS for target in self.targets if target.serves(desk)}
        return tuple(desk for desk in DESKS if desk not in is_told)


def read_desk_settings(env: Environment) -> DeskSettings:
    """
    Read and check them.

    Raises:
        SettingsError: One is wrong, or one is missing beside another.
    """
    found = (_email(env), _webhook(env), _chatwoot(env))
    return DeskSettings(tuple(target for target in found if target is not None))


def _email(env: Environment) -> EmailTarget | None:
    names = {desk: f"DESK_EMAIL_{desk.upper()}" for desk in DESKS}
    addresses = {desk: _address(env, name) for desk, name in names.items() if env.text(name, "")}
    host, sender = env.text("SMTP_HOST", ""), env.text("SMTP_FROM", "")
    if not host and not addresses:
        return None
    if not (host and sender and addresses):
        some = " or ".join(f"CALAIM_{name}" for name in names.values())
        raise SettingsError(f"e-mail needs CALAIM_SMTP_HOST, CALAIM_SMTP_FROM and {some}.")
    security = env.text("SMTP_SECURITY", STARTTLS).lower()
    if security not in _PORTS:
        raise SettingsError(f"CALAIM_SMTP_SECURITY must be {', '.join(_PORTS)}.")
    if security == PLAIN and host not in HERE:
        raise SettingsError("CALAIM_SMTP_SECURITY may be none only for a server on this machine.")
    user, password = env.text("SMTP_USER", ""), env.text("SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise SettingsError("set both CALAIM_SMTP_USER and CALAIM_SMTP_PASSWORD, or neither.")
    return EmailTarget(
        host=host,
        port=env.number("SMTP_PORT", _PORTS[security], 1, 65535),
        security=security,
        user=user,
        password=password,
        sender=_address(env, "SMTP_FROM"),
        addresses=addresses,
    )


def _address(env: Environment, name: str) -> str:
    address = env.text(name, "")
    if not _ADDRESS.fullmatch(address):
        raise SettingsError(f"CALAIM_{name} must be one address such as desk@example.org.")
    return address


def _webhook(env: Environment) -> WebhookTarget | None:
    url, secret = env.text("DESK_WEBHOOK_URL", ""), env.text("DESK_WEBHOOK_SECRET", "")
    if not url and not secret:
        return None
    if not (url and secret):
        raise SettingsError("a webhook needs CALAIM_DESK_WEBHOOK_URL and _SECRET, both.")
    tells = env.yes_or_no("DESK_WEBHOOK_SUMMARY", "no")
    check_sealed("DESK_WEBHOOK_URL", url)
    return WebhookTarget(url, _secret(secret), tells_summary=tells)


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:  # also what is not ASCII
        secret = b""
    if not text.startswith(SECRET_PREFIX) or not _SHORTEST <= len(secret) <= _LONGEST:
        raise SettingsError(
            f"CALAIM_DESK_WEBHOOK_SECRET must be {SECRET_PREFIX} and {_SHORTEST} to {_LONGEST} "
            "bytes in base64; `openssl rand -base64 32` makes them."
        )
    return secret


def _chatwoot(env: Environment) -> ChatwootTarget | None:
    url, inbox = env.text("CHATWOOT_URL", ""), env.text("CHATWOOT_INBOX", "")
    if not url and not inbox:
        return None
    if not (url and inbox):
        raise SettingsError("Chatwoot needs CALAIM_CHATWOOT_URL and CALAIM_CHATWOOT_INBOX, both.")
    url = env.url("CHATWOOT_URL", "https://chatwoot.example.org")
    check_sealed("CHATWOOT_URL", url)
    return ChatwootTarget(url, inbox)
