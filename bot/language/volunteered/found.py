"""One thing found in a message, before it is settled how it is meant."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.volunteered.spotted import Form


@dataclass(frozen=True)
class Found:
    """
    A fact with the words that say it.

    Args:
        fact, form: What is said.
        start, end: Its words, from the first to after the last.
        sure: Whether it is asserted; else it is only hinted at.
        subject: Who it is said of ("self", "we", "child", "other"), None where nobody is named.
        shared: "we" includes the member, whoever the texter is.
        anyone: It is the member's whoever its words name.
    """

    fact: str
    form: Form
    start: int
    end: int
    sure: bool = True
    subject: str | None = None
    shared: bool = False
    anyone: bool = False
