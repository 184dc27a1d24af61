"""What a text message of staff costs, for whoever writes it and for canned replies."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.sms_text import GSM_BASIC, GSM_EXTENDED, segments

# Twilio takes no longer body.
LONGEST = 1600


@dataclass(frozen=True)
class Counted:
    """
    A text as the network carries it.

    Args:
        segments: What it costs.
        odd: Characters outside the network's own alphabet; one of them makes a text cost more
            than twice as much.
        left: How many characters more it may have; below 0 it is too long.
    """

    characters: int
    segments: int
    odd: tuple[str, ...]
    left: int


def counted(text: str) -> Counted:
    """Count a text message, with the name before it where there is one (`with_name`)."""
    odd = dict.fromkeys(c for c in text if c not in GSM_BASIC and c not in GSM_EXTENDED)
    return Counted(len(text), segments(text), tuple(odd), LONGEST - len(text))


def with_name(name: str, text: str) -> str:
    """Begin a text message with who writes it."""
    return f"{name}: {text}"
