"""What to say now: one message for every state a screening can be in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.asking import STUCK, STUCK_AFTER
from bot.conversation.basis import Basis
from bot.conversation.breaks import (
    FAREWELL,
    RESUMED,
    STATUS,
    THANKED,
    back_words,
    break_words,
    is_waiting,
    told_of_case,
)
from bot.conversation.cards import cards
from bot.conversation.closing import closing
from bot.conversation.course import GO_ON, HANDOVER, PROVIDER
from bot.conversation.erasing import ERASE_SURE, ERASED
from bot.conversation.first import BOOKED, HEARD, HELLOS, TAKE_TIME, THEN_SHORT, first_of
from bot.conversation.languages import language_words
from bot.conversation.matters import matter_words
from bot.conversation.opening import (
    handover_question,
    open_question,
    outcome_parts,
    provider_parts,
)
from bot.conversation.outcome import Outcome, outcome_of
from bot.conversation.questions import AskedQuestion
from bot.conversation.resuming import ONLY_AGAIN
from bot.conversation.room import best_fit, fits, together
from bot.conversation.screening import ANSWER, REST, WHO, Screening
from bot.conversation.voice import Voice
from bot.conversation.wishes import wants_no_call
from bot.wording.book import FOR_PROVIDER

TELLS_HOW_FAR = 3
"""After every so many answers the person hears about how many questions are left,"""

FEW_LEFT = 5
"""but only from here on: a long way to go is no encouragement, and the guess is still rough."""


BRIEF = "brief"
"""An `aside` that has the next question put in its shorter way, to leave room before it."""


@dataclass(frozen=True)
class Message:
    """One message to the person; the channel adds the numbered options or the buttons."""

    text: str
    question: dict[str, Any] | None = None
    outcome: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """As it travels to the channel."""
        return {"text": self.text, "question": self.question, "outcome": self.outcome}


@dataclass(frozen=True)
class Utterance:
    """A message before it is written out: its text, the question it holds, the outcome."""

    text: str
    question: AskedQuestion | None
    outcome: dict[str, Any] | None = None

    def message(self) -> Message:
        """The message in plain JSON values."""
        question = self.question.to_json() if self.question else None
        return Message(self.text, question, self.outcome)


def utterance(screening: Screening, basis: Basis) -> Utterance:
    """What to say to a screening as it stands."""
    if screening.aside and screening.aside.startswith(ANSWER):
        return _told_beside(screening, basis)
    if is_waiting(screening) or screening.aside in (FAREWELL, THANKED):
        return Utterance(break_words(screening, basis.voice(screening)), None)
    if screening.aside in (RESUMED, STATUS):
        return _told_back(screening, basis)
    if screening.aside == ONLY_AGAIN:
        return _only_again(screening, basis)
    if screening.stage == ERASED:
        return Utterance(basis.voice(screening).say("conversation.erased.plain"), None)
    if screening.aside == ERASE_SURE:
        text = basis.voice(screening).say("questions.erase_sure.ask")
        return Utterance(text, open_question(screening, basis))
    if screening.stage == "outcome" and screening.attempts == 0 and screening.open == HANDOVER:
        return _outcome(screening, basis)
    question, voice = open_question(screening, basis), basis.voice(screening)
    if question is None or question.id == GO_ON:
        return Utterance(closing(screening, question, basis), question)
    if question.id == PROVIDER:
        parts = provider_parts(screening, basis)
        return Utterance(parts[min(screening.page, len(parts) - 1)], question)
    if screening.stage == "person" and screening.attempts == 0:
        way = "no_call" if wants_no_call(screening) else "text"
        text = language_words(screening, voice) or voice.say(f"outcome.person.{way}")
        return Utterance(together([_first(screening, voice), text]), question)
    own = matter_words(screening, question, basis)
    return Utterance(_question_text(screening, question, voice, own), question)


def _told_beside(screening: Screening, basis: Basis) -> Utterance:
    """
    The answer to something asked beside the questions, then the question that stays open.

    Where both do not go into one text message, the person is told how to see the question again;
    it is still open, and its numbers still count.
    """
    voice = basis.voice(screening)
    answer = told_of_case(screening, side_answer(screening, basis), voice)
    question = open_question(screening, basis)
    if question is None:
        return Utterance(answer, None)
    asked = _asked_after(screening, basis)
    bare = [""] if screening.channel != "sms" else []  # on the page the buttons say enough
    ways = [*asked, voice.say("conversation.which"), *bare]
    text = best_fit([[answer, way] for way in ways], question)
    if fits(text, question):
        return Utterance(text, question)
    if screening.channel != "sms":
        return Utterance(together([answer, asked[-1]]), question)
    return Utterance(together([answer, voice.say("conversation.still_open")]), None)


def _told_back(screening: Screening, basis: Basis) -> Utterance:
    """Where things are, then the open question; what was said gives way to the question."""
    question = open_question(screening, basis)
    told = list(back_words(screening, basis))
    if question is None:
        return Utterance(best_fit([[words] for words in told], None), None)
    asked = _asked_after(screening, basis)[-1]
    text = best_fit([[words, asked] for words in told], question)
    if fits(text, question):
        return Utterance(text, question)
    if screening.aside == RESUMED:
        return Utterance(best_fit([[asked]], question), question)
    if screening.channel != "sms":
        return Utterance(together([told[-1], asked]), question)
    waits = basis.voice(screening).say("conversation.still_open")
    return Utterance(best_fit([[words, waits] for words in told], None), None)


def _only_again(screening: Screening, basis: Basis) -> Utterance:
    """The open question and nothing else; with none open, that they can write any time."""
    question = open_question(screening, basis)
    if question is None:
        return Utterance(basis.voice(screening).say("breaks.any_time"), None)
    return Utterance(
        best_fit([[way] for way in _asked_after(screening, basis)], question), question
    )


def side_answer(screening: Screening, basis: Basis) -> str:
    """The answer to what was asked; a provider may be told something else than a member."""
    voice = basis.voice(screening)
    topic = (screening.aside or "").removeprefix(ANSWER)
    if topic in HEARD:
        return voice.say(f"conversation.{topic}")
    key = f"answers.{topic}"
    to_provider = voice.say_if_there(f"{key}.{FOR_PROVIDER}") if screening.who == PROVIDER else ""
    return to_provider or voice.say(key)


def _asked_after(screening: Screening, basis: Basis) -> list[str]:
    """Ways to put the open question once more, the fullest first."""
    voice, name = basis.voice(screening), screening.open or ""
    if name == PROVIDER:
        return [voice.say("outcome.provider.what_else")]
    if name == HANDOVER:
        return [outcome_of(screening, basis).ask]
    if name == GO_ON:
        return [_again(name, voice)]
    if screening.attempts >= STUCK_AFTER:
        return [voice.say(f"questions.{STUCK}.ask")]
    again = replace(screening, aside="again", page=0, attempts=0)
    return [utterance(again, basis).text, _again(name, voice)]


def _outcome(screening: Screening, basis: Basis) -> Utterance:
    outcome = outcome_of(screening, basis)
    parts = outcome_parts(screening, outcome) if screening.reads else []
    question = handover_question(screening, basis, outcome)
    if screening.reads is None:
        text = _told_first(screening, outcome, question)
    elif screening.page < len(parts):
        text = parts[screening.page]
    else:
        text = outcome.voice.say("outcome.why.end")
    return Utterance(text, question, cards(outcome))


def _told_first(screening: Screening, outcome: Outcome, question: AskedQuestion) -> str:
    """The outcome; where it stands above already, only what has to be said of the call."""
    first = _first(screening, outcome.voice)
    if screening.aside == TAKE_TIME:
        return together([first, outcome.ask])
    if screening.aside == BOOKED:
        return first
    shorter = (_first(screening, outcome.voice, length) for length in ("_short", "_shortest"))
    return best_fit([[outcome.main(question, before)] for before in (first, *shorter)], question)


# Questions


def _question_text(
    screening: Screening, question: AskedQuestion, voice: Voice, own: str = ""
) -> str:
    name = screening.open or ""
    ask, again = own or voice.say(f"questions.{name}.ask"), own or _again(name, voice)
    if question.id == STUCK:
        return voice.say(f"questions.{STUCK}.ask")
    if screening.attempts:
        ways = _help(screening, question, voice)
        return best_fit([[*way, again] for way in ways] + ways, question)
    if screening.aside == "why":
        why = voice.say_if_there(f"questions.{name}.why")
        return best_fit([[why, again], [why]], question)
    if name == WHO and screening.aside is None:
        greeting = "greeting" if screening.round == 1 else "fresh_start"
        return best_fit([[voice.say(f"conversation.{greeting}"), ask]], question)
    if screening.aside == BRIEF:
        return again
    if screening.aside == REST:
        return best_fit([[voice.say("conversation.rest"), again], [again]], question)
    hello = (screening.aside or "").removesuffix(THEN_SHORT)
    if hello in HELLOS:
        return together(
            [voice.say(f"conversation.{hello}"), ask if hello == screening.aside else again]
        )
    first = _first(screening, voice)
    far = "" if own else _how_far(screening, voice)
    ways = [[first, far, ask], [first, ask], [first, again]]
    if not first:
        return best_fit(ways, question)
    short, shortest = (_first(screening, voice, length) for length in ("_short", "_shortest"))
    return best_fit([*ways, [short, again], [shortest, again]], question)


def _first(screening: Screening, voice: Voice, length: str = "") -> str:
    """What must be said before the question; the question is put shorter rather than this."""
    name = first_of(screening)
    key = f"conversation.first.{name}"
    short = key + length if voice.book.has(key + length) else key
    return voice.say(short) if name else ""


def _again(name: str, voice: Voice) -> str:
    shorter = voice.say_if_there(f"questions.{name}.again")
    return shorter or voice.say(f"questions.{name}.ask")


def _help(screening: Screening, question: AskedQuestion, voice: Voice) -> list[list[str]]:
    """
    What helps after an answer that was not understood: the choices, then an example too.

    Returns:
        Ways to say it, the fullest first.
    """
    short = voice.say("conversation.not_understood_short")
    if screening.attempts == 1:
        kind = {"multiple": "_list", "number": "_number", "text": "_text"}.get(question.kind, "")
        return [[voice.say(f"conversation.not_understood{kind}")], [short]]
    example = voice.say_if_there(f"questions.{question.id}.example")
    kind = f"multiple_{screening.channel}" if question.kind == "multiple" else question.kind
    example = example or voice.say(f"conversation.example.{kind}")
    return [[voice.say("conversation.not_understood_twice"), example], [short, example]]


def _how_far(screening: Screening, voice: Voice) -> str:
    answered = len(screening.answers)
    if screening.stage != "asking" or answered % TELLS_HOW_FAR:
        return ""
    if not 1 <= screening.remaining <= FEW_LEFT:
        return ""
    if screening.remaining == 1:
        return voice.say("conversation.about_more.one")
    return voice.say("conversation.about_more.few", count=screening.remaining)
