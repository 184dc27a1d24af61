"""An answer that no option's words give: all of a list denied, a count told once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.questions import NONE, AskedQuestion, Form
from bot.conversation.screening import Screening, withdrawn
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.told import PEOPLE, reader
from bot.errors import FactError
from bot.language.volunteered import Spotted
from bot.language.volunteered.spotted import Who


def spot(text: str, fact: str | None, screening: Screening, who: Who | None) -> Spotted:
    """A message, or a part of one, read as if another question had been asked."""
    return reader().spot(text, fact, screening.today, who)


def denies_all(found: Spotted, question: AskedQuestion) -> bool:
    """Whether a message says of everything in a list that it is not so."""
    none = question.option(NONE)
    sets = none.sets if none is not None and question.kind == "multiple" else {}
    return bool(sets) and all(found.facts.get(fact) == form for fact, form in sets.items())


def is_known(found: Spotted, question: AskedQuestion | None, screening: Screening) -> bool:
    """Whether a message only tells what was said before, and nothing of the open question."""
    told = {fact: form for fact, form, _ in found.uncertain} | dict(found.facts)
    asked = question.facts if question is not None else ()
    if (
        not told
        or told.keys() & set(asked)
        or {"not_sure", "declined"} & set(map(str, told.values()))
    ):
        return False
    facts = interview().basis.facts(screening)
    try:
        return facts.learn(told).known == facts.known
    except FactError:
        return False


def counted_again(text: str, screening: Screening) -> Spotted:
    """
    What a message without a subject tells of what was counted last: "3 since july".

    It is taken only where its time lies within the shorter window, so that nothing is guessed.
    """
    shorter = dict(policy().at_least_as_many)
    last = next((fact for fact, _ in numbers_told(screening) if fact != "age"), None)
    if last is None:
        return Spotted()
    fact = shorter.get(last, last)
    form = spot(text, fact, screening, PEOPLE.get(screening.who or "")).facts.get(fact)
    return Spotted({fact: form}) if isinstance(form, Mapping) else Spotted()


def numbers_told(screening: Screening) -> Iterator[tuple[str, Form]]:
    """The numbers told that still count, the last first."""
    gone = withdrawn(screening.answers)
    for index in reversed(range(len(screening.answers))):
        for forms in screening.answers[index].learned:
            for fact, form in forms.items():
                is_told = form not in ("not_sure", "declined") and (index, fact) not in gone
                if is_told and policy().facts[fact].kind == "number":
                    yield fact, form
