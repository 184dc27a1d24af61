"""A cry for help anywhere in a text that is longer than a message may be."""

from __future__ import annotations

from collections.abc import Iterator

from bot.safety import Danger, look

LONGEST_TEXT = 1_600
CLEAR_AND_NOW = 1
# Characters, so that each part is about as long as the messages that people write.
WINDOW = 400
AROUND_THE_CRY = 160


def cry_in(text: str) -> tuple[Danger, str] | None:
    """Give danger that is clear and now, with the words that tell of it; None where none does."""
    for window in windows(text, WINDOW):
        danger = _clear(window)
        if danger is not None:
            near = (part for part in windows(window, AROUND_THE_CRY) if _clear(part))
            return danger, next(near, window)
    return None


def distress_in(text: str) -> Danger | None:
    """
    Give what somebody says outright of danger that is past, or another's.

    Of many parts the classifier would take one for danger now and then, whatever they are about.
    """
    found = (look(window, None) for window in windows(text, WINDOW))
    return next((danger for danger in found if danger and danger.why != "classifier"), None)


def windows(text: str, size: int) -> Iterator[str]:
    """Give parts of about this many characters, each half over the one before, in whole words."""
    start = 0
    while start < len(text):
        yield text[start : _word_end(text, start + size)]
        if start + size >= len(text):
            return
        start = _word_end(text, start + size // 2)


def _word_end(text: str, at: int) -> int:
    """Give the next end of a word; a run of letters without one is cut."""
    ends = (n for n in range(at, min(len(text), at + 40)) if text[n].isspace())
    return min(next(ends, at), len(text))


def _clear(text: str) -> Danger | None:
    danger = look(text, None)
    return danger if danger is not None and danger.tier == CLEAR_AND_NOW else None
