"""When to call: the next times of the office, chosen or said in words, through every change."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest

from bot.channels.sms_text import is_gsm, segments
from bot.conversation.interview import Said
from bot.conversation.office import is_office_day, office_zone
from bot.conversation.replies import AskCall, AskPerson, Chosen, Text
from bot.conversation.screening import Screening
from bot.conversation.slots import Slot, moment_of, offered, page_of, slots_from
from tests.conversation.talk import Talk, interview
from tests.conversation.test_calls import booked
from tests.conversation.test_stories import at_outcome
from tests.eligibility.strategies import POLICY

CONTACTS: Any = POLICY.contacts
ZONE = office_zone(CONTACTS)


def at(text: str) -> datetime:
    """A moment by the clock on the office's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(timezone.utc)


def told(slots: list[Slot]) -> list[str]:
    return [slot.start.astimezone(ZONE).strftime("%a %b %d %H:%M") for slot in slots]


def asked_when(channel: str = "sms") -> Talk:
    """Saturday, Nov 21, ten in the morning: they want a call."""
    talk = at_outcome(channel)
    talk.say("call me", "Ana", *(["650 555 0100"] if channel == "web" else []))
    assert talk.asks == "call_when"
    return talk


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-20T06:59", "Fri Nov 20 08:00"),
        ("2026-11-20T07:00", "Fri Nov 20 08:00"),
        ("2026-11-20T07:01", "Fri Nov 20 10:00"),
        ("2026-11-20T15:00", "Fri Nov 20 16:00"),
        ("2026-11-20T15:01", "Mon Nov 23 08:00"),
        ("2026-11-20T18:00", "Mon Nov 23 08:00"),
        ("2026-11-21T10:00", "Mon Nov 23 08:00"),
        ("2026-11-25T15:01", "Mon Nov 30 08:00"),  # Thanksgiving and the Friday after
        ("2026-12-31T17:00", "Mon Jan 04 08:00"),
    ],
)
def test_the_first_time_is_in_office_hours_with_an_hours_notice(now: str, first: str) -> None:
    assert told(slots_from(at(now), CONTACTS))[0] == first


@pytest.mark.parametrize(
    ("friday", "before", "after"),
    [("2026-10-30T17:00", 15, 16), ("2027-03-12T17:00", 16, 15)],
)
def test_the_office_opens_at_eight_by_the_wall_whichever_way_the_clocks_were_changed(
    friday: str, before: int, after: int
) -> None:
    monday = slots_from(at(friday), CONTACTS)[0]
    assert told([monday])[0].endswith("08:00") and monday.start.hour == after
    [same_day, *_] = slots_from(at(friday.replace("T17:00", "T00:00")), CONTACTS)
    assert same_day.start.hour == before
    assert monday.end - monday.start == same_day.end - same_day.start


def test_on_the_sunday_itself_notice_is_counted_in_hours_that_pass() -> None:
    open_all_days = {**CONTACTS, "calls": {**CONTACTS["calls"], "notice_minutes": 7 * 60}}
    week = ["sunday", *CONTACTS["member_services"]["hours"]["days"]]
    hours = {**CONTACTS["member_services"]["hours"], "days": week}
    open_all_days["member_services"] = {**CONTACTS["member_services"], "hours": hours}
    # From midnight to eight are nine hours in November and seven in March.
    autumn, spring = at("2026-11-01T02:30"), at("2027-03-14T00:30")
    assert told(slots_from(autumn, open_all_days))[0] == "Sun Nov 01 10:00"
    assert told(slots_from(spring, open_all_days))[0] == "Sun Mar 14 10:00"


def test_a_plan_may_be_open_on_a_holiday_and_shut_on_another_day() -> None:
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    days = {"calendar": "US-CA", "also_closed": [monday], "open_all_the_same": [friday]}
    ours = {**CONTACTS, "holidays": days}
    assert not is_office_day(friday, CONTACTS) and is_office_day(friday, ours)
    assert told(slots_from(at("2026-11-25T18:00"), ours))[0] == "Fri Nov 27 08:00"
    assert told(slots_from(at("2026-11-27T18:00"), ours))[0] == "Tue Dec 01 08:00"


def test_a_weekday_may_have_hours_of_its_own() -> None:
    short = {"friday": {"from": "09:00", "to": "13:30"}}
    ours = {**CONTACTS, "calls": {**CONTACTS["calls"], "hours_on": short}}
    on_friday = [each for each in told(slots_from(at("2026-11-20T06:00"), ours)) if "20" in each]
    assert on_friday == ["Fri Nov 20 09:00", "Fri Nov 20 11:00"]


def test_mornings_and_afternoons_are_offered_in_turn_and_after_the_last_the_first_again() -> None:
    now = at("2026-11-21T10:00")
    pages = [told(offered(now, page, CONTACTS)) for page in range(20)]
    assert pages[0] == ["Mon Nov 23 08:00", "Mon Nov 23 12:00", "Tue Nov 24 08:00"]
    assert pages[1][0] == "Tue Nov 24 12:00"
    assert pages[0] in pages[1:]
    assert all(1 <= len(page) <= 3 for page in pages)
    wednesday = page_of(date(2026, 11, 25), now, CONTACTS)
    assert "Wed Nov 25 08:00" in pages[wednesday]


def test_a_day_set_by_the_operator_counts_from_its_first_moment() -> None:
    today = date(2026, 11, 23)
    assert moment_of(today, "2026-11-23T10:00:00-08:00", CONTACTS) == at("2026-11-23T10:00")
    assert moment_of(today, "2026-11-22T10:00:00-08:00", CONTACTS) == at("2026-11-23T00:00")
    assert moment_of(today, "", CONTACTS) == at("2026-11-23T00:00")


def test_the_next_times_are_numbered_in_one_text_message() -> None:
    body = asked_when().heard[-1]
    assert body.endswith(
        "1 Mon Nov 23, 8 to 10 am\n2 Mon Nov 23, noon to 2 pm\n3 Tue Nov 24, 8 to 10 am\n"
        "4 Later\n5 Any time"
    )
    assert is_gsm(body) and segments(body) <= 2


def test_a_time_chosen_is_booked_and_said_at_the_end() -> None:
    talk = asked_when()
    talk.say("2", "yes", "skip")
    body = talk.say("english")
    assert "will call you Mon Nov 23, noon to 2 pm." in body and segments(body) <= 2
    handover = talk.screening.handover
    assert handover.when == "Mon Nov 23, noon to 2 pm"
    assert Slot.from_value(handover.slot) == Slot(at("2026-11-23T12:00"), at("2026-11-23T14:00"))


@pytest.mark.parametrize("text", ["later", "4"])
def test_later_shows_later_times_and_a_number_means_what_was_last_shown(text: str) -> None:
    talk = asked_when()
    body = talk.say(text)
    assert "1 Tue Nov 24, noon to 2 pm" in body and talk.screening.handover.when is None
    talk.say("1")
    assert talk.screening.handover.when == "Tue Nov 24, noon to 2 pm" and talk.asks == "voicemail"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("monday at 3", "Mon Nov 23, 2 to 4 pm"),
        ("after 3", "Mon Nov 23, 4 to 6 pm"),
        ("before 11", "Mon Nov 23, 8 to 10 am"),
        ("tuesday afternoon", "Tue Nov 24, noon to 2 pm"),
        ("11am wed", "Wed Nov 25, 10 am to noon"),
        ("tues 12:30", "Tue Nov 24, noon to 2 pm"),
        ("tuesday noon", "Tue Nov 24, noon to 2 pm"),
    ],
)
def test_plain_words_book_the_time_they_mean_and_hear_which(text: str, when: str) -> None:
    talk = asked_when()
    body = talk.say(text)
    assert f"I put down {when}." in body and talk.asks == "voicemail"
    assert talk.screening.handover.when == when and talk.screening.handover.slot


@pytest.mark.parametrize(
    "text", ["not monday", "mon or tue at 9", "i work until 4 on monday", "after 3 or 4"]
)
def test_words_that_leave_it_open_are_kept_for_staff_and_book_nothing(text: str) -> None:
    talk = asked_when()
    assert "I noted" in talk.say(text)
    assert talk.screening.handover.when == text and talk.screening.handover.slot is None


@pytest.mark.parametrize(
    ("text", "kept"), [("mornings", "morning"), ("any time", "any"), ("pm", "afternoon")]
)
def test_a_time_of_day_is_still_one(text: str, kept: str) -> None:
    talk = asked_when()
    talk.say(text)
    assert (talk.screening.handover.when, talk.screening.handover.slot) == (kept, None)


@pytest.mark.parametrize("text", ["asap", "soonest", "as soon as possible please"])
def test_who_wants_the_soonest_time_has_it_and_hears_which(text: str) -> None:
    talk = asked_when()
    assert "The soonest is Mon Nov 23, 8 to 10 am. I put that down." in talk.say(text)
    assert talk.screening.handover.slot and talk.asks == "voicemail"


@pytest.mark.parametrize(
    ("today", "moment", "hears"),
    [
        (
            date(2026, 11, 21),
            "2026-11-21T10:00",
            "Nobody can call right now: the office is closed.",
        ),
        (date(2026, 11, 20), "2026-11-20T10:00", "To talk now, call 650-616-2133."),
    ],
)
def test_now_is_met_with_what_is_possible_and_said_again_books_the_soonest(
    today: date, moment: str, hears: str
) -> None:
    screening = interview().begin(today, channel="sms")
    for reply in (AskPerson(), Chosen(("call_me",)), Text("Ana")):
        screening = (
            interview().take(screening, reply, Said("", "m", at(moment).isoformat())).screening
        )
    said = Said("now", "m", at(moment).isoformat())
    first = interview().take(screening, Text("now"), said)
    assert hears in first.remarks[0]
    assert first.screening.open == "call_when" and first.screening.handover.slot is None
    again = interview().take(first.screening, Text("now"), said)
    assert again.remarks[0].startswith("The soonest is ") and again.screening.handover.slot


@pytest.mark.parametrize(
    ("moment", "words", "hears"),
    [
        ("2026-11-20T15:30", "friday", "I have no call times on Nov 20."),
        ("2026-11-20T10:00", "friday", "OK, Nov 20. Please pick a time."),
        ("2026-11-20T13:00", "today at 9 am", "Nobody calls at that time on Nov 20."),
    ],
)
def test_a_day_whose_times_are_over_or_not_these_is_told(
    moment: str, words: str, hears: str
) -> None:
    screening = interview().begin(date(2026, 11, 20), channel="sms")
    said = Said(words, "m", at(moment).isoformat())
    for reply in (AskPerson(), Chosen(("call_me",)), Text("Ana")):
        screening = interview().take(screening, reply, Said("", "m", said.at)).screening
    taken = interview().take(screening, Text(words), said)
    assert hears in taken.remarks[0] and taken.screening.open == "call_when"


def test_a_day_alone_shows_its_times_and_said_again_is_kept() -> None:
    talk = asked_when()
    assert "Wed Nov 25, 8 to 10 am" in talk.say("wednesday") and talk.asks == "call_when"
    talk.say("wednesday")
    assert talk.asks == "voicemail" and talk.screening.handover.when == "wednesday"


@pytest.mark.parametrize(
    ("text", "hears"),
    [
        ("thursday morning", "Nobody calls on Nov 26: the office is closed."),
        ("tomorrow at 10", "Nobody calls on Nov 22: the office is closed."),
        ("saturday", "calls are Mon-Fri, 8 to 6"),
        ("7 pm", "calls are Mon-Fri, 8 to 6"),
    ],
)
def test_outside_office_hours_they_hear_so_once_with_times_to_choose(text: str, hears: str) -> None:
    talk = asked_when()
    body = talk.say(text)
    assert hears in body and "\n1 Mon Nov" in body and segments(body) <= 2
    assert talk.screening.handover.slot is None
    talk.say("1")
    assert talk.asks == "voicemail" and talk.screening.handover.slot


def test_a_call_asked_for_with_its_time_is_booked_at_once() -> None:
    talk = at_outcome()
    body = talk.reply(AskCall(when="monday at 3"), "call me monday at 3")
    assert "I put down Mon Nov 23, 2 to 4 pm." in body
    talk.say("Ana")
    assert talk.asks == "voicemail"


def test_a_time_that_passed_before_the_answer_came_is_offered_anew() -> None:
    friday = date(2026, 11, 20)
    screening = interview().begin(friday, channel="sms")

    def take(screening: Screening, reply: Any, moment: datetime) -> Any:
        return interview().take(screening, reply, Said("", "m", moment.isoformat()))

    for reply in (AskPerson(), Chosen(("call_me",)), Text("Ana")):
        screening = take(screening, reply, at("2026-11-20T06:00")).screening
    question = interview().open_question(screening)
    assert question is not None
    eight = Chosen((question.options[0].value,))
    late = take(screening, eight, at("2026-11-20T09:00"))
    assert late.screening.handover.slot is None and "has passed" in late.remarks[0]
    assert "10 am to noon" in interview().ask(late.screening).question["options"][0]["label"]  # type: ignore[index]
    in_time = take(screening, eight, at("2026-11-20T07:59"))
    assert in_time.screening.handover.slot == eight.values[0]


def test_back_opens_the_time_again() -> None:
    talk = asked_when()
    talk.say("1", "back")
    assert talk.asks == "call_when" and talk.screening.handover.slot is None


def test_a_call_with_no_time_booked_is_as_before() -> None:
    assert booked().screening.handover.slot is None


def test_on_the_page_the_times_are_buttons_and_an_old_one_still_counts() -> None:
    talk = asked_when("web")
    question = talk.message["question"]
    values = [option["value"] for option in question["options"]]
    assert len(values) == 5 and values[3:] == ["later", "any"]
    assert all(Slot.from_value(value) for value in values[:3])


def test_what_is_no_slot_is_none() -> None:
    for value in (None, "", "morning", "2026-11-23T16:00Z", "a/b/c", "x/y"):
        assert Slot.from_value(value) is None
    slot = Slot(at("2026-11-23T08:00"), at("2026-11-23T10:00"))
    assert Slot.from_value(slot.value) == slot
