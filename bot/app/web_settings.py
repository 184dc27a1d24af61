"""The settings of what faces the internet: how long a chat lasts, who is believed, who frames."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from bot.app.environment import Environment, SettingsError
from bot.gateway.addresses import LOOPBACK, Network, read_networks
from bot.gateway.origins import origin_of
from bot.gateway.sessions import SessionAges


@dataclass(frozen=True)
class WebSettings:
    """
    What the gateway is told beside where it listens.

    Args:
        ages: How long a chat can be gone on with.
        trusted_proxies: Whose `X-Forwarded-For` is believed, loopback's always.
        embed_origins: Sites that may show the chat page in a frame.
        limits_times: What every limit of `bot/gateway/limits.yaml` is multiplied by.
    """

    ages: SessionAges
    trusted_proxies: tuple[Network, ...]
    embed_origins: tuple[str, ...]
    limits_times: int


def read_web_settings(env: Environment) -> WebSettings:
    """
    Read and check them.

    Raises:
        SettingsError: One is wrong.
    """
    idle = timedelta(days=env.number("WEB_IDLE_DAYS", 7, 1, 365))
    most = timedelta(days=env.number("WEB_MOST_DAYS", 30, 1, 365))
    return WebSettings(
        ages=SessionAges(idle, most),
        trusted_proxies=(*LOOPBACK, *_networks(env, "TRUSTED_PROXIES")),
        embed_origins=_origins(env, "EMBED_ORIGINS"),
        limits_times=env.number("LIMITS_TIMES", 1, 1, 10_000),
    )


def _networks(env: Environment, name: str) -> tuple[Network, ...]:
    try:
        return read_networks(env.text(name, ""))
    except ValueError:
        example = "10.0.0.5, 10.1.0.0/16"
        raise SettingsError(
            f"CALAIM_{name} must be addresses or networks such as {example}."
        ) from None


def _origins(env: Environment, name: str) -> tuple[str, ...]:
    given = tuple(part.strip() for part in env.text(name, "").lower().split(",") if part.strip())
    if not all(map(_is_site, given)):
        example = "https://www.hpsm.org"
        raise SettingsError(f"CALAIM_{name} must be sites such as {example}, without a path.")
    return given


def _is_site(text: str) -> bool:
    """Whether it is the origin of one site under https, or of this machine for trials."""
    if not re.fullmatch(r"(https://[a-z0-9.\[\]:-]+|http://(localhost|127\.0\.0\.1):\d+)", text):
        return False
    try:
        return bool(urlsplit(text).hostname) and origin_of(text) == text
    except ValueError:
        return False
