"""What somebody says in Spanish to the offer of a call in Spanish."""

from __future__ import annotations

from bot.conversation.course import HANDOVER
from bot.conversation.languages import IN_SPANISH, writes_spanish
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import (
    AskCall,
    AskPerson,
    AskWhy,
    Farewell,
    NotUnderstood,
    OtherLanguage,
    Repeat,
    Reply,
    SideQuestion,
)
from bot.conversation.screening import Screening
from bot.language.foreign import is_spanish_phrase, spanish_yes_no

LOOSELY = (NotUnderstood, Repeat, SideQuestion, AskWhy, AskPerson)


def in_spanish(
    reply: Reply, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    """
    Their yes or no to the offer; what is neither has it made once more, in Spanish.

    Returns:
        None where no such offer is open, and where one of its options was picked.
    """
    is_offered = question is not None and question.id == HANDOVER and screening.stage == "person"
    if not is_offered or not writes_spanish(screening):
        return None
    said = spanish_yes_no(text)
    if said is not None:
        return AskCall() if said else Farewell()
    is_lost = isinstance(reply, LOOSELY) or is_spanish_phrase(text)
    return OtherLanguage(IN_SPANISH, written=True) if is_lost else None
