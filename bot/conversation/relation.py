"""Who the member is to the one who writes: the word that was said, and how we speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.screening import WHO, Said, Screening
from bot.wording.book import Phrasebook

FORMS = ("they", "They", "them", "their", "Their", "are", "have", "were", "es")
"""What stands for the member after they were named, and the verbs that go with it."""

NAMED: Mapping[str, str] = {
    **{"is": "is", "Is": "Is", "has": "has", "Has": "Has", "does": "does", "Does": "Does"},
    **{"was": "was", "Was": "Was", "s": "s"},
}
"""The verbs that go with the member's own word ("your mom is")."""


def with_relation(screening: Screening, said: Said) -> Screening:
    """
    The screening with the word for the member, where the message says it first.

    What is said together with for whom it is counts more than a word that was said before.
    """
    if not said.relation or screening.who in ("self", "provider"):
        return screening
    is_new = screening.who is None or any(
        answer.question == WHO and answer.message_id == said.message_id
        for answer in screening.answers
    )
    if screening.relation and not is_new:
        return screening
    return replace(screening, relation=said.relation)


def for_them(screening: Screening, who: str) -> Screening:
    """
    The screening, for this person.

    Whoever starts over for themselves may be another one on the same phone: their name is asked.
    """
    handover = screening.handover
    if who == "self" and screening.round > 1:
        handover = replace(handover, name=None, voicemail=None)
    return replace(screening, who=who, handover=handover)


def is_same_person(one: str, other: str, book: Phrasebook) -> bool:
    """Whether two words may mean the same person, as "mom" and "mother" do."""
    keys = [f"relations.people.{word}.one_of" for word in (one, other)]
    if one == other or not all(map(book.has, keys)):
        return one == other
    return book.say(keys[0]) == book.say(keys[1])


def spoken_of(screening: Screening, book: Phrasebook) -> Mapping[str, str]:
    """
    The words that follow who the member is, instead of the pronouns for anybody.

    Returns:
        The same names as in `pronouns.yaml`; empty where no word for the member is known.
    """
    entry = f"relations.people.{screening.relation}"
    if screening.audience == "self" or not book.has(f"{entry}.named"):
        return {}
    named, form = book.say(f"{entry}.named"), book.say(f"{entry}.form")
    person = book.say("relations.person", named=named)
    members = book.say("relations.members", named=named)
    capital = person[:1].upper() + person[1:]
    words = {"person": person, "member": person, "whom": person, "members": members}
    pronouns = {name: book.say(f"relations.forms.{form}.{name}") for name in FORMS}
    return {**NAMED, **words, "Person": capital, "Member": capital, **pronouns}
