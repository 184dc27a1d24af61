"""What is answered to somebody in danger whose message cannot be taken as it is."""

from __future__ import annotations

from typing import Any

from bot.gateway.bodies import LONGEST_TEXT
from bot.gateway.errors import ApiError, TooMany
from bot.gateway.limits import Limits
from bot.safety import help_first, kind_of_help, look
from bot.worker.helping import language_of

# The chat page shows the message of an error with this code as it is.
HELP = "help"


def with_help(error: ApiError, content: dict[str, Any], limits: Limits, address: str) -> ApiError:
    """
    Put the help into the refusal of a text that speaks of danger; give others back as they are.

    Nothing is stored: nobody knows whose text it is. Each is counted, for it costs a look.
    """
    text = content.get("text")
    if error.status != 401 or not isinstance(text, str):
        return error
    try:
        limits.take("address_messages", address)
    except TooMany:
        return error
    text = text[:LONGEST_TEXT]
    danger = look(text, None)
    if danger is None:
        return error
    help_now = help_first(kind_of_help(danger.kind, text), language_of(danger, "en"))
    return ApiError(401, HELP, help_now)


def cut_to_the_cry(content: dict[str, Any]) -> dict[str, Any]:
    """Give a text that is too long as much of it as speaks of danger; others as they are."""
    text = content.get("text")
    if not isinstance(text, str) or len(text) <= LONGEST_TEXT:
        return content
    ends = (text[:LONGEST_TEXT], text[-LONGEST_TEXT:])
    return next(({**content, "text": end} for end in ends if look(end, None)), content)
