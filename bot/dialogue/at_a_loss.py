"""
"I don't know what to do": a cry, and no "not sure" to our question; so is "get me a person".

What else the message tells is read without it, for nobody says such a thing and their whole story
in order to have the story passed over.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from re import Pattern

from bot.conversation.doubts import WHICH_IS_RIGHT
from bot.conversation.handover import CASE_OPEN
from bot.conversation.interview import Interview
from bot.conversation.questions import NOT_SURE, AskedQuestion
from bot.conversation.replies import (
    AskCall,
    AskPerson,
    Complain,
    Declined,
    NotSure,
    NotUnderstood,
    Reply,
    SideQuestion,
    Status,
    Volunteered,
)
from bot.conversation.screening import WHO, Said, Screening
from bot.conversation.wishes import says_no_call_came
from bot.dialogue.call_offered import waits
from bot.dialogue.hearing import with_facts
from bot.dialogue.interviewing import interview, wording
from bot.language.plain import plain
from bot.language.volunteered import Spotted

BAFFLED, WHO_CALLS = "baffled", "faq_who_calls"
"""What is answered to whoever does not follow us, and to who asks who called."""

STORY_WORDS = 7
"""In fewer words a "not sure" tells nothing besides."""

IN_DOUBT = frozenset({"if", "whether", "maybe", "think"})
"""What makes a "not sure" one about the very things it names."""

FEWEST_LEFT = 3
"""With fewer words besides it is all that the message says."""


def without_cry(text: str, language: str) -> str:
    """The message without such words; as it is where it says little besides."""
    rest = " ".join(_cries(language).sub(" ", text).split()).strip(" ,;.-")
    return rest if len(rest.split()) >= FEWEST_LEFT else text


def is_baffled(text: str, language: str) -> bool:
    """Say whether a message only says that they do not follow us: no "not sure" to any answer."""
    said = (
        plain(text).replace("do not", "dont").removeprefix("sorry ").replace("idk ", "i dont know ")
    )
    return said.removeprefix("but ") in _phrases("baffled", language)


def said_plainly(text: str, screening: Screening, case: str) -> Reply | None:
    """
    What a whole message plainly says: that they do not follow, what has become of their case,
    who called about it, or that nobody did.

    Args:
        case: As `TurnRequest` has it; who has none may mean something else.
    """
    if is_baffled(text, screening.language):
        return SideQuestion(BAFFLED)
    wished = screening.handover.wanted is not None
    if not (case == CASE_OPEN or screening.settled or wished):
        return None
    if waits(text, screening.language):
        return Status()
    if says_no_call_came(text, interview().basis.voice(screening)):
        return Status() if "?" in text else Complain()
    leads, words = _phrases("case_leads", screening.language), plain(text).split()
    while words and words[0] in leads:
        words = words[1:]
    if " ".join(words) in _phrases("asks_who_called", screening.language):
        return SideQuestion(WHO_CALLS)
    asked = _phrases("asks_for_case", screening.language)
    return Status() if " ".join(words) in asked else None


@lru_cache(maxsize=8)
def _phrases(name: str, language: str) -> frozenset[str]:
    return frozenset(wording().book(language).say(f"understood.{name}").split(", "))


@lru_cache(maxsize=4)
def _cries(language: str) -> Pattern[str]:
    """`at_a_loss` of the wording, with any mark within a word: "don't" as well as "dont"."""
    phrases = wording().book(language).say("understood.at_a_loss").split(", ")
    spelled = (
        r"\s+".join(r"['\u2019]?".join(map(re.escape, word)) for word in phrase.split())
        for phrase in sorted(phrases, key=len, reverse=True)
    )
    return re.compile(rf"(?:\b(?:and|but|so)\s+)?\b(?:{'|'.join(spelled)})\b", re.IGNORECASE)


def story_beside(
    reply: NotSure | Declined,
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    read: Spotted | None,
) -> Reply:
    """
    A "not sure" within a story: the story is kept; the reply alone where there is none.

    For whom it is, is said by the story, or asked again.

    Args:
        read: What the pipeline has read in just this text; None to read it here.
    """
    words = plain(text).split()
    if len(words) < STORY_WORDS or IN_DOUBT & set(words):
        return reply
    told = with_facts(NotUnderstood(), text, question, screening, read)
    if not isinstance(told, Volunteered) or {*map(str, told.forms.values())} <= {NOT_SURE}:
        return reply
    own = question.facts if question else ()
    is_own = screening.open == WHO or not told.forms.keys().isdisjoint(own)
    return told if is_own else replace(told, answer=reply)


def with_story(
    interview: Interview,
    screening: Screening,
    reply: Reply,
    said: Said,
    question: AskedQuestion | None,
) -> Screening:
    """
    The screening with what is told beside a wish for a person: nobody should have to say it again.

    What is of somebody else, or speaks against what was said before, is left to the person.
    """
    is_long = len(plain(said.text).split()) >= STORY_WORDS
    if not is_long or not isinstance(reply, (AskPerson, AskCall)):
        return screening
    told = with_facts(NotUnderstood(), said.text, question, screening)
    if not isinstance(told, Volunteered) or not told.forms or told.corrects:
        return screening
    if screening.who and told.about not in (None, screening.who):
        return screening
    kept = replace(told, about=None, answer=None, hints=())
    after = interview.take(screening, kept, said).screening
    return screening if after.open == WHICH_IS_RIGHT else after
