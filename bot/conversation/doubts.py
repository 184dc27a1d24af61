"""Two answers that contradict each other: whether, and about which, the person can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.conversation.basis import Basis
from bot.conversation.questions import AskedQuestion, Form, Option
from bot.conversation.screening import Answer, Screening, withdrawn
from bot.conversation.values import value_words
from bot.conversation.voice import Voice

WHICH_IS_RIGHT = "which_is_right"


@dataclass(frozen=True)
class Doubt:
    """The indexes of two answers and the fact on which they differ."""

    earlier: int
    later: int
    fact: str


def doubt(screening: Screening, basis: Basis) -> Doubt | None:
    """
    The contradiction the last message made, where it is easy to ask which one is right.

    Where it is not, the facts keep what opens a door and note the conflict for staff.
    """
    answers = screening.answers
    if not answers or answers[-1].question == WHICH_IS_RIGHT:
        return None
    if not basis.facts(screening).conflicts:
        return None
    found = (_made_by(screening, later, basis) for later in _last_said(answers))
    return next((each for each in found if each is not None), None)


def settled(screening: Screening, basis: Basis, choice: str) -> tuple[int, str] | None:
    """What is withdrawn by saying which answer is right: (index of the other answer, fact)."""
    found = doubt(screening, basis)
    if found is None or choice not in ("first", "second", "yes", "no"):
        return None
    is_first = choice == "first"
    if choice in ("yes", "no"):
        is_first = _form(screening.answers[found.earlier], found.fact) is (choice == "yes")
    return (found.later if is_first else found.earlier, found.fact)


def which_options(screening: Screening, found: Doubt, basis: Basis) -> tuple[Option, ...]:
    """The two answers to choose from; of a yes and a no just these."""
    voice = basis.voice(screening)
    both = tuple(screening.answers[index] for index in (found.earlier, found.later))
    if all(isinstance(_form(answer, found.fact), bool) for answer in both):
        return tuple(Option(v, voice.say(f"conversation.options.{v}")) for v in ("yes", "no"))
    labels = [_label(answer, found.fact, basis, voice) for answer in both]
    return Option("first", labels[0]), Option("second", labels[1])


def which_words(screening: Screening, question: AskedQuestion, basis: Basis) -> str:
    """What is asked where the labels alone do not tell what it is about; else nothing."""
    found = doubt(screening, basis)
    if question.id != WHICH_IS_RIGHT or found is None:
        return ""
    both = (screening.answers[found.earlier], screening.answers[found.later])
    if all(chosen(answer, found.fact, basis) for answer in both):
        return ""
    voice = basis.voice(screening)
    again = voice.say_if_there(f"questions.{found.fact}.again")
    return voice.say("confirm.which", again=again or voice.say(f"questions.{found.fact}.ask"))


def chosen(answer: Answer, fact: str, basis: Basis) -> str | None:
    """The option of an answer that spoke of the fact in words of its own; not a bare yes or no."""
    question = basis.policy.questions.get(answer.question)
    if question is None or question.kind == "yes_no":
        return None
    speaking = (o.value for o in question.options if o.value in answer.values and fact in o.sets)
    return next(speaking, None)


def _last_said(answers: tuple[Answer, ...]) -> Iterator[int]:
    """The answers of the last message: one, or what was told in passing and the answer."""
    last = len(answers) - 1
    yield last
    message = answers[last].message_id
    if last and message and answers[last - 1].message_id == message:
        yield last - 1


def _made_by(screening: Screening, later: int, basis: Basis) -> Doubt | None:
    answers = screening.answers
    before = basis.facts(replace(screening, answers=answers[:later])).conflicts
    after = basis.facts(replace(screening, answers=answers[: later + 1])).conflicts
    gone = withdrawn(answers)
    kinds = basis.policy.facts
    made = ({*after} - {*before}) & answers[later].facts
    for fact in sorted(made, key=lambda fact: (kinds[fact].kind == "yes_no", fact)):
        earlier = [i for i in range(later) if fact in answers[i].facts and (i, fact) not in gone]
        if earlier and _can_ask(answers[earlier[-1]], answers[later], fact, screening, basis):
            return Doubt(earlier[-1], later, fact)
    return None


def _can_ask(first: Answer, second: Answer, fact: str, screening: Screening, basis: Basis) -> bool:
    """
    Whether the two can be told apart in words.

    What was told in passing is set against any answer, but for what is sensitive and for lists:
    there the yes stands, as it does between two answers that are a bare yes and no.
    """
    if all(chosen(answer, fact, basis) for answer in (first, second)):
        return True
    question = basis.policy.questions.get(fact)
    is_told = any(answer.question not in basis.policy.questions for answer in (first, second))
    if not is_told or question is None or question.sensitive:
        return False
    if basis.policy.facts[fact].kind == "set":
        return False
    voice = basis.voice(screening)
    labels = {_label(answer, fact, basis, voice) for answer in (first, second)}
    return len(labels) == 2 and "" not in labels


def _label(answer: Answer, fact: str, basis: Basis, voice: Voice) -> str:
    value = chosen(answer, fact, basis)
    if value is not None:
        return voice.say(f"questions.{answer.question}.options.{value}")
    return value_words(fact, _form(answer, fact), basis, voice)


def _form(answer: Answer, fact: str) -> Form:
    """What an answer says of a fact; of several sayings the last."""
    return next((forms[fact] for forms in reversed(answer.learned) if fact in forms), None)
