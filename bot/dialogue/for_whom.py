"""Whom it is for, said with a word that only points ("me", "for him"), or said once more."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import Chosen, ForWhom, NotUnderstood, Repeat, Reply
from bot.conversation.screening import WHO, Screening
from bot.language.changes import kind_of, whom_again


def pointed_to(
    reply: Reply, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    """
    What the message says of whom it is for; None where it says something else.

    Args:
        reply: What it was read as; only what nothing else has understood is looked at.
    """
    if not isinstance(reply, NotUnderstood) or question is None or question.kind == "text":
        return None
    whom = whom_again(text, screening.language)
    if whom is None:
        return None
    if screening.open == WHO:
        kind = kind_of(screening.relation, screening.language) or "other"
        return Chosen(("self" if whom == "self" else kind,))
    if whom == "self":
        # "me" alone may be an answer about somebody else: "who could help her?"
        return Repeat() if screening.who == "self" else None
    if screening.who in ("child", "other"):
        return Repeat()
    is_said = " for " in f" {text.lower()} " and screening.who == "self"
    return ForWhom("other") if is_said else None


def with_own_word(screening: Screening) -> Screening:
    """The screening without a word for somebody whom it turned out not to be for."""
    kind = kind_of(screening.relation, screening.language)
    if screening.who is None or not screening.relation or kind in (None, screening.who):
        return screening
    return replace(screening, relation="")
