"""
A message that changes what was said before: another value, another answer, another person.

It is looked for before facts told in passing: "wait, it was 6" gives a number and answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.correcting import CHANGE, was_said
from bot.conversation.questions import AskedQuestion, Form
from bot.conversation.relation import is_same_person
from bot.conversation.replies import (
    Chosen,
    ForWhom,
    GoBack,
    Mistaken,
    NotSure,
    NotUnderstood,
    Number,
    NumberRange,
    Repeat,
    Reply,
    Restart,
    Volunteered,
)
from bot.conversation.screening import WHO, Screening
from bot.conversation.switching import SWITCH, words_for_whom
from bot.dialogue.amending import amended
from bot.dialogue.answering import spot
from bot.dialogue.hearing import opens, said_back_words
from bot.dialogue.interviewing import interview
from bot.dialogue.told import PEOPLE, reader
from bot.language.changes import (
    Correction,
    Turn,
    person_in,
    read_correction,
    read_turn,
    without_denial,
)
from bot.language.volunteered import Spotted

CORRECTS = "correct_answer"
"""The act of taking something back, as the language model names it."""

FEW_WORDS = 9
"""In so few words a correction that names nothing is one, and not a story."""

PLAIN_NO: Mapping[str, Form] = {"pregnancy": "no", "incarceration": "no", "foster_care": "never"}
"""What a plain no means for a fact that takes more than yes and no."""

ANSWERS = (Chosen, Number, NumberRange, NotSure, NotUnderstood)


def change_in(
    reply: Reply, text: str, intent: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    """
    What a message changes; None where it changes nothing.

    Args:
        reply: What else the message was read as; a command stays what it is.
    """
    if screening.open == SWITCH or (question is not None and question.kind == "text"):
        return None
    if not isinstance(reply, (*ANSWERS, Restart, GoBack)):
        return None
    turned = _for_whom(reply, text, question, screening)
    if turned is not None or not isinstance(reply, ANSWERS):
        return turned
    found = read_correction(text, screening.language)
    if "?" in text and not (found and found.wrong):
        return None  # "wait, is the pregnant thing in there?" asks, and takes nothing back
    if found is None and (intent == CORRECTS or screening.open == CHANGE):
        found = Correction(isinstance(reply, NotUnderstood), text, text)
    return _corrected(reply, text, found, question, screening) if found is not None else None


# For whom


def _for_whom(
    reply: Reply, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    if screening.who is None or screening.open == WHO:
        return None
    turn = read_turn(text, screening.language)
    if turn is None:
        return _of_another(reply, text, question, screening)
    if turn.who == screening.who and not _is_other_person(turn, screening):
        # They say once more whom it is for: no more than the question is needed.
        return (
            Repeat() if isinstance(reply, NotUnderstood) and not _tells(text, screening) else None
        )
    forms = _told_of(turn.who, text, screening)
    return ForWhom(turn.who, turn.person, forms, turn.sure)


def _tells(text: str, screening: Screening) -> bool:
    return bool(spot(text, None, screening, PEOPLE.get(screening.who or "")).facts)


def _is_other_person(turn: Turn, screening: Screening) -> bool:
    """Whether it is not the one spoken of: "my other son", or a dad where it was a mom."""
    said = words_for_whom(screening.answers)
    named = screening.relation or person_in(said, screening.language)
    book = interview().basis.voice(screening).book
    if turn.who == "self" or (turn.person and is_same_person(turn.person, named, book)):
        return False
    return turn.another or bool(named and turn.person)


def _of_another(
    reply: Reply, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    """ "i am 15", where a child was screened: perhaps it is for the one who writes now."""
    who = PEOPLE.get(screening.who or "")
    asks_age = question is not None and question.id == "age" and who in ("child", "other")
    is_over = screening.stage in ("outcome", "closed") and who is not None
    if not asks_age and not is_over:
        return None
    said = spot(text, None, screening, None if who == "self" else "self")
    about = said.about
    if about is None or about == who or not said.facts or (asks_age and "age" not in said.facts):
        return None
    if who != "self" and about != "self":
        return None
    return ForWhom(about, "", _opening(said.facts))


def _told_of(who: str, text: str, screening: Screening) -> dict[str, Form]:
    return _opening(spot(text, None, screening, PEOPLE[who]).facts)


def _opening(facts: Mapping[str, Form]) -> dict[str, Form]:
    return {fact: form for fact, form in facts.items() if opens(fact, form)}


# Another value


def _corrected(
    reply: Reply,
    text: str,
    found: Correction,
    question: AskedQuestion | None,
    screening: Screening,
) -> Reply | None:
    is_answer = not isinstance(reply, NotUnderstood)
    if screening.open == CHANGE and is_answer:
        return None
    asked = question.facts if question and (is_answer or question.kind != "multiple") else ()
    told = spot(found.rest, None, screening, PEOPLE.get(screening.who or ""))
    forms = {
        fact: form
        for fact, form in _said_of(told, found.rest, screening)
        if fact not in asked and was_said(screening, fact) and _is_new(fact, form, screening)
    }
    if forms:
        beside = {f: form for f, form in _opening(told.facts).items() if f not in asked}
        forms = {**beside, **forms}
        return Volunteered(forms, said_back_words(forms, told, screening), corrects=True)
    if screening.attempts or (is_answer and not found.strong):
        return None
    meant = amended(found, screening)
    if meant is not None:
        return meant
    if screening.open == CHANGE:
        return None
    names_nothing = found.strong and not is_answer and len(text.split()) <= FEW_WORDS
    return Mistaken() if names_nothing and not told.facts else None


def _said_of(told: Spotted, text: str, screening: Screening) -> Iterator[tuple[str, Form]]:
    """What is told, and what is sure once it is read as an answer to the fact's own question."""
    yield from told.facts.items()
    who = PEOPLE.get(screening.who or "")
    # What it is about is told by phrases alone: they do not guess from a word.
    undenied = reader().phrases.spot(
        without_denial(text, screening.language), None, screening.today, who
    )
    hints = (*told.uncertain, *undenied.uncertain)
    topics = dict.fromkeys((*undenied.facts, *(fact for fact, _, _ in hints)))
    for fact in (fact for fact in topics if fact not in told.facts and was_said(screening, fact)):
        read = spot(text, fact, screening, who).facts
        if fact in read:
            yield fact, read[fact]
        elif fact in undenied.facts and undenied.facts != told.facts:
            yield from _denied(fact, undenied.facts[fact])


def _denied(fact: str, form: Form) -> Iterator[tuple[str, Form]]:
    """What denying a form says of a fact, where that is beyond doubt."""
    if form is True:
        yield fact, False
    elif isinstance(form, Mapping) and set(form) == {"includes"}:
        yield fact, {"excludes": form["includes"]}
    elif fact in PLAIN_NO and form != PLAIN_NO[fact]:
        yield fact, PLAIN_NO[fact]


def _is_new(fact: str, form: Form, screening: Screening) -> bool:
    """Whether it does not go with what was said, or says what was left open."""
    facts = interview().basis.facts(screening)
    if facts.form(fact) in ("not_sure", "declined"):
        return True
    return len(facts.learn({fact: form}).conflicts) > len(facts.conflicts)
