"""
What a message does to the talk itself: pause, go on, end, complain, ask for another language.

What it answers or tells comes first, for "yes but i gotta go" is an answer too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.conversation.breaks import is_waiting, was_long_away
from bot.conversation.languages import IN_SPANISH, writes_spanish
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import (
    Acknowledged,
    AskCall,
    AskWhy,
    Chosen,
    Complain,
    Declined,
    NoComplaint,
    NotSure,
    NotUnderstood,
    OtherLanguage,
    Pause,
    Repeat,
    Reply,
    Resume,
    SideQuestion,
    Status,
    StillAway,
    Stop,
    Volunteered,
)
from bot.conversation.screening import Screening
from bot.conversation.wishes import takes_complaint_back
from bot.dialogue.call_details import keeps
from bot.dialogue.call_offered import hurries, without_farewell
from bot.dialogue.calling_in import (
    call_in,
    courtesy_at_the_end,
    screening_goes_on,
    speaks_for_them,
)
from bot.dialogue.hearing import with_facts
from bot.dialogue.interviewing import interview
from bot.dialogue.spanish import in_english, in_spanish, spanish_after
from bot.dialogue.told import PEOPLE, reader
from bot.language.asides import OTHER_LANGUAGE
from bot.language.foreign import (
    is_lost_in_english,
    is_spanish_phrase,
    language_named,
    language_written,
)
from bot.language.plain import plain

ACTS: Mapping[str, Callable[[], Reply]] = {
    "pause": Pause,
    "resume": Resume,
    "status": Status,
    "stop": Stop,
    "complaint": Complain,
}
IN_WORDS: Mapping[str, Callable[[], Reply]] = {"asks_status": Status, "ends": Stop}
"""Phrases of bot/wording that say it."""

AWAY = (Pause, Stop)
WHEN_CALLED = "faq_when_call"
STATUS = "status"

FEW_WORDS = 8
"""In so few words nothing else is told beside a complaint or a question how things are."""

READ_LOOSELY = (NotUnderstood, Repeat, AskWhy, NotSure, Declined, SideQuestion)
"""What a message may have been read as that is rather one of these acts."""

ACKNOWLEDGED = frozenset(
    ["ok", "okay", "k", "kk", "alright", "cool", "great", "good", "perfect", "sure", "bye", "later"]
) | frozenset(["ttyl", "thanks", "thank", "you", "thx", "ty"])
"""Words of somebody who has just said that they go."""

AT_THE_END = ACKNOWLEDGED | {
    *("no", "nope", "nah", "thats", "all", "it", "im", "is", "fine", "so", "much", "very", "got"),
    *("u", "appreciate", "god", "bless", "nice", "awesome", "yep", "np", "everything", "for"),
}
"""Words of somebody who has no more to say."""

FIRM = frozenset(["yes", "yeah", "yep", "no", "nope", "none"])
"""What begins an answer for sure."""

ENGLISH = frozenset(["english", "in", "please", "is", "fine", "ok"])
"""Somebody who wants what they have already."""

LANGUAGE_QUESTION = "call_language"
SWITCHES = "switch_language"
STARTS = "start_screening"
GREETS = "greet"

DECISION_TIME = "faq_decision_time"
"""What is answered to who wants it soon."""
MERE_OK = frozenset(
    ["ok", "okay", "k", "kk", "alright", "sure", "fine", "yes", "yeah", "yep", "si"]
)
"""Words that take up what was said, and answer nothing that asks for other words."""


def act_in(
    reply: Reply,
    acts: Sequence[str],
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    at: str,
) -> Reply | None:
    """
    What the message does to the talk; None where it is taken as it was read.

    Args:
        reply: What it was read as.
        acts: All that it does, the intent first.
        at: When it came, in ISO form.
    """
    if plain(text) == STATUS:  # which is nobody's name, and no language
        return Status()
    if question is not None:
        acts = without_farewell(acts, text, screening.language)
    first = _first_of_all(reply, acts, text, question, screening)
    if first is not None:
        return first
    if question is not None and question.kind == "text" and not isinstance(reply, READ_LOOSELY):
        return None
    other = _other_language(reply, acts, text, question)
    if other is not None:
        return other
    if isinstance(reply, Repeat) and was_long_away(screening, at):
        return Resume()
    if question is None and acts[0] == STARTS and isinstance(reply, Repeat):
        return NotUnderstood()  # all was said: what they would like now is asked
    return _act_of(reply, acts, text, screening)


def _act_of(reply: Reply, acts: Sequence[str], text: str, screening: Screening) -> Reply | None:
    """What the first act does, where the message is no answer."""
    act = ACTS.get(acts[0]) or _in_words(text, screening)
    if WHEN_CALLED in acts:  # with no call asked for, how it would be; else how it stands
        act = Status if screening.handover.wanted else None
    if act is None or _is_answer(reply, text):
        return None
    taken_back = takes_complaint_back(text, interview().basis.voice(screening))
    is_asked = act is Complain and ("?" in text or taken_back)
    is_read = not isinstance(reply, READ_LOOSELY) and act not in AWAY
    return None if is_asked or is_read else act()


def _first_of_all(
    reply: Reply,
    acts: Sequence[str],
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
) -> Reply | None:
    """A call that is wanted, then coming back, then a yes or no to a call, then a farewell."""
    said = _beside_all(reply, text, question, screening)
    if said is not None:
        return said
    wish = in_spanish(reply, text, question, screening)
    wish = wish or call_in(reply, acts, text, question, screening)
    if isinstance(wish, AskCall):
        return wish
    back = _back(reply, acts, text) if is_waiting(screening) else None
    is_courteous = set(plain(text).split()) <= AT_THE_END
    ending = courtesy_at_the_end(reply, acts, question, is_courteous)
    return back or wish or ending or _mere_ok(reply, text, question)


def _beside_all(
    reply: Reply, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    """What goes before all else: Spanish once a call is booked, a complaint taken back, ..."""
    spanish = in_english(text, question, screening) or spanish_after(reply, text, screening)
    if spanish is not None:
        return spanish
    if screening.complaints and takes_complaint_back(text, interview().basis.voice(screening)):
        return NoComplaint()
    if screening.stage == "asking" and _complains(text, screening):
        return Complain()
    if is_lost_in_english(text) and not writes_spanish(screening):
        return SideQuestion(OTHER_LANGUAGE)
    amid = question is not None and screening_goes_on(question)
    if amid and hurries(text, screening.language):
        return SideQuestion(DECISION_TIME)
    return speaks_for_them(reply, text, question, screening.language)


def _mere_ok(reply: Reply, text: str, question: AskedQuestion | None) -> Reply | None:
    """An "ok" where a name, a date or a language was asked for."""
    if question is None or (question.kind != "text" and question.id != LANGUAGE_QUESTION):
        return None
    is_ok = isinstance(reply, (NotUnderstood, Repeat)) and set(plain(text).split()) <= MERE_OK
    return Acknowledged() if is_ok and text.strip() else None


def _in_words(text: str, screening: Screening) -> Callable[[], Reply] | None:
    """What a message says in so many words, whatever the language model takes it for."""
    voice, said = interview().basis.voice(screening), f" {plain(text)} "
    for name, act in IN_WORDS.items():
        if any(f" {phrase} " in said for phrase in voice.say(f"understood.{name}").split(", ")):
            return act
    return None


def _complains(text: str, screening: Screening) -> bool:
    """Whether a message complains of the questions and tells nothing besides."""
    voice, said = interview().basis.voice(screening), f" {plain(text)} "
    left = said
    for phrase in voice.say("understood.complains").split(", "):
        left = left.replace(f" {phrase} ", "  ")
    beside = voice.say("understood.complains_beside").split(", ")
    return left != said and set(left.split()) <= set(beside)


def without_guesses(
    reply: Reply,
    acts: Sequence[str],
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
) -> Reply:
    """
    The reply without facts, where the message is about the talk itself and not long.

    "gotta go" tells nothing of a home, and "nobody calls me back" nothing of being alone. In a
    longer message those facts are kept that a phrase tells.
    """
    if not isinstance(reply, Volunteered) or (acts[0] not in ACTS and acts[0] != SWITCHES):
        return reply
    if ACTS.get(acts[0]) in AWAY or len(text.split()) <= FEW_WORDS:
        return reply.answer or NotUnderstood()
    who, fact = PEOPLE.get(screening.who or ""), question.id if question else None
    said = reader().phrases.spot(text, fact, screening.today, who)
    return with_facts(reply.answer or NotUnderstood(), text, question, screening, said)


def goes_after(reply: Reply, acts: Sequence[str]) -> bool:
    """Whether a message with an answer also says that they go."""
    return "pause" in acts and not keeps(reply) and not isinstance(reply, READ_LOOSELY)


def _is_answer(reply: Reply, text: str) -> bool:
    """Whether a message that says they go, or no more, is an answer beyond doubt all the same."""
    if isinstance(reply, READ_LOOSELY):
        return False
    if not isinstance(reply, Chosen):
        return True
    first = plain(text).partition(" ")[0]
    return first in FIRM or first.isdigit()


def _back(reply: Reply, acts: Sequence[str], text: str) -> Reply | None:
    """What somebody says who had gone: a courtesy, or that they are here again."""
    words = plain(text).split()
    if words and set(words) <= ACKNOWLEDGED:
        return StillAway()
    if acts and acts[0] in ("thanks", "goodbye") and isinstance(reply, READ_LOOSELY):
        return StillAway()
    is_bare = reply in (Chosen(("yes",)), Chosen(("no",)))
    return Resume() if is_bare or isinstance(reply, (Repeat, NotUnderstood)) else None


def _is_rather_foreign(reply: Reply, question: AskedQuestion | None) -> bool:
    """Whether one option was found in a message of another language: "quiero que me llamen"."""
    is_choice = question is not None and question.kind == "choice"
    return is_choice and isinstance(reply, Chosen)


def _other_language(
    reply: Reply, acts: Sequence[str], text: str, question: AskedQuestion | None
) -> Reply | None:
    if question is not None and question.id == LANGUAGE_QUESTION:
        return None
    words = set(plain(text).split())
    if words and words <= ENGLISH:
        return Repeat() if isinstance(reply, SideQuestion) else None
    is_loose = isinstance(reply, READ_LOOSELY)
    written = language_written(text)
    if is_spanish_phrase(text):
        return OtherLanguage(IN_SPANISH, written=True)
    is_loose = is_loose or (bool(written) and _is_rather_foreign(reply, question))
    is_asked = reply == SideQuestion(OTHER_LANGUAGE) or (is_loose and acts[0] == SWITCHES)
    if is_asked or (is_loose and written and not isinstance(reply, SideQuestion)):
        return OtherLanguage(language_named(text) or written, bool(written))
    return None
