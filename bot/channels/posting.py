"""
Asking a server that the operator named, so that none of its moods holds us up.

No redirect is followed: what is signed for one address is not for another. An answer is read to a
limit only, and all of it together has an end, however slowly its bytes drip.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from bot.channels.desk_notice import NoticeFailed

CONNECT_SECONDS = 5.0
LONGEST_SECONDS = 20.0
LARGEST_ANSWER = 1_000_000


@dataclass(frozen=True)
class Answer:
    """What a server said; `content` is what it said in JSON, None where it did not."""

    status: int
    content: Any


@dataclass(frozen=True)
class Poster:
    """
    Asks one server.

    Args:
        whom: What staff call it, at the beginning of a sentence ("The webhook").
        longest_seconds: When an answer that is not complete counts as none.
    """

    whom: str
    longest_seconds: float = LONGEST_SECONDS

    def ask(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """
        Ask once and give the answer, which is a good one.

        Raises:
            NoticeFailed: There is no answer, or it says no.
        """
        try:
            work = self._ask(method, url, headers or {}, body)
            answer = asyncio.run(asyncio.wait_for(work, self.longest_seconds))
        except (asyncio.TimeoutError, httpx.TimeoutException) as error:
            raise NoticeFailed(f"{self.whom} does not answer in time.") from error
        except httpx.ConnectError as error:
            raise NoticeFailed(self._unreachable(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NoticeFailed(f"{self.whom} broke off.") from error
        if answer.status // 100 != 2:
            raise NoticeFailed(self._refusal(answer.status))
        return answer

    async def _ask(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        limits = httpx.Timeout(self.longest_seconds, connect=CONNECT_SECONDS)
        async with httpx.AsyncClient(verify=_trusted(), timeout=limits) as client:
            headers = {"Content-Type": "application/json", **headers}
            async with client.stream(method, url, content=body, headers=headers) as answer:
                read = bytearray()
                async for part in answer.aiter_bytes():
                    read += part
                    if len(read) > LARGEST_ANSWER:
                        return Answer(answer.status_code, None)
                return Answer(answer.status_code, _json(bytes(read)))

    def _unreachable(self, error: httpx.ConnectError) -> str:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return f"{self.whom} has a certificate that is not trusted."
        return f"{self.whom} cannot be reached."

    def _refusal(self, status: int) -> str:
        if 300 <= status < 400:
            return f"{self.whom} leads to another address ({status}), which is not followed."
        if status in (401, 403):
            return f"{self.whom} does not accept our key ({status})."
        if status in (404, 410):
            return f"{self.whom} is not at this address ({status})."
        if status in (400, 422):
            return f"{self.whom} does not take what was sent ({status})."
        return f"{self.whom} answered with an error ({status})."


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


@cache
def _trusted() -> ssl.SSLContext:
    """Whom this machine trusts; SSL_CERT_FILE adds an authority of one's own."""
    return ssl.create_default_context()
