"""Cases from life, made by the real conversation and the real drafting."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from bot.conversation.interview import Said
from bot.conversation.replies import Text
from bot.conversation.screening import Answer, Screening
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording
from tests.conversation.talk import TODAY, Talk, interview
from tests.conversation.test_walks import some_reply
from tests.eligibility.strategies import profile

POLICY = interview().basis.policy
CONTACTS = POLICY.contacts
DRAFTER = CaseDrafter(POLICY, load_wording())
AT = datetime(2026, 11, 20, 18, 30, tzinfo=timezone.utc)
PHONE = "+16505550111"
NURSING_HOME = "my mom is in a nursing home n i want her home w me"
HOSTILE = (
    "<script>alert(1)</script> </td> & \"quoted\" '{{ 7*7 }}' \u202egnirts\u202c \u0000\u0007 "
    "Ana\u0301 \u200bžofie 李 \U0001f697 " + "W" * 400
)


@dataclass(frozen=True)
class ACase:
    """A case as the store gives it."""

    details: dict[str, Any]
    urgency: str = "routine"
    goes_to: str = "member_services"
    code: str = "KTR-493"
    opened_at: datetime = AT
    updated_at: datetime = AT


def case_of(screening: Screening) -> ACase:
    """The case as a turn that ends here would open it; a wish for a person is taken as there."""
    content = screening.to_json()
    if not content["handover"]["wanted"]:
        content["handover"]["wanted"] = "person"
    address = PHONE if screening.channel == "sms" else None
    draft = DRAFTER.draft(content, None, screening.channel, address)
    assert draft is not None
    return ACase(draft.details, draft.urgency, draft.goes_to)


def in_a_car_with_two_kids() -> ACase:
    talk = Talk()
    talk.say("me", "medi-cal", "34")
    talk.answer(
        life_now="1 5",
        health_now="4 5",
        housing="in my car with my two kids",
        complex_need="yes",
        support_needs="find a home, healthy meals",
        support_needs_list="find a home, healthy meals",
        programs="none",
    )
    talk.say("call me", "my name is Ana", "mornings", "yes", "3/14/1992", "spanish")
    assert talk.screening.handover.complete
    return case_of(talk.screening)


def mother_in_a_nursing_home() -> ACase:
    talk = Talk()
    talk.say("my mom", "medi-cal", "81")
    talk.answer(
        health_now="none",
        life_now="3",
        move_out="1 2 3",
        can_live_in_community="not sure",
        programs="none",
        support_needs="move home",
        other_licensed_facility="no",
        has_care_manager="no",
    )
    talk.say("call me", "Rosa", "Elena", "any", "no", "2/1/1945")
    talk.say("not sure", "english")
    assert talk.screening.handover.complete
    return case_of(talk.screening)


def mother_first_texted_about_then_by_telephone() -> ACase:
    """The daughter wrote of a nursing home; on the telephone it was the street."""
    talk = Talk()
    talk.say("my mom")
    home = ({"nursing_facility_resident": True},)
    wrote = Answer("volunteered", (), home, NURSING_HOME, "m1", "2026-11-21T18:00:00Z", "caregiver")
    talk.screening = replace(talk.screening, answers=(*talk.screening.answers, wrote))
    written = len(talk.screening.answers)
    talk.say("medi-cal", "60")
    talk.answer(
        health_now="5",
        life_now="1",
        move_out="1 2",
        can_live_in_community="not sure",
        housing="street, car or tent",
        programs="none",
        support_needs="find a home",
        support_needs_list="find a home",
        complex_need="yes",
        has_care_manager="no",
    )
    said = talk.screening.answers
    phoned = (replace(answer, by_phone=True) for answer in said[written:])
    return case_of(replace(talk.screening, answers=(*said[:written], *phoned)))


def in_careadvantage() -> ACase:
    talk = Talk()
    talk.say("me", "careadvantage", "70")
    talk.answer(support_needs="meals", chronic_condition="yes", has_care_manager="no")
    talk.say("call me", "Joe", "any", "skip", "skip", "english")
    return case_of(talk.screening)


def said_almost_nothing() -> ACase:
    talk = Talk("web")
    talk.say("person")
    return case_of(talk.screening)


def sure_of_nothing() -> ACase:
    talk = Talk()
    talk.say("me", "medi-cal", "40")
    while talk.asks != "handover":
        talk.say("not sure")
    talk.say("call me", "Bo", "any", "yes", "skip", "english")
    return case_of(talk.screening)


def wrote_of_danger(words: str = "i dont want to be here anymore") -> ACase:
    talk = Talk()
    talk.say("me", "medi-cal", "34")
    screening = talk.screening.to_json()
    draft = DRAFTER.for_danger(screening, "sms", PHONE, "self_harm", words, AT.isoformat())
    return ACase(draft.details, draft.urgency, draft.goes_to)


def with_hostile_words() -> ACase:
    """Somebody pasted what breaks pages, forms and files, wherever words are taken."""
    talk = Talk("web")
    talk.say("me", "medi-cal", "34")
    housing = Answer("housing", (), ({"housing": "unsheltered"},), HOSTILE)
    from_there = {**talk.screening.to_json(), "relation": HOSTILE}
    from_there["answers"].append(housing.to_json())
    named = {"wanted": "call_me", "name": HOSTILE, "number": HOSTILE, "birth_date": HOSTILE}
    from_there["handover"].update(named)
    return case_of(Screening.from_json(from_there))


def erased(case: ACase) -> ACase:
    """What is left once they had everything erased; the real thing takes the rest out."""
    from bot.handoff.erasing import left_of

    left = left_of(case.details, "2026-11-21T17:00:00+00:00")
    assert left is not None
    return ACase(left.details, case.urgency, case.goes_to)


FROM_LIFE = {
    "in a car with two kids": in_a_car_with_two_kids,
    "a mother in a nursing home": mother_in_a_nursing_home,
    "a mother, by text and telephone": mother_first_texted_about_then_by_telephone,
    "in CareAdvantage": in_careadvantage,
    "said almost nothing": said_almost_nothing,
    "sure of nothing": sure_of_nothing,
    "wrote of danger": wrote_of_danger,
    "hostile words": with_hostile_words,
    "erased": lambda: erased(in_a_car_with_two_kids()),
    "unreadable": lambda: ACase({}),
}


def by_walking(seed: int) -> Screening:
    """A random conversation with the real interview, broken off anywhere."""
    chance, talks = random.Random(seed), interview()
    screening = talks.begin(TODAY, channel=chance.choice(["sms", "web"]))
    for turn in range(chance.randint(2, 40)):
        reply = some_reply(talks.open_question(screening), chance)
        words = reply.value if isinstance(reply, Text) else f"said {turn}"
        said = Said(words, f"m{turn}", "2026-11-21T18:00:00+00:00")
        screening = talks.take(screening, reply, said).screening
    return screening


def by_profile(seed: int) -> Screening:
    """A person of whom every fact was told at once, as the engine judges them."""
    chance = random.Random(seed)
    told = profile(chance)
    answers = tuple(
        Answer(fact, (), ({fact: form},), f"words on {fact}") for fact, form in told.items()
    )
    who = chance.choice(["self", "child", "other"])
    return Screening("2026-11-21", TODAY, who=who, answers=answers)
