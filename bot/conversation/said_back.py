"""What was picked up in passing, said back as a person would: with a warm word, then the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation.replies import Volunteered
from bot.conversation.screening import Screening
from bot.conversation.step import Remark, remark
from bot.conversation.voice import Voice

SAID_BACK = (
    "conversation.heard.facts",
    "conversation.heard.noted_details",
    "confirm.changed_to",
    "confirm.changed",
    "confirm.switched",
)
"""What has to be said: the question is put shorter rather than leave it out."""

MUCH = 3
"""Who tells so many things at once is thanked for it."""

HARD: Mapping[str, frozenset[str]] = {
    "housing": frozenset(
        {"unsheltered", "shelter", "losing_in_30_days", "leaving_institution"}
        | {"hospital_no_discharge_place", "motel_or_hotel", "trailer_park_or_campground"}
        | {"at_risk", "doubled_up"}
    ),
    "social_factors": frozenset({"food", "work_or_community"}),
}
"""What nobody tells lightly."""

STAYS = ("stays_6_months", "stays_12_months")
OFTEN = 3
"""Hospital stays from which on they are hard on anybody."""


def said_back(reply: Volunteered) -> tuple[Remark, ...]:
    """What to remark on facts told in passing, or on what was corrected."""
    if not reply.echo:
        return (("confirm.taken_back", {}),) if reply.corrects else ()
    if reply.corrects:
        return (("confirm.changed_to", {"facts": ", ".join(reply.echo)}),)
    tone = "hard" if _is_hard(reply.forms) else "much" if len(reply.echo) >= MUCH else ""
    return (remark("facts", facts=reply.echo, tone=tone),)


def _is_hard(forms: Mapping[str, Any]) -> bool:
    is_often = any(_least(forms.get(fact)) >= OFTEN for fact in STAYS)
    return is_often or any(_told(forms.get(fact)) & values for fact, values in HARD.items())


def _least(form: Any) -> int:
    number = form.get("at_least") if isinstance(form, Mapping) else form
    return number if isinstance(number, int) else 0


def _told(form: Any) -> frozenset[str]:
    """The values a form tells of; of what is only ruled out, that nothing is steady."""
    if isinstance(form, Mapping):
        unsteady = HARD["housing"] if "stable" in form.get("excludes", ()) else ()
        return frozenset((*form.get("includes", ()), *form.get("one_of", ()), *unsteady))
    return frozenset((form,)) if isinstance(form, str) else frozenset()


def ways_to_say(told: Remark, screening: Screening, voice: Voice) -> Iterator[str]:
    """A remark in words, the fullest way first; facts without the warm word, then fewer of them."""
    key, values = told
    facts = values.get("facts")
    if not isinstance(facts, tuple):
        yield voice.say(key, **values)
        return
    person = _person(screening, voice)
    fewer = tuple(_some(person, facts, count, voice) for count in range(len(facts), 0, -1))
    if values.get("tone"):
        warm = fewer[: max(1, len(facts) - MUCH + 1)]
        yield from (voice.say(f"{key}_{values['tone']}", facts=said) for said in warm)
    yield from (voice.say(key, facts=said) for said in fewer)


def _some(person: tuple[str, ...], facts: tuple[str, ...], count: int, voice: Voice) -> str:
    """The first facts in a row, and that there are more of them where there are."""
    said = ", ".join((*person, *facts[:count]))
    return said if count == len(facts) else voice.say("conversation.heard.some", facts=said)


def _person(screening: Screening, voice: Voice) -> tuple[str, ...]:
    """ "your dad", where it is for somebody else and the word for them is known."""
    named = f"relations.people.{screening.relation}.named"
    if screening.who == "self" or not voice.book.has(named):
        return ()
    return (voice.say("relations.person", named=voice.say(named)),)
