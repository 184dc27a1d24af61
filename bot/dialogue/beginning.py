"""The first message, where it is more than a hello: what it tells and asks is taken up."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.interview import Interview, Taken
from bot.conversation.replies import NotUnderstood, Volunteered
from bot.conversation.screening import Said, Screening
from bot.dialogue.hearing import spotted_in, with_facts
from bot.dialogue.side_questions import GENERAL, Beside
from bot.language.changes import relation_in
from bot.language.volunteered import Spotted


def first_heard(
    interview: Interview,
    begun: Screening,
    said: Said,
    beside: Beside | None,
    read: Spotted | None,
) -> Taken:
    """
    The screening after its first message; for whom it is, is asked in any case.

    Args:
        beside: What the message asks; only what has an answer of its own is answered here.
        read: What the pipeline has read in it; None to read it here.
    """
    read = read or spotted_in(said.text, None, begun)
    told = with_facts(NotUnderstood(), said.text, None, begun, read)
    speaks_of_them = read.about in ("child", "other")
    relation = relation_in(said.text, None, speaks_of_them, begun.language)
    topic = beside.topic if beside and beside.topic not in GENERAL else ""
    reply = replace(told, about=None) if isinstance(told, Volunteered) else None
    said = replace(said, relation=relation)
    return interview.first(replace(begun, relation=relation), reply, said, topic)
