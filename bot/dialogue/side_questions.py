"""Questions a person asks beside the screening: every topic that bot/wording has an answer to."""

from __future__ import annotations

from functools import lru_cache

from bot.dialogue.interviewing import wording
from bot.wording.book import FALLBACK_LANGUAGE, FOR_PROVIDER

ANSWERS = "answers"


@lru_cache(maxsize=1)
def side_questions() -> frozenset[str]:
    """The topics; each has the name of the intent with which it is asked."""
    names = wording().book(FALLBACK_LANGUAGE).under(ANSWERS)
    return frozenset(name for name in names if not name.endswith(f".{FOR_PROVIDER}"))
