"""
What is answered to somebody in danger whose message cannot be taken, or not yet.

No database is needed for it. The look has threads of its own: all others may be waiting for one.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote_plus

from bot.errors import CalaimError
from bot.gateway.bodies import is_plain
from bot.gateway.errors import ApiError, Helped, TooMany, Unavailable, Unreadable
from bot.gateway.limits import Limits
from bot.gateway.long_texts import CLEAR_AND_NOW, LONGEST_TEXT, cry_in, distress_in
from bot.safety import Danger, help_first, help_line, kind_of_help, look
from bot.worker.helping import language_of

# Whoever is in danger waits for the database no longer than this.
PATIENCE_SECONDS = 2.0
_ESCAPES = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
Found = TypeVar("Found")
Refused = TypeVar("Refused", bound=CalaimError)

log = logging.getLogger("calaim.gateway")


async def with_help(
    error: Refused, content: dict[str, Any], limits: Limits, address: str
) -> Refused | Helped:
    """
    Put the help into the refusal of what speaks of danger; give others back as they are.

    Whoever has no conversation is counted, for each costs a look.

    Args:
        content: What was posted; of a body that could not be read, what is in the error is looked
            at instead.
    """
    if isinstance(error, Helped):
        return error
    if isinstance(error, Unreadable) or (isinstance(error, ApiError) and error.status == 401):
        try:
            limits.take("address_messages", address)
        except TooMany:
            return error
    text = _words_in(error.body) if isinstance(error, Unreadable) else _said(content)
    return await asyncio.to_thread(_helped, error, text)


async def or_help(doing: Awaitable[Found], content: dict[str, Any]) -> Found:
    """
    Do it, however long it takes; but tell whoever is in danger soon where help is.

    It goes on meanwhile: a repeat with the same id then finds it done.

    Raises:
        Helped: The content speaks of danger, and it is not done yet.
    """
    task = asyncio.ensure_future(doing)
    await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    if not task.done():
        answer = await asyncio.to_thread(_helped, Unavailable(), _said(content))
        if isinstance(answer, Helped) and not task.done():
            task.add_done_callback(_settle)
            raise answer
    return await task


def _settle(task: asyncio.Future[Any]) -> None:
    """Look at how something ended that nobody waits for any more."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("not_stored", extra={"error": str(error)})


def _helped(error: Refused, text: str) -> Refused | Helped:
    danger = _danger_in(text)
    if danger is None:
        return error
    refusal = error if isinstance(error, ApiError) else Unavailable()
    if refusal is not error:
        log.error("not_stored", extra={"error": str(error)})
    language = language_of(danger, "en", text)
    if danger.tier == CLEAR_AND_NOW or refusal.status == 401:
        return Helped(help_first(kind_of_help(danger.kind, text), language), refusal)
    return Helped(f"{help_line(language)} {refusal}", refusal)


def _danger_in(text: str) -> Danger | None:
    """Look at a text as if it could be taken; signs that no person writes may stand in it."""
    found: list[Danger] = []
    for gap in ("", " "):
        clean = "".join(c if is_plain(c) else gap for c in text)
        if len(clean) <= LONGEST_TEXT:
            danger = look(clean, None)
        else:
            cry = cry_in(clean)
            danger = cry[0] if cry else distress_in(clean)
        found += [danger] if danger else []
        if clean == text:
            break
    return min(found, key=lambda danger: danger.tier, default=None)


def _said(content: dict[str, Any]) -> str:
    """What somebody wrote, also where it stands in the wrong place; values are one word."""
    return " ".join(_strings(content))


def _strings(content: dict[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and (name == "text" or " " in each):
                yield each


def _words_in(body: bytes) -> str:
    """Give what may be words in a body that is no JSON and no form in UTF-8."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return _ESCAPES.sub(" ", unquote_plus(text, errors="replace"))
    return _said(content) if isinstance(content, dict) else text
