"""What somebody says in Spanish to the offer of a call in Spanish."""

from __future__ import annotations

from bot.conversation.course import ENDED, GO_ON, HANDOVER
from bot.conversation.languages import IN_ENGLISH, IN_SPANISH, writes_spanish
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
    Thanked,
)
from bot.conversation.screening import Screening
from bot.conversation.wishes import call_is_booked
from bot.language.foreign import (
    asks_in_spanish,
    has_spanish,
    is_english,
    is_spanish_phrase,
    language_written,
    spanish_yes_no,
    wants_english,
)
from bot.language.plain import plain

THANKS = frozenset(["ok", "gracias", "muchas", "mil", "muy", "amable", "adios", "bueno", "si"])
SPANISH = OtherLanguage(IN_SPANISH, written=True)
ENGLISH = OtherLanguage(IN_ENGLISH)
LANGUAGE_QUESTION = "call_language"
LOOSELY = (NotUnderstood, Repeat, SideQuestion, AskWhy, AskPerson)


def spanish_after(reply: Reply, text: str, screening: Screening) -> Reply | None:
    """
    What is said in Spanish once a call is booked, which is answered in Spanish.

    Who wrote Spanish before may do so in a word or two.
    """
    if screening.open not in (None, ENDED, GO_ON) or not call_is_booked(screening):
        return None
    is_known = writes_spanish(screening)
    is_short = is_known and has_spanish(text)
    if not is_short and language_written(text) != IN_SPANISH:
        return None if not is_known or not isinstance(reply, NotUnderstood) else SPANISH
    if set(plain(text).split()) <= THANKS:
        return Thanked() if is_known else None
    return OtherLanguage(IN_SPANISH, written=True, asks=asks_in_spanish(text))


def in_english(
    text: str, question: AskedQuestion | None, screening: Screening
) -> OtherLanguage | Repeat | None:
    """
    English again, for who wants it or knows no Spanish.

    Returns:
        None where it says no such thing, and where a language is what was asked for.
    """
    is_asked = question is not None and (
        question.kind == "text" or question.id == LANGUAGE_QUESTION
    )
    if is_asked or not wants_english(text):
        return None
    return ENGLISH if screening.handover.language == IN_SPANISH else Repeat()


def is_greeted_wrongly(text: str, screening: Screening) -> bool:
    """Whether Spanish was offered at the first message, and the next one is in English."""
    is_offered = screening.stage == "person" and writes_spanish(screening)
    is_new = not screening.answers and screening.round == 1 and screening.handover.wanted is None
    return is_offered and is_new and is_english(text) and not wants_english(text)


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
