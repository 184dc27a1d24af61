"""Stopping for a while, coming back, and asking where things are; nothing said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.basis import Basis
from bot.conversation.closing import when_words
from bot.conversation.course import ENDED
from bot.conversation.handover import CASE_MARK, CASE_ROOM, CODE_PLACE
from bot.conversation.languages import writes_spanish
from bot.conversation.questions import UNSURE_MARK, Form
from bot.conversation.screening import ANSWER, Answer, Said, Screening, withdrawn
from bot.conversation.step import VOLUNTEERED, Step
from bot.conversation.values import number_words, value_words
from bot.conversation.voice import Voice
from bot.conversation.wishes import complains_of_waiting

PAUSED, STOPPED, GONE = "paused", "stopped", "gone"
"""An `aside` under which nothing is asked; the question waits until they write again."""

RESUMED, STATUS = "resumed", "status"
"""An `aside` that tells where things are, before the question that is open."""

FAREWELL, THANKED = "farewell", "thanked"
"""An `aside` with which a talk ends in a few words, for all was said before."""

LONG_AWAY = timedelta(hours=4)
"""After so long a mere hello is somebody who comes back."""

COMPLAINT, WHO_CALLS = f"{ANSWER}complaint", f"{ANSWER}faq_who_calls"
"""An `aside` whose answer is another one where staff have called, or are to."""

MOST_RECALLED = 4
LONGEST_VALUE = 44


def pause(screening: Screening, basis: Basis) -> Step:
    """They have to go: all is kept, and nothing is asked until they write again."""
    return Step(replace(screening, aside=PAUSED, attempts=0))


def stop(screening: Screening, basis: Basis) -> Step:
    """They want no more of this: kindly, and with the way back and to a person."""
    return Step(replace(screening, aside=STOPPED, attempts=0))


def leave(screening: Screening, basis: Basis) -> Step:
    """A goodbye amid the questions: a warm word and a number, and nothing is asked."""
    return Step(replace(screening, aside=GONE, attempts=0))


def resume(screening: Screening, basis: Basis) -> Step:
    """Where we were: what was said, in a few words, and the open question."""
    return Step(_at_its_question(screening, RESUMED))


def status(screening: Screening, basis: Basis) -> Step:
    """Where things are: what was sent, what was said, and the open question."""
    return Step(_at_its_question(screening, STATUS))


def still_away(screening: Screening, basis: Basis) -> Step:
    """A thank you or a goodbye from who goes: a word of farewell, and nothing is asked."""
    return Step(replace(screening, page=1))


def farewell(screening: Screening, basis: Basis) -> Step:
    """
    The end of a talk in which all was said: a warm word, and nothing once more.

    Amid the questions for a call, what was told of it has to do, and what happens next is said.
    """
    if screening.stage == "handover":
        complete = replace(screening.handover, complete=True)
        return Step(replace(screening.asks(None, "closed"), handover=complete))
    return Step(replace(screening.asks(None, "closed"), aside=FAREWELL))


def thanked(screening: Screening, basis: Basis) -> Step:
    """The same after a thank you."""
    return Step(replace(screening.asks(None, "closed"), aside=THANKED))


def is_waiting(screening: Screening) -> bool:
    """Whether they went away, and what they write next is no answer yet."""
    return screening.aside in (PAUSED, STOPPED, GONE)


def was_long_away(screening: Screening, at: str) -> bool:
    """Whether the last answer is hours before this moment; False where either is not known."""
    said = [answer.at for answer in screening.answers if answer.at]
    try:
        return bool(said) and _moment(at) - _moment(said[-1]) >= LONG_AWAY
    except (ValueError, TypeError):
        return False


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _at_its_question(screening: Screening, aside: str) -> Screening:
    waiting = screening.asks(None, "closed") if screening.open == ENDED else screening
    return replace(waiting, aside=aside, attempts=0, page=0)


# The words


def break_words(screening: Screening, voice: Voice) -> str:
    """What is said to who goes."""
    if screening.aside in (FAREWELL, THANKED) and writes_spanish(screening):
        return voice.say("languages.spanish.farewell")
    if screening.aside in (FAREWELL, THANKED):
        return voice.say(f"breaks.at_the_end.{screening.aside}")
    if screening.page:
        return voice.say("breaks.farewell")
    return voice.say(f"breaks.{screening.aside}.{screening.channel}")


def back_words(screening: Screening, basis: Basis) -> Iterator[str]:
    """What is told to who comes back or asks where things are, the fullest way first."""
    voice = basis.voice(screening)
    opening = voice.say("breaks.back") if screening.aside == RESUMED else ""
    is_told = screening.aside == STATUS or screening.open is None
    sent = _sent(screening, basis, voice) if is_told else ""
    whom = voice.say("breaks.about") if screening.audience != "self" else ""
    things = list(recalled(screening, basis, voice))
    for count in range(min(len(things), MOST_RECALLED), 0, -1):
        told = voice.say("breaks.told", things="; ".join(things[:count]))
        yield " ".join(part for part in (opening, sent, whom, told) if part)
    yield " ".join(part for part in (opening, sent, whom) if part)
    yield sent or opening


def recalled(screening: Screening, basis: Basis, voice: Voice) -> Iterator[str]:
    """What was said and still counts, a few words each; nothing of what is sensitive."""
    gone = withdrawn(screening.answers)
    for index, answer in enumerate(screening.answers):
        counts = any((index, fact) not in gone for fact in answer.facts)
        values = list(_values(answer, basis, voice)) if counts else []
        yield from (value for value in values if value and len(value) <= LONGEST_VALUE)


def _values(answer: Answer, basis: Basis, voice: Voice) -> Iterator[str]:
    if answer.question != VOLUNTEERED:
        yield _value(answer, basis, voice)
        return
    for fact, form in ((f, form) for forms in answer.learned for f, form in forms.items()):
        question = basis.policy.questions.get(fact)
        if question is None or question.sensitive:
            continue
        if form is True:
            yield voice.say_if_there(f"confirm.names.{fact}")
        elif fact == "age":
            yield _age_words(form, voice)
        elif question.kind == "choice":
            yield value_words(fact, form, basis, voice)


def _value(answer: Answer, basis: Basis, voice: Voice) -> str:
    question = basis.policy.questions.get(answer.question)
    if question is None or question.sensitive:
        return ""
    forms = [form for learned in answer.learned for form in learned.values()]
    if question.id == "age":
        return _age_words(forms[0], voice) if forms else ""
    labels = [
        _standing_alone(voice.say(key), question.id, voice)
        for value in answer.values
        if not value.endswith(UNSURE_MARK)
        if voice.book.has(key := f"questions.{question.id}.options.{value}")
    ]
    labels = [label for label in labels if label]
    if labels:
        more = voice.say("breaks.more", count=len(labels) - 1) if len(labels) > 1 else ""
        return f"{labels[0]} {more}".strip()
    if answer.values == ("yes",):
        return voice.say_if_there(f"confirm.names.{question.id}")
    return ""


def _age_words(form: Form, voice: Voice) -> str:
    """The age; empty where none was told ("declined", a form that is no number)."""
    number = number_words(form, voice)
    return voice.say("breaks.age", number=number) if number else ""


def _standing_alone(label: str, question: str, voice: Voice) -> str:
    """A label as it can be read without its question: "3 or more" needs to say of what."""
    if not label[:1].isdigit():
        return label
    kind = {"stays": "hospital", "ed": "ed"}.get(question.partition("_")[0], "other")
    return voice.say(f"breaks.counts.{kind}", label=label)


def _sent(screening: Screening, basis: Basis, voice: Voice) -> str:
    """What HPSM has of it, as far as can be known here."""
    handover = screening.handover
    if handover.wanted is None:
        is_asking = screening.stage in ("start", "asking") and screening.remaining > 1
        nothing = _marked(voice.say("breaks.status.nothing_sent"))
        left = voice.say("breaks.status.questions_left", count=screening.remaining)
        return f"{nothing} {left}" if is_asking else nothing
    if handover.wanted == "call_me" and not handover.complete:
        told = _marked(voice.say("breaks.status.call_open"), CASE_ROOM)
        return f"{told} {voice.say('breaks.status.more_needed')}"
    when = when_words(screening, basis)
    told = voice.say(f"breaks.status.{handover.wanted}", code=CODE_PLACE, when=when)
    return _marked(told, CASE_ROOM)


def told_of_case(screening: Screening, answer: str, voice: Voice) -> str:
    """The answer, with marks where more can be said of it by who knows of calls and cases."""
    words = str(screening.complaints[-1]["words"]) if screening.complaints else ""
    if screening.aside == COMPLAINT and complains_of_waiting(words, voice):
        return _marked(answer, CASE_ROOM)
    return _marked(answer) if screening.aside == WHO_CALLS else answer


def _marked(told: str, room: int = 0) -> str:
    return f"{CASE_MARK}{told:<{room}}{CASE_MARK}"


def noted(screening: Screening, said: Said) -> Screening:
    """The screening with a complaint, in their words, for staff to read."""
    words = (*screening.complaints, {"words": said.text, "at": said.at})
    return replace(screening, complaints=words)
