"""
A message that changes what was said before: another value, another answer, another person.

It is looked for before facts told in passing: "wait, it was 6" gives a number and answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.conversation.correcting import CHANGE, asked_before, was_said
from bot.conversation.questions import AskedQuestion, Form
from bot.conversation.relation import is_same_person
from bot.conversation.replies import (
    Amended,
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
from bot.conversation.screening import WHO, Screening, withdrawn
from bot.conversation.switching import SWITCH, words_for_whom
from bot.dialogue.hearing import opens, said_back_words
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.told import PEOPLE, reader
from bot.language.changes import (
    Correction,
    Turn,
    person_in,
    read_correction,
    read_turn,
    without_denial,
)
from bot.language.reader import read_reply
from bot.language.volunteered import Spotted
from bot.language.volunteered.spotted import Who

CORRECTS = "correct_answer"
"""The act of taking something back, as the language model names it."""

FEW_WORDS = 9
"""In so few words a correction that names nothing is one, and not a story."""

BESIDE_NUMBERS = frozenset(["about", "like", "or", "to", "years", "year", "yrs", "yr", "old"])
"""What may stand beside a number that takes the place of another."""

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
    return bool(_spot(text, None, screening, PEOPLE.get(screening.who or "")).facts)


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
    said = _spot(text, None, screening, None if who == "self" else "self")
    about = said.about
    if about is None or about == who or not said.facts or (asks_age and "age" not in said.facts):
        return None
    if who != "self" and about != "self":
        return None
    return ForWhom(about, "", _opening(said.facts))


def _told_of(who: str, text: str, screening: Screening) -> dict[str, Form]:
    return _opening(_spot(text, None, screening, PEOPLE[who]).facts)


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
    told = _spot(found.rest, None, screening, PEOPLE.get(screening.who or ""))
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
    amended = _amended(found, screening)
    if amended is not None:
        return amended
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
        read = _spot(text, fact, screening, who).facts
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


def _amended(found: Correction, screening: Screening) -> Reply | None:
    """What is left of the message, as an answer to a question before."""
    picks = screening.open == CHANGE and found.bare.isdigit()
    for question in () if picks else _before(found, screening):
        counted = _spot(found.rest, question, screening, PEOPLE.get(screening.who or "")).facts
        is_meant = question != "age" or _is_number(found, screening)
        if question in counted and policy().facts[question].kind == "number" and is_meant:
            return Volunteered(
                {question: counted[question]}, _echo(counted, question, screening), corrects=True
            )
        asked = asked_before(screening, question, interview().basis)
        reply = _read(found.bare, asked, screening)
        is_number = isinstance(reply, (Number, NumberRange)) and _is_number(found, screening)
        is_choice = found.strong and isinstance(reply, Chosen)
        if asked is not None and (is_number or is_choice):
            return Amended(question, reply)
    if found.was and _denies(found, screening):
        return _undone(found, screening)
    return None


def _is_number(found: Correction, screening: Screening) -> bool:
    """Whether only a number is left: "i have 3 kids" is no age, and "1" picks from a list."""
    if found.wrong:
        return True
    words = [word for word in found.bare.split() if word not in BESIDE_NUMBERS]
    open_now = interview().open_question(screening)
    numbered = len(open_now.numbered) if open_now else 0
    is_bare = bool(words) and all(word.isdigit() for word in words)
    return is_bare and all(int(word) > numbered for word in words)


def _echo(told: Mapping[str, Form], fact: str, screening: Screening) -> tuple[str, ...]:
    return said_back_words({fact: told[fact]}, Spotted(), screening)


def _before(found: Correction, screening: Screening) -> Iterator[str]:
    """The questions that may be meant: with the number said to be wrong, the last, a number."""
    gone, numbers = withdrawn(screening.answers), []
    for index in reversed(range(len(screening.answers))):
        for forms in screening.answers[index].learned:
            for fact, form in forms.items():
                if policy().facts[fact].kind == "number" and (index, fact) not in gone:
                    numbers.append((fact, form))
    yield from (fact for fact, form in numbers if isinstance(form, int) and form in found.wrong)
    last = screening.answers[-1].question if screening.answers else None
    if last is not None and last in policy().questions and found.strong and not found.was:
        yield last
    yield from (fact for fact, _ in numbers[:1] if fact in policy().questions)


def _read(text: str, asked: AskedQuestion | None, screening: Screening) -> Reply:
    return read_reply(text, asked, None, screening.language) if asked and text else NotUnderstood()


def _denies(found: Correction, screening: Screening) -> bool:
    """ "i said i have kids but i dont"."""
    yes_or_no = AskedQuestion("", "yes_no", options=())
    said = read_reply(found.rest, replace(yes_or_no), None, screening.language)
    return said == Chosen(("no",)) or found.rest.split()[-1:] in (["dont"], ["not"], ["didnt"])


def _undone(found: Correction, screening: Screening) -> Reply | None:
    """What is taken back by name: a yes, or one thing of several."""
    said = _spot(found.was, None, screening, PEOPLE.get(screening.who or ""))
    facts = {fact: form for fact, form in said.facts.items() if was_said(screening, fact)}
    members = {
        fact: {"excludes": form["includes"]}
        for fact, form in facts.items()
        if isinstance(form, Mapping) and set(form) == {"includes"}
    }
    if members:
        return Volunteered(members, corrects=True)
    yes = next((f for f, form in facts.items() if form is True and f in policy().questions), None)
    return Amended(yes, Chosen(("no",))) if yes is not None else None


def _spot(text: str, fact: str | None, screening: Screening, who: Who | None) -> Spotted:
    """A part of a message read again, as if another question had been asked."""
    return reader().spot(text, fact, screening.today, who)
