"""
Reading `CALAIM_` variables, each by its name without that prefix; light enough for every process.

A secret may stand in a file instead (`CALAIM_NAME_FILE`), so that it is in no process's
environment and in no deployment file. No sentence from here repeats what was read.
"""

import ipaddress
import os
import re
import socket
import stat
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.errors import CalaimError

SECRETS = (
    "DATABASE_URL", "RASA_SECRET", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY",
    "SMTP_PASSWORD", "DESK_WEBHOOK_URL", "DESK_WEBHOOK_SECRET", "CHATWOOT_INBOX",
    "OIDC_CLIENT_SECRET",
)  # fmt: skip
"""What may be in a file; whoever adds a secret adds it here. Keys are, unless set (`Settings`)."""

SHORTEST_SECRET = 16
LOOPBACK = "127.0.0.1"
HERE = ("localhost", LOOPBACK, "::1")
LARGEST_SECRET_FILE = 65536

_SHARED = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
_PRIVATE = tuple(ipaddress.ip_network(network) for network in _SHARED)


class SettingsError(CalaimError):
    """A setting is missing or wrong; the message is the sentence to show."""


class Environment:
    """The variables of one process."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """
        Args:
            environment: Names, with `CALAIM_`, and values.
        """
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        """
        A value without blanks around it, or the default where it is not set.

        Raises:
            SettingsError: It is a secret in a file that cannot be used.
        """
        value = self._environment.get(f"CALAIM_{name}", "").strip()
        file = self._environment.get(f"CALAIM_{name}_FILE", "").strip() if name in SECRETS else ""
        if not file:
            return value or default
        if value:
            raise SettingsError(f"CALAIM_{name} and CALAIM_{name}_FILE are both set; keep one.")
        return secret_in(Path(file), f"CALAIM_{name}_FILE")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within limits, both of which are allowed."""
        text = self.text(name, str(default))
        is_number = text.isdecimal() and len(text) <= len(str(most))
        if not is_number or not least <= int(text) <= most:
            raise SettingsError(f"CALAIM_{name} must be a whole number from {least} to {most}.")
        return int(text)

    def yes_or_no(self, name: str, default: str) -> bool:
        """A setting that is "yes" or "no"."""
        text = self.text(name, default).lower()
        if text not in ("yes", "no"):
            raise SettingsError(f"CALAIM_{name} must be yes or no.")
        return text == "yes"

    def url(self, name: str, default: str) -> str:
        """An address without a slash at its end."""
        text = self.text(name, default).rstrip("/")
        parts = _split(text)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(f"CALAIM_{name} must be an address such as {default}.")
        if parts.query or parts.fragment or any(c.isspace() for c in text):
            raise SettingsError(f"CALAIM_{name} must be an address such as {default}.")
        return text

    def rasa_secret(self) -> str:
        """What worker, Rasa and action server share; empty where it is not set."""
        secret = self.text("RASA_SECRET", "")
        if secret and len(secret) < SHORTEST_SECRET:
            raise SettingsError(
                f"CALAIM_RASA_SECRET must have at least {SHORTEST_SECRET} characters; "
                "`openssl rand -hex 32` makes one."
            )
        if not re.fullmatch(r"[ -~]*", secret):
            raise SettingsError("CALAIM_RASA_SECRET must be of letters, digits and signs in ASCII.")
        return secret

    def needed_rasa_secret(self) -> str:
        """The same for a process that does not start without."""
        secret = self.rasa_secret()
        if not secret:
            raise SettingsError(
                "set CALAIM_RASA_SECRET, the secret shared by worker, Rasa and action server."
            )
        return secret

    def inner_host(self, name: str) -> str:
        """
        Where a process listens that must never face the internet: loopback or a private network.

        Raises:
            SettingsError: It is a public address, all addresses at once, or none of any machine.
        """
        host = self.text(name, LOOPBACK)
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise SettingsError(f"CALAIM_{name} is no address that this machine knows.") from None
        if not all(_is_inner(str(place[4][0])) for place in found):
            raise SettingsError(
                f"CALAIM_{name} must be loopback or an address of a private network; "
                "on any other, or on all at once, strangers could knock."
            )
        return host


def check_sealed(name: str, url: str) -> None:
    """
    Refuse an address on the way to which others could read what is sent.

    Raises:
        SettingsError: It is neither under https nor on this machine.
    """
    if not re.fullmatch(r"[!-~]+", url) or not _is_sealed(url):
        raise SettingsError(
            f"CALAIM_{name} must begin with https://, or with http:// on this machine alone."
        )


def _is_sealed(url: str) -> bool:
    parts = _split(url)
    if parts is None or not parts.hostname or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)


def _is_inner(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_loopback or any(ip in network for network in _PRIVATE)


def secret_in(file: Path, setting: str) -> str:
    """What a file holds, without blanks around it; the file is named only by its setting."""
    try:
        with file.open("rb") as stream:
            is_open = bool(os.fstat(stream.fileno()).st_mode & stat.S_IROTH)
            secret = stream.read(LARGEST_SECRET_FILE).decode().strip()
    except (OSError, ValueError):
        raise SettingsError(f"the file that {setting} names cannot be read.") from None
    if not secret:
        raise SettingsError(f"the file that {setting} names is empty.")
    if is_open:
        _warn_once(f"every user of this machine can read the file of {setting}; chmod 600.")
    return secret


@cache
def _warn_once(warning: str) -> None:
    """Warn once a process: the keys are read again every few seconds."""
    print(f"calaim: {warning}", file=sys.stderr, flush=True)


def _split(text: str) -> SplitResult | None:
    """Split an address; None where it has no sense or a port that cannot be."""
    try:
        parts = urlsplit(text)
        return None if parts.port == 0 else parts
    except ValueError:
        return None
