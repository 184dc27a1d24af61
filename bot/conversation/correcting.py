"""An answer taken back: by naming what is right, or by choosing it from what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.conversation.asking import policy_question
from bot.conversation.basis import Basis
from bot.conversation.calling import CALL_QUESTIONS, empty
from bot.conversation.confirming import CONFIRM
from bot.conversation.course import onward
from bot.conversation.hanging import CHANGED, hanging
from bot.conversation.learning import Learned, learn
from bot.conversation.questions import NONE, AskedQuestion, Form, Forms, Option
from bot.conversation.replies import Amended, Declined, NotSure, Reply
from bot.conversation.room import fits
from bot.conversation.screening import Answer, Said, Screening, withdrawn
from bot.conversation.step import VOLUNTEERED, Remark, Step, answered, is_no, one_of
from bot.conversation.values import number_words, value_words
from bot.conversation.voice import Voice

CHANGE = "change_which"
MOST_SHOWN = 4
LONGEST_LINE = 46


# Naming what is right


def corrected(screening: Screening, forms: Forms, said: Said, basis: Basis) -> Screening:
    """The screening with these facts as they are told now; what hung on the old ones is dropped."""
    forms = {fact: _whole_set(screening, fact, form, basis) for fact, form in forms.items()}
    return _replaced(screening, VOLUNTEERED, Learned((), (forms,)), said, basis)


def was_said(screening: Screening, fact: str) -> bool:
    """Whether an answer that still counts says something of the fact."""
    gone = withdrawn(screening.answers)
    return any(
        fact in answer.facts and (index, fact) not in gone
        for index, answer in enumerate(screening.answers)
    )


def asked_before(screening: Screening, question: str, basis: Basis) -> AskedQuestion | None:
    """A question about facts as it would be put with nothing known of its facts."""
    known = basis.policy.questions.get(question)
    if known is None:
        return None
    kept = tuple(a for a in screening.answers if not a.facts & set(known.facts))
    facts = basis.facts(replace(screening, answers=kept))
    return policy_question(question, screening, facts, basis, basis.voice(screening))


def take_amended(screening: Screening, reply: Amended, said: Said, basis: Basis) -> Step | None:
    """Another answer to a question that was answered before takes the place of the first."""
    question = asked_before(screening, reply.question, basis)
    learned = learn(question, reply.answer, screening.today) if question else None
    if question is None or learned is None:
        return None
    after = _replaced(screening, question.id, learned, said, basis)
    return going_on(after, basis, _changed(after, basis))


def going_on(after: Screening, basis: Basis, remarks: tuple[Remark, ...]) -> Step:
    """On with the questions after a correction; in the hand-over nothing else changes."""
    dropped = any(fact not in after.answers[-1].facts for _, fact in after.answers[-1].takes_back)
    told = (*remarks, ("confirm.dropped", {})) if dropped else remarks
    after = replace(after, matter=None)
    if after.stage in ("handover", "person"):
        return Step(replace(after, attempts=0, aside=None), told)
    return Step(onward(after, basis), told)


def _replaced(
    screening: Screening, question: str, learned: Learned, said: Said, basis: Basis
) -> Screening:
    """One more answer, which takes back what was said of its facts and what hung on that."""
    facts = frozenset(fact for forms in learned.forms for fact in forms)
    pairs = _pairs(screening.answers, facts)
    after = answered(screening, question, learned, said)
    *before, last = after.answers
    after = replace(after, answers=(*before, replace(last, takes_back=pairs)))
    loose = hanging(after, len(before), basis)
    last = replace(last, takes_back=(*pairs, *loose))
    return replace(after, answers=(*before, last))


def _pairs(answers: Iterable[Answer], facts: Iterable[str]) -> tuple[tuple[int, str], ...]:
    wanted = frozenset(facts)
    return tuple(
        (index, fact)
        for index, answer in enumerate(answers)
        for fact in sorted(answer.facts & wanted)
    )


def _whole_set(screening: Screening, fact: str, form: Form, basis: Basis) -> Form:
    """A set with the values told now, and of the others what was known of them."""
    if basis.policy.facts[fact].kind != "set" or not isinstance(form, Mapping):
        return form
    known = basis.facts(screening).form(fact)
    sides = {"includes": set(form.get("includes", ())), "excludes": set(form.get("excludes", ()))}
    if isinstance(known, list):
        known = {"includes": known}
    if isinstance(known, Mapping):
        told = sides["includes"] | sides["excludes"]
        for side, values in sides.items():
            values |= set(known.get(side, ())) - told
    return {side: sorted(values) for side, values in sides.items() if values}


def _changed(after: Screening, basis: Basis) -> tuple[Remark, ...]:
    what = line_of(after, len(after.answers) - 1, basis)
    return (("confirm.changed", {"what": what}),) if what else ()


# Choosing it from what was said


def ask_which(screening: Screening, basis: Basis) -> Step:
    """Which of the last answers is wrong; with none there is nothing to change."""
    if not changeable(screening, basis):
        return Step(
            replace(screening, attempts=0, aside="again"), (("confirm.nothing_to_change", {}),)
        )
    waiting = {"change": [screening.open, screening.stage]}
    return Step(replace(screening.asks(CHANGE, screening.stage), matter=waiting))


def change_question(screening: Screening, basis: Basis) -> AskedQuestion:
    """The last answers with their values, as many as go into one message, the last one first."""
    voice = basis.voice(screening)
    ask = voice.say(f"questions.{CHANGE}.ask")
    rest = Option(NONE, voice.say(f"questions.{CHANGE}.options.{NONE}"))
    lines = [Option(str(i), line) for i, line in changeable(screening, basis)][:MOST_SHOWN]
    while lines:
        question = AskedQuestion(CHANGE, "choice", options=(*lines, rest))
        if fits(ask, question):
            return question
        lines.pop()
    return AskedQuestion(CHANGE, "choice", options=(rest,))


def changeable(screening: Screening, basis: Basis) -> list[tuple[int, str]]:
    """The answers that can be changed, the last one first: (index, how it is shown)."""
    gone = withdrawn(screening.answers)
    shown: dict[str, tuple[int, str]] = {}
    for index in reversed(range(len(screening.answers))):
        answer = screening.answers[index]
        line = line_of(screening, index, basis)
        counts = not answer.facts or any((index, fact) not in gone for fact in answer.facts)
        if line and counts:
            shown.setdefault(line, (index, line))
    return list(shown.values())


def line_of(screening: Screening, index: int, basis: Basis) -> str:
    """An answer with its value; of a sensitive one only what it was about."""
    answer, voice = screening.answers[index], basis.voice(screening)
    if answer.question in (VOLUNTEERED, CONFIRM):
        return _own_words(answer, basis, voice) if answer.learned else ""
    name = voice.say_if_there(f"confirm.names.{answer.question}")
    question = basis.policy.questions.get(answer.question)
    if question is None and answer.question not in CALL_QUESTIONS:
        return ""
    if question is not None and question.sensitive:
        return name
    value = _value(screening, answer, basis, voice)
    line = voice.say("confirm.change.line", name=name, value=value) if value else name
    return _cut(line)


def _own_words(answer: Answer, basis: Basis, voice: Voice) -> str:
    """What was told without being asked: one fact by its name, more in the person's words."""
    told = [(fact, form) for forms in answer.learned for fact, form in forms.items()]
    if len(told) == 1:
        (fact, form), question = told[0], basis.policy.questions.get(told[0][0])
        name = voice.say_if_there(f"confirm.names.{fact}")
        value = value_words(fact, form, basis, voice)
        if name and value and question is not None and not question.sensitive:
            return _cut(voice.say("confirm.change.line", name=name, value=value))
    plain = "".join(c for c in answer.words if c.isascii() and c.isprintable())
    words = " ".join(plain.split())
    return _cut(voice.say("confirm.change.own_words", value=words)) if words else ""


def _value(screening: Screening, answer: Answer, basis: Basis, voice: Voice) -> str:
    if answer.question in CALL_QUESTIONS:
        kept = getattr(screening.handover, CALL_QUESTIONS[answer.question])
        if isinstance(kept, bool):
            kept = "yes" if kept else "no"
        return _label(answer.question, str(kept), voice) if kept is not None else ""
    if answer.values:
        return ", ".join(_label(answer.question, value, voice) for value in answer.values)
    forms = [form for learned in answer.learned for form in learned.values()]
    return number_words(forms[0], voice) if len(forms) == 1 else ""


def _label(question: str, value: str, voice: Voice) -> str:
    for key in (f"questions.{question}.options.{value}", f"conversation.options.{value}"):
        if voice.book.has(key):
            return voice.say(key)
    return "" if value.endswith("?") else value


def _cut(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return line[: LONGEST_LINE - 3].rstrip(" ,:") + "..."


def take_change(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    """The answer chosen is asked again; with none chosen it goes on where it was."""
    value = NONE if is_no(reply) or isinstance(reply, (Declined, NotSure)) else None
    value = value or one_of(question, reply)
    if value is None:
        return None
    if value == NONE:
        return Step(back_to(screening, "change"), (("confirm.kept", {}),))
    return _reopened(replace(screening, matter=None), int(value), basis)


def back_to(screening: Screening, matter: str) -> Screening:
    """The question that was open before one came up by itself."""
    where = (screening.matter or {}).get(matter) or [None, "closed"]
    return replace(screening.asks(where[0], where[1]), matter=None)


def _reopened(screening: Screening, index: int, basis: Basis) -> Step:
    """Take one answer back as a whole and ask its question again, where it was asked."""
    answer = screening.answers[index]
    taken = replace(answer, question=CHANGED, values=(), learned=(), takes_back=())
    answers = (*screening.answers[:index], taken, *screening.answers[index + 1 :])
    free = replace(screening, answers=answers)
    if answer.question in CALL_QUESTIONS:
        emptied = replace(free, handover=empty(free.handover, answer.question))
        return Step(emptied.asks(answer.question, "handover"))
    if answer.question not in basis.policy.questions:
        return Step(onward(free, basis), (("confirm.taken_back", {}),))
    remaining = max(1, basis.planner.remaining(basis.facts(free)))
    return Step(replace(free.asks(answer.question, "asking"), remaining=remaining))
