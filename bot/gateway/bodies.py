"""Reading and checking what a web client posts, before anything is done with it."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request

from bot.gateway.errors import ApiError, Unreadable
from bot.gateway.long_texts import LONGEST_TEXT, cry_in
from bot.gateway.services import services_of

LARGEST_BODY = 16_384
# A slow telephone sends that much in a few seconds.
LONGEST_READING_SECONDS = 10.0
# Most bodies are there with their heads; one that is not after this is counted among the slow ones.
PROMPT_SECONDS = 1.0
MOST_CHOICES = 100
LONGEST_VALUE = 100
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_LANGUAGES = ("en",)


@dataclass(frozen=True)
class PostedText:
    """
    A typed message.

    Args:
        id: The client's own, so that a repeat is recognized.
        to: The message whose question was on the screen; it answers no other.
    """

    id: str
    text: str
    to: int | None = None


@dataclass(frozen=True)
class PostedChoice:
    """Options chosen for the question of message `to`."""

    id: str
    values: tuple[str, ...]
    to: int


async def read_body(request: Request) -> bytes:
    """
    Read the body, giving up as soon as it is too large, or takes too long.

    Raises:
        ApiError: 408 or 413; 400 where it broke off; 503 where it is slow and too many others are.
    """
    reading = asyncio.ensure_future(_whole_body(request))
    try:
        await asyncio.wait({reading}, timeout=PROMPT_SECONDS)
        if not reading.done():
            with services_of(request).limits.sending_slowly():
                await asyncio.wait({reading}, timeout=LONGEST_READING_SECONDS - PROMPT_SECONDS)
        if not reading.done():
            raise ApiError(408, "too_slow", "The request did not end in time.")
        return reading.result()
    except ClientDisconnect:
        raise ApiError(400, "broken_off", "The request broke off.") from None
    finally:
        reading.cancel()


async def _whole_body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            expected = f"A request may have at most {LARGEST_BODY} bytes."
            raise Unreadable(413, "too_large", expected, body[:LARGEST_BODY])
    return body


async def read_json(request: Request) -> dict[str, Any]:
    """
    Read a JSON object; an empty body is an empty object.

    Raises:
        ApiError: 400, 413 or 415.
    """
    body = await read_body(request)
    if not body:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Unreadable(415, "not_json", "Send the body as application/json.", body)
    try:
        content = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unreadable(400, "bad_json", "The body is not JSON in UTF-8.", body) from None
    if not isinstance(content, dict):
        raise Unreadable(400, "bad_json", "The body must be a JSON object.", body)
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def language_of(content: dict[str, Any]) -> str:
    """Read the language wished for; English until another is written."""
    language = content.get("language", "en")
    if not isinstance(language, str):
        raise ApiError(400, "bad_language", '"language" must be a text such as "en".')
    return language if language in _LANGUAGES else "en"


def code_of(content: dict[str, Any]) -> str:
    """Read the code that leads to a conversation on another device."""
    code = content["code"]
    if not isinstance(code, str):
        raise ApiError(400, "bad_code", '"code" must be a text such as "1234-5678".')
    return code


def posted(content: dict[str, Any]) -> PostedText | PostedChoice:
    """
    Read one posted message.

    Raises:
        ApiError: 400, naming the field and what was expected of it.
    """
    identity = content.get("id")
    if not isinstance(identity, str) or not _ID.fullmatch(identity):
        expected = "1 to 64 letters, digits, points, colons, dashes or underscores"
        raise ApiError(400, "bad_id", f'"id" must be {expected}.')
    if ("text" in content) == ("choice" in content):
        raise ApiError(400, "bad_message", 'Send either "text" or "choice" with "to".')
    if "text" in content:
        to = _seq(content["to"]) if "to" in content else None
        return PostedText(identity, _text(content["text"]), to)
    return PostedChoice(identity, _values(content["choice"]), _seq(content.get("to")))


def _text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ApiError(400, "empty", '"text" must be a text that is not empty.')
    # A cry for help is kept whole: a name and a number may stand far from it.
    if len(text) > LONGEST_TEXT and not cry_in(text):
        raise ApiError(400, "too_long", f"A message may have at most {LONGEST_TEXT} characters.")
    if not is_plain(text):
        raise ApiError(400, "not_text", "The message holds characters that are not text.")
    return text


def is_plain(text: str) -> bool:
    """Say whether a text holds only what a person can write: no control codes, no half pairs."""
    return not any(
        (ord(c) < 32 and c not in "\n\r\t") or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF
        for c in text
    )


def _values(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or len(values) > MOST_CHOICES:
        raise ApiError(400, "bad_choice", '"choice" must be a list of option values.')
    if not all(isinstance(v, str) and len(v) <= LONGEST_VALUE and is_plain(v) for v in values):
        raise ApiError(400, "bad_choice", '"choice" must hold option values, which are texts.')
    return tuple(dict.fromkeys(values))


def _seq(to: Any) -> int:
    # To JSON 3.0 is a whole number too.
    to = int(to) if isinstance(to, float) and to.is_integer() else to
    if not isinstance(to, int) or isinstance(to, bool) or not 1 <= to < 2**31:
        raise ApiError(400, "bad_to", '"to" must be the seq of the message with the question.')
    return to
