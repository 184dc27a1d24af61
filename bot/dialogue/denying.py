"""A list denied with something told after it: "none of those i live in my car"."""

from __future__ import annotations

from bot.conversation.questions import NONE, AskedQuestion
from bot.conversation.replies import Volunteered
from bot.conversation.screening import Screening
from bot.conversation.volunteered import hears_facts
from bot.dialogue.hearing import MULTIPLE, hints_in, opens, said_back_words, spotted_in
from bot.dialogue.interviewing import interview
from bot.language.lists import told_after_denial
from bot.language.vocabulary import vocabulary


def told_beside_none(
    text: str, question: AskedQuestion | None, screening: Screening
) -> Volunteered | None:
    """
    A list that is denied, with something told after it: none of it is so but what is told.

    Returns:
        None where the message is no such thing, or tells nothing that opens a door.
    """
    none = question.option(NONE) if question is not None and question.kind == MULTIPLE else None
    rest = told_after_denial(text, vocabulary(screening.language)) if none is not None else ""
    if none is None or not rest or not hears_facts(screening, interview().basis):
        return None
    found = spotted_in(rest, None, screening)
    told = {fact: form for fact, form in found.facts.items() if opens(fact, form)}
    hints = tuple(hint for hint in hints_in(found, rest) if hint.fact not in told)
    if not told and not hints:
        return None
    open_still = {*told, *(hint.fact for hint in hints)}
    denied = {fact: form for fact, form in none.sets.items() if fact not in open_still}
    back = said_back_words(told, found, screening)
    return Volunteered({**denied, **told}, back, found.about, hints=hints)
