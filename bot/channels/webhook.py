"""
Telling a desk's own system by a signed web request, in the form of https://www.standardwebhooks.com

The signature covers id, time of the try and body, so that nobody else can make or change one. The
receiver refuses a time more than five minutes away, and takes an id once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.channels.desk_notice import DeskNotice
from bot.channels.posting import LONGEST_SECONDS, Poster

SECRET_PREFIX = "whsec_"  # nosec B105


@dataclass(frozen=True)
class WebhookTarget:
    """
    Where to send, for all desks; the body names the desk.

    Args:
        secret: The bytes that both sides know.
        tells_summary: Whether what the person told goes with it, health and all.
    """

    url: str
    secret: bytes = field(repr=False)
    tells_summary: bool = False
    longest_seconds: float = LONGEST_SECONDS
    name: str = "webhook"

    def serves(self, desk: str) -> bool:
        """Whether this desk is told by it: each is."""
        return True

    def place(self, desk: str) -> str:
        """See `Target`; what follows the host may be secret."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def send(self, notice: DeskNotice) -> None:
        """See `Target`."""
        body = json.dumps(content_of(notice), separators=(",", ":")).encode()
        at = str(int(time.time()))
        signed = signature(self.secret, notice.key, at, body)
        headers = {"webhook-id": notice.key, "webhook-timestamp": at, "webhook-signature": signed}
        Poster("The webhook", self.longest_seconds).ask("POST", self.url, headers, body)


def signature(secret: bytes, key: str, timestamp: str, body: bytes) -> str:
    """Give the header that says who sent this."""
    signed = f"{key}.{timestamp}.".encode() + body
    made = hmac.new(secret, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def content_of(notice: DeskNotice) -> dict[str, Any]:
    """Give the body as JSON can hold it."""
    case = {
        "code": notice.code,
        "urgency": notice.urgency,
        "desk": notice.desk,
        "status": notice.status,
        "waiting_since": notice.waiting_since.isoformat(),
        "link": notice.link,
    }
    if notice.summary is not None:
        case["summary"] = notice.summary
    kind = f"case.{notice.kind.replace(' ', '_')}"
    return {"type": kind, "timestamp": notice.at.isoformat(), "data": case}
