"""From a message as Rasa understood it to the next state of the screening: one step, no Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.conversation.course import PROVIDER
from bot.conversation.interview import Interview
from bot.conversation.questions import NOT_SURE, SKIP, AskedQuestion
from bot.conversation.replies import (
    AskCall,
    AskWhy,
    Chosen,
    Declined,
    NotSure,
    NotUnderstood,
    OtherLanguage,
    Pause,
    Repeat,
    Reply,
    SideQuestion,
    Text,
    Volunteered,
)
from bot.conversation.screening import WHO, Said, Screening
from bot.dialogue.acting import act_in, goes_after, without_guesses
from bot.dialogue.at_a_loss import said_plainly, story_beside, with_story, without_cry
from bot.dialogue.beginning import first_heard, person_at_once
from bot.dialogue.call_details import details_in, keeps
from bot.dialogue.calling_in import act_across, answers_too, person_first
from bot.dialogue.changing import change_in
from bot.dialogue.denying import told_beside_none
from bot.dialogue.distress import hard_told, with_kind_word
from bot.dialogue.for_whom import pointed_to, with_own_word
from bot.dialogue.guarding import guarded
from bot.dialogue.hearing import with_facts
from bot.dialogue.putting import put_question, saved_screening
from bot.dialogue.side_questions import NOTHING_BELIEVED, Beside, asked_beside
from bot.dialogue.spanish import is_greeted_wrongly
from bot.dialogue.told import from_entities
from bot.language.changes import relation_in
from bot.language.foreign import language_written
from bot.language.reader import read_reply
from bot.language.volunteered import Spotted

ANSWERS = (NotSure, Declined, NotUnderstood)
"""What a message without a question may be read as, though it can only be meant for one."""

GREETINGS = ("greet", "start_screening")
"""Acts of a message that may tell all the rest too: "hi im pregnant can you help"."""

TELLS, NO_STORY = "inform", ("not_sure", "help", NOTHING_BELIEVED)
"""What a story is, and what a cry within it may have it taken for."""

COURTESIES, COURTESY_WORDS, LONG_WHY = ("thanks", "goodbye"), 6, 6
"""Acts of few words; a longer message with a "why" in it may tell something too."""

BELIEVED = 0.5
"""Confidence from which on a message is taken to do a second thing too."""


@dataclass(frozen=True)
class Heard:
    """
    A message as Rasa hands it to an action.

    Args:
        acts: All that the message does, the intent first; empty where only that is known.
        crossed: Whether it was written before the open question had been put: then it is no
            answer to it, and the question is said again.
        by_phone: Whether staff gave it for the person, by telephone with them.
        act: "again" or "onward" where nobody wrote, but the question is to be put; else empty.
        case: As `TurnRequest` has it; else empty.
        spotted: What the pipeline has read in the text; None where it has not.
    """

    text: str
    intent: str
    choice: tuple[str, ...] | None
    message_id: str
    channel: str
    today: str
    at: str
    crossed: bool = False
    by_phone: bool = False
    act: str = ""
    case: str = ""
    acts: tuple[str, ...] = ()
    spotted: Spotted | None = None

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Heard:
        """
        Read the message; what a shell or test leaves out gets a default.

        Args:
            message: `tracker.latest_message`.
        """
        about = message.get("metadata") or {}
        choice = about.get("choice")
        return cls(
            text=message.get("text") or "",
            intent=str((message.get("intent") or {}).get("name")),
            choice=None if choice is None else tuple(choice),
            message_id=message.get("message_id") or "",
            channel=about.get("channel") or "web",
            today=about.get("today") or date.today().isoformat(),
            at=about.get("at") or "",
            crossed=about.get("crossed") is True,
            by_phone=about.get("by_phone") is True,
            act=about.get("act") or "",
            case=about.get("case") or "",
            acts=tuple(
                str(act["name"])
                for act in message.get("intent_ranking") or ()
                if act.get("confidence", 0.0) >= BELIEVED
            ),
            spotted=from_entities(message.get("entities") or ()),
        )


@dataclass(frozen=True)
class Step:
    """What a message led to: the screening after it, and what to remark before the question."""

    screening: Screening
    remarks: tuple[str, ...] = ()


def take_step(interview: Interview, saved: Mapping[str, Any] | None, heard: Heard) -> Step:
    """
    Let the screening take a message.

    Args:
        saved: The screening as JSON; None where it has not begun, and then it begins.
    Returns:
        The screening after the message; a side question is answered by its next words.
    """
    if heard.act:
        return Step(put_question(interview, saved, heard.act, heard.today, heard.channel))
    if saved is None:
        return _begun(interview, heard)
    screening = saved_screening(saved, heard.today, heard.crossed, heard.case)
    if heard.choice is None and is_greeted_wrongly(heard.text, screening):
        return _begun(interview, heard)
    question = None if heard.crossed else interview.open_question(screening)
    acts = heard.acts or (heard.intent,)
    reply, beside = _replied(heard, acts, question, screening)
    act, said = _act(reply, acts, heard, question, screening), _said(heard, screening)
    before, read = screening, reply
    if answers_too(reply, act, question):
        screening = interview.take(screening, reply, replace(said, text="")).screening
    if act is not None:
        asked = reply.topic if isinstance(act, AskCall) and isinstance(reply, SideQuestion) else ""
        reply, beside = act, Beside(asked, "", asks=True) if asked else None
    screening = with_story(interview, screening, reply, said, question)
    taken = interview.take(screening, reply, said)
    if heard.choice is None:
        hard = hard_told(heard.text, read, act, before, taken.screening)
        if hard is not None:
            return Step(interview.take(before, SideQuestion(hard), said).screening)
    if act is None and heard.choice is None and goes_after(reply, acts):
        taken = interview.take(taken.screening, Pause(), Said())
    if beside and (beside.asks or isinstance(reply, Volunteered)):
        taken = interview.beside(before, taken, beside.topic)
    if heard.choice is None:
        taken = with_kind_word(heard.text, taken, before.open, interview.basis)
    return Step(with_own_word(taken.screening), taken.remarks)


def _replied(
    heard: Heard, acts: tuple[str, ...], question: AskedQuestion | None, screening: Screening
) -> tuple[Reply, Beside | None]:
    """What a message says to us, and what it asks of us besides."""
    if heard.choice is None:
        details = details_in(heard.text, question, screening)
        if whole := details or said_plainly(heard.text, screening, heard.case):
            return whole, None
    heard = _at_a_loss(heard, screening.language)
    beside = _beside(heard, question, screening.language)
    told = _told(heard, beside)
    is_none = beside is not None and not beside.told
    reply = NotUnderstood() if is_none else _read(told, question, screening)
    if beside and isinstance(reply, NotUnderstood):
        reply, beside = SideQuestion(beside.topic), None
    if heard.crossed and isinstance(reply, ANSWERS):
        reply = Repeat()
    if heard.choice is None:
        reply = without_guesses(reply, acts, told.text, question, screening)
    return reply, beside


def _at_a_loss(heard: Heard, language: str) -> Heard:
    """The message without an "i don't know what to do": what it tells is read for itself."""
    rest = without_cry(heard.text, language) if heard.choice is None else heard.text
    if rest == heard.text:
        return heard
    acts = tuple(act for act in heard.acts if act not in NO_STORY)
    intent = TELLS if heard.intent in NO_STORY else heard.intent
    return replace(heard, text=rest, intent=intent, acts=acts or (TELLS,), spotted=None)


def _told(heard: Heard, beside: Beside | None) -> Heard:
    """What is left of a message without the question that it asks of us."""
    if beside is None or beside.told == heard.text:
        return heard
    return replace(heard, text=beside.told, spotted=None)


def _read(heard: Heard, question: AskedQuestion | None, screening: Screening) -> Reply:
    """What a message says to us: an answer, a change, facts in passing."""
    reply = reply_to(question, heard, screening.language)
    if heard.choice is not None or reply == Chosen((PROVIDER,)):
        return reply  # What a provider tells is of patients.
    pointed = pointed_to(reply, heard.text, question, screening)
    if pointed is not None:
        return pointed
    beside_none = told_beside_none(heard.text, question, screening)
    if beside_none is not None:
        return beside_none
    if isinstance(reply, Repeat) and heard.intent in GREETINGS:
        greeting = with_facts(NotUnderstood(), heard.text, question, screening, heard.spotted)
        return greeting if isinstance(greeting, Volunteered) else reply
    reply = guarded(reply, heard.text, question, screening, heard.spotted)
    if isinstance(reply, Volunteered):
        return reply
    if isinstance(reply, AskWhy) and len(heard.text.split()) >= LONG_WHY:
        told = with_facts(NotUnderstood(), heard.text, question, screening, heard.spotted)
        return told if isinstance(told, Volunteered) and told.forms else reply
    changed = change_in(reply, heard.text, heard.intent, question, screening)
    if changed is not None:
        return changed
    if isinstance(reply, (NotSure, Declined)):
        return story_beside(reply, heard.text, question, screening, heard.spotted)
    return with_facts(reply, heard.text, question, screening, heard.spotted)


def _beside(heard: Heard, question: AskedQuestion | None, language: str) -> Beside | None:
    if heard.choice is not None or not heard.text:
        return None
    # A courtesy is answered only where it is beyond doubt: "i take care of her" is no goodbye.
    intent = NOTHING_BELIEVED if heard.intent in COURTESIES else heard.intent
    is_short = len(heard.text.split()) <= COURTESY_WORDS
    acts = heard.acts or (heard.intent if is_short else intent,)
    beside = asked_beside(acts, heard.text, question, language)
    is_courteous = beside is not None and beside.topic in COURTESIES and question is not None
    is_name = is_courteous and isinstance(reply_to(question, heard, language), Text)
    return None if is_name else beside  # "maria thanks"


def _act(
    reply: Reply,
    acts: tuple[str, ...],
    heard: Heard,
    question: AskedQuestion | None,
    screening: Screening,
) -> Reply | None:
    if heard.choice is not None or not heard.text or keeps(reply):
        return None
    if heard.crossed:
        return act_across(heard.text, acts, screening)
    return act_in(reply, acts, heard.text, question, screening, heard.at)


def _begun(interview: Interview, heard: Heard) -> Step:
    """A new screening: what the first message tells is kept, and the greeting comes first."""
    day = date.fromisoformat(heard.today)
    begun = interview.begin(day, channel=heard.channel)
    written = language_written(heard.text, is_first=True)
    if written:
        offered = interview.take(begun, OtherLanguage(written, written=True), Said())
        return Step(offered.screening)
    said = Said(heard.text, heard.message_id, heard.at, by_phone=heard.by_phone)
    beside = _beside(heard, None, begun.language)
    taken = first_heard(interview, begun, said, beside, heard.spotted)
    wish = person_first(heard.text, heard.acts or (heard.intent,), begun.language)
    if wish is not None:
        taken = person_at_once(interview, taken, wish, said)
    taken = with_kind_word(heard.text, taken, None, interview.basis)
    return Step(taken.screening, taken.remarks)


def _said(heard: Heard, screening: Screening) -> Said:
    """The message, with the word for the member where it says one."""
    is_asked = screening.who is None or screening.open == WHO
    relation = relation_in(heard.text, screening.who, is_asked, screening.language)
    return Said(heard.text, heard.message_id, heard.at, relation, heard.by_phone)


def reply_to(question: AskedQuestion | None, heard: Heard, language: str) -> Reply:
    """The message as a typed reply; a mere hello has the question said again."""
    if heard.choice is not None:
        plainly: dict[tuple[str, ...], Reply] = {(NOT_SURE,): NotSure(), (SKIP,): Declined()}
        return plainly.get(heard.choice, Chosen(heard.choice))
    return read_reply(heard.text, question, heard.intent, language) if heard.text else Repeat()
