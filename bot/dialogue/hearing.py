"""
What a message tells beside its answer: only facts that open a door, so that no "no" is inferred.

What is heard here is said back ("Got it: 34, pregnant"), so that a wrong reading is seen at once;
what is only hinted at goes on as a hint, to be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.questions import NONE, AskedQuestion, Form
from bot.conversation.replies import (
    Chosen,
    Hint,
    NotUnderstood,
    Number,
    NumberRange,
    Repeat,
    Reply,
    Volunteered,
)
from bot.conversation.screening import Screening
from bot.conversation.volunteered import hears_facts
from bot.dialogue.answering import counted_again, denies_all, is_known
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.told import PEOPLE, reader
from bot.language.answered import named_in_words, sets_of
from bot.language.lists import picked_first
from bot.language.numbers import has_word
from bot.language.plain import plain
from bot.language.vocabulary import vocabulary
from bot.language.volunteered import Spotted
from bot.language.volunteered.echo import echo, echo_words
from bot.language.volunteered.spotted import joined

FEWEST_WORDS = 3
"""Shorter messages are answers, and are read as such."""

MULTIPLE = "multiple"

MAY_TELL_MORE = (Chosen, Number, NumberRange)
"""Answers beside which a message may tell facts."""

CLOSED_DOORS: Mapping[str, frozenset[object]] = {
    "housing": frozenset({"stable"}),
    "pregnancy": frozenset({"no"}),
    "incarceration": frozenset({"no", "earlier"}),
    "foster_care": frozenset({"never", "earlier"}),
    "coverage": frozenset({"care_advantage", "other_plan", "none"}),
}
"""Values that could cost somebody a service: those are asked for, never picked up in passing."""

CLOSING_MEMBERS: Mapping[str, frozenset[object]] = {
    # "other" is a guess about what was meant, and alone it would open a door by itself.
    "social_factors": frozenset({"other"}),
    "environment_factors": frozenset({"other"}),
    "programs": frozenset({"hospice", "pace", "family_mosaic"}),
}
"""The same of facts that hold several values: being in one of these programs closes the door."""

WIDER: Mapping[tuple[str, str], Form] = {("housing", "at_risk"): {"excludes": ["stable"]}}
"""What is taken instead in passing: a home at risk may be one to leave within 30 days."""


def spotted_in(text: str, question: AskedQuestion | None, screening: Screening) -> Spotted:
    """What a message tells, as an answer to the open question and beside it."""
    who = PEOPLE.get(screening.who or "")
    return reader().spot(text, question.id if question else None, screening.today, who)


def with_facts(
    reply: Reply,
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    read: Spotted | None = None,
) -> Reply:
    """
    The reply, together with the facts the same message tells without being asked.

    Args:
        read: What the pipeline has read in just this text; None to read it here.
    """
    if not hears_facts(screening, interview().basis):
        return reply
    named = named_in_words(text, question, reply, vocabulary(screening.language))
    if named is not None:
        found = read or spotted_in(text, question, screening)
        return _told(NotUnderstood(), found, text, question, screening, named)
    if not isinstance(reply, NotUnderstood):
        if len(text.split()) < FEWEST_WORDS or not isinstance(reply, MAY_TELL_MORE):
            return reply
        return _told(
            reply, read or spotted_in(text, question, screening), text, question, screening
        )
    found = _found(text, question, screening, read)
    if question is not None and denies_all(found, question):
        return Chosen((NONE,))
    if is_known(found, question, screening):
        return Repeat()
    picked = _picked(found, text, question, screening)
    if picked is not None:
        return picked
    told = _told(reply, found, text, question, screening)
    if isinstance(told, Volunteered) and told.forms:
        return told
    again = _told(reply, counted_again(text, screening), text, None, screening)
    return again if again != reply else told


def _picked(
    found: Spotted, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply | None:
    """A list answered by numbers or labels with more words after them, which may add to it."""
    if question is None or question.kind != MULTIPLE:
        return None
    values = picked_first(text, question, vocabulary(screening.language))
    if not values:
        return None
    told = [*found.facts.items(), *((fact, form) for fact, form, _ in found.uncertain)]
    if not any(fact in question.facts and opens(fact, form) for fact, form in told):
        return _told(Chosen(values), found, text, question, screening)
    named = sets_of(question, values)
    return _told(NotUnderstood(), found, text, question, screening, named)


def _found(
    text: str, question: AskedQuestion | None, screening: Screening, read: Spotted | None
) -> Spotted:
    """
    What a message tells; a word or two only what a phrase says, for examples guess at them.

    A number alone is read by the question's own reader, which has not taken it.
    """
    if len(text.split()) >= FEWEST_WORDS:
        return read or spotted_in(text, question, screening)
    who = PEOPLE.get(screening.who or "")
    found = reader().phrases.spot(text, question.id if question else None, screening.today, who)
    if question is None or question.kind != "number":
        return found
    told = {fact: form for fact, form in found.facts.items() if fact not in question.facts}
    return replace(found, facts=told)


def _told(
    reply: Reply,
    found: Spotted,
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    named: Mapping[str, Form] = {},
) -> Reply:
    """
    The reply with what was found beside it; the reply alone where nothing can be taken.

    Args:
        named: What was picked from the open list by its name; it stands, be it a "no" or not.
    """
    is_answer = not isinstance(reply, NotUnderstood)
    asked = question.facts if question and is_answer else ()
    own = question.facts if question and not is_answer else ()
    is_list = question is not None and question.kind == MULTIPLE
    plainly = _plainly(found, own, text, question, screening)
    told = dict(named) | {
        fact: joined(form, named[fact]) if fact in named else form
        for fact, form in found.facts.items()
        if fact not in asked and (opens(fact, form) or plainly.get(fact) == form)
    }
    forms = {
        fact: form if fact in own and not is_list else WIDER.get((fact, str(form)), form)
        for fact, form in told.items()
    }
    hints = tuple(hint for hint in hints_in(found, text) if hint.fact not in (*asked, *forms))
    if not forms and not hints:
        return reply
    said_back = said_back_words(told, found, screening)
    answer = reply if is_answer else None
    is_part = is_list and bool(forms.keys() & set(own))
    return Volunteered(forms, said_back, found.about, answer, hints=hints, part=is_part)


def _plainly(
    found: Spotted,
    own: Iterable[str],
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
) -> Mapping[str, Form]:
    """
    What a message tells of the open question beyond doubt, be it a no.

    By phrases, for examples know what is asked and take any "no" for an answer to it; and where
    nothing else is told, for "no food and no ride" says nothing of a plan. A home of one's own may
    be unsafe, which a list asks along with it.
    """
    if question is None:
        return {}
    is_plan = question.id == "coverage"
    loose = vocabulary(screening.language).phrases("loose_plans")
    is_loose = has_word(plain(text), loose) and found.facts.get("coverage") != "none"
    if is_plan and (is_loose or len(text.split()) < FEWEST_WORDS):
        return {}  # a bare "no" to "which plan?" is no word on having none
    told = {*found.facts, *(fact for fact, _, _ in found.uncertain)}
    if not told or (told - set(own) and not (is_plan and _is_named(found))):
        return {}
    who = PEOPLE.get(screening.who or "")
    said = reader().phrases.spot(text, question.id, screening.today, who).facts
    if question.kind != MULTIPLE:
        return said
    return {fact: form for fact, form in said.items() if fact != "housing"}


def _is_named(found: Spotted) -> bool:
    """Whether a plan is named: it is an answer also where other things are told with it."""
    return found.facts.get("coverage") in ("care_advantage", "other_plan")


def said_back_words(
    forms: Mapping[str, Form], found: Spotted, screening: Screening
) -> tuple[str, ...]:
    """The facts in a few words; nothing where none of them has any."""
    who = PEOPLE.get(screening.who or "") or found.about or "self"
    return echo(forms, echo_words(screening.language), who)


def hints_in(found: Spotted, text: str) -> Iterator[Hint]:
    """
    What is only hinted at and would open a door, with the words as they were written.

    A plan that is told in passing and could close doors is asked about as well.
    """
    plans = {form for fact, form, _ in found.uncertain if fact == "coverage" and _closes(form)}
    plan = found.facts.get("coverage")
    for form in {plan} if _closes(plan) else plans:
        yield Hint("coverage", form)
    for fact, form, words in found.uncertain:
        if opens(fact, form):
            yield Hint(fact, form, quoted(words, text))


def _closes(plan: Form) -> bool:
    return isinstance(plan, str) and plan in CLOSED_DOORS["coverage"]


def quoted(words: str, text: str) -> str:
    """The words as they stand in the message; nothing where they were read in another spelling."""
    written = text.split()
    said = [plain(word) for word in written]
    wanted = words.split()
    for start in range(len(said) - len(wanted) + 1):
        if said[start : start + len(wanted)] == wanted:
            quote = " ".join(written[start : start + len(wanted)]).strip(" .,!?;:\"'")
            return quote if quote.isascii() and '"' not in quote else ""
    return ""


def opens(fact: str, form: Any) -> bool:
    """Whether a form only opens doors: a yes, a number, something that is there."""
    kind = policy().facts[fact].kind
    if kind == "yes_no":
        return form is True
    if kind == "set":
        closing = CLOSING_MEMBERS.get(fact, frozenset())
        return (
            isinstance(form, Mapping)
            and set(form) == {"includes"}
            and not closing & set(form["includes"])
        )
    if kind == "number":
        return form not in ("not_sure", "declined")
    closed = CLOSED_DOORS.get(fact, frozenset())
    if isinstance(form, Mapping):
        if "excludes" in form:
            return bool(closed & set(form["excludes"]))  # "not in a tent" says nothing more
        return not closed & set(form.get("one_of", ()))
    return form not in closed and form not in ("not_sure", "declined")
