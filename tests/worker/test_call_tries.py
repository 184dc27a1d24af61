"""A call that staff made: only one that reached the member keeps what was promised."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels import call_texts
from bot.channels.sms_text import is_gsm, segments
from bot.handoff.case_life import CALLS_UNREACHED, Refused, StaffMember
from bot.handoff.danger import mark_danger
from bot.storage import calls, case_events, case_life, cases, conversations, messages, notices
from bot.storage.database import Database
from bot.storage.outbox import outbox
from bot.worker.call_tries import Tried, tell_of_the_night, write_down
from bot.worker.clock import Clock
from tests.fakes.desk import drafter
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import line as set_up
from tests.fakes.serving import all_at_once
from tests.wording.reading import grade
from tests.worker.test_calls import (
    BOOKED_AT,
    MARIA,
    MORNING,
    PHONE,
    Booked,
    at,
    slot,
    wish,
)
from tests.worker.test_unasked import TELLING

ANA = StaffMember("ana", "Ana", "member_services")
NUMBER = "650-616-2133"


def just_called(again: str, text: dict[str, str] = call_texts.TRIED) -> str:
    """What is texted after such a call, with when the next one is made."""
    return text["en"].format(number=NUMBER, again=again)


JUST_CALLED = just_called(" by tomorrow")
CALLED_EARLIER = just_called(" today", call_texts.TRIED_EARLIER)
LONGEST = (" on Wednesday, after 10:30 am", " by Wednesday", "")
FAILED = call_texts.NUMBER_FAILED["en"]
UNREACHED = ["message", "no_answer", "busy", "failed"]


def told(voicemail: bool | None = True, number: str = "6505550111", **how):
    """Somebody who wants a call, and said whether a message may be left."""
    draft = wish(None, **how)
    contact = {**draft.details["contact"], "number": number, "voicemail": voicemail}
    return replace(draft, details={**draft.details, "contact": contact})


class Tries(Booked):
    """Somebody whom staff try to call."""

    def waits(self, now=BOOKED_AT, **how) -> None:
        with self.database.write() as connection:
            cases.open_or_update(connection, self.conversation, told(**how), now)

    def call_them(self, outcome: str, moment: str, staff=MARIA, **how) -> None:
        with self.database.write() as connection:
            case_life.claim(connection, self.case.id, staff, at(moment))
            write_down(connection, self.case, staff, Tried(outcome, **how), at(moment))

    def mornings(self, *moments: str) -> list[int]:
        return [tell_of_the_night(self.database, at(moment)) for moment in moments]

    @property
    def texts(self) -> list[str]:
        with self.database.read() as connection:
            query = select(outbox.c.body).order_by(outbox.c.created_at, outbox.c.seq)
            return list(connection.execute(query).scalars())

    @property
    def notices(self) -> list[str]:
        with self.database.read() as connection:
            rows = connection.execute(notices.notices.select()).mappings()
            return [row["kind"] for row in rows]


def made(database: Database) -> Tries:
    with database.write() as connection:
        return Tries(database, conversations.find_or_create_sms(connection, PHONE, BOOKED_AT))


@pytest.fixture
def member(database) -> Tries:
    return made(database)


@pytest.fixture
def texter(sqlite) -> Tries:
    """The same where the kind of database makes no difference."""
    return made(sqlite)


NUMBER_TAKEN = call_texts.NUMBER_TAKEN["en"].format(number="650-555-0144")
TEXTED = [
    *(JUST_CALLED, CALLED_EARLIER, FAILED, NUMBER_TAKEN),
    *(just_called(again, call_texts.TRIED_EARLIER) for again in LONGEST),
]


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "failed"])
def test_who_asked_not_to_be_called_is_told_of_no_next_call_but_it_stands_in_the_case(
    texter, outcome: str
) -> None:
    texter.waits(wanted=None)
    texter.call_them(outcome, "2026-11-23T10:00", keeps=True, note="Called all the same.")
    texter.call_them(outcome, "2026-11-23T22:00", keeps=True)
    assert texter.mornings("2026-11-24T09:00") == [0]
    assert texter.texts == [] and texter.history[-1] in CALLS_UNREACHED


@pytest.mark.parametrize("text", TEXTED)
def test_what_is_texted_after_a_call_tells_nothing_of_health_and_fits(text: str) -> None:
    assert not TELLING.findall(text), text
    assert NUMBER in text and is_gsm(text) and segments(text) == 1
    assert grade(text) <= 6.0 and "!" not in text


def test_a_call_that_reached_them_keeps_the_promise_and_they_are_asked_in_the_evening(
    member,
) -> None:
    member.waits()
    member.call_them("reached", "2026-11-23T15:00", note="Wants meals.")
    assert member.history == ["opened", "claimed", "called back"]
    assert member.life.status == "called_back" and member.life.heard_at == at("2026-11-23T15:00")
    assert member.watch("2026-11-23T18:00") == [1] and member.texts == [call_texts.ASKS["en"]]


@pytest.mark.parametrize("outcome", UNREACHED)
def test_a_call_that_did_not_leaves_the_case_waiting_with_a_promise(member, outcome) -> None:
    member.waits()
    member.call_them(outcome, "2026-11-23T15:00")
    assert (member.life.status, member.life.claimed_by) == ("waiting", None)
    assert member.life.heard_at is None and member.life.due_at == at("2026-11-24T18:00")
    assert member.texts == [FAILED if outcome == "failed" else JUST_CALLED]
    assert member.watch("2026-11-23T18:00", "2026-11-23T20:00") == [0, 0], "asked, though missed"


def test_who_keeps_it_has_it_and_is_still_held_to_the_promise(texter) -> None:
    texter.waits()
    texter.call_them("no_answer", "2026-11-23T15:00", keeps=True)
    assert (texter.life.status, texter.life.claimed_by) == ("claimed", "maria")
    assert texter.life.heard_at is None and texter.life.due_at == at("2026-11-24T18:00")
    assert texter.life.active_at == at("2026-11-23T15:00")


@pytest.mark.parametrize("voicemail", [False, None])
def test_a_message_is_left_only_where_they_said_so(texter, voicemail) -> None:
    texter.waits(voicemail=voicemail)
    with pytest.raises(Refused, match="Leave none"):
        texter.call_them("message", "2026-11-23T15:00")
    assert texter.history == ["opened"] and texter.texts == []


@pytest.mark.parametrize("outcome", ["", "talked", "REACHED"])
def test_what_came_of_it_has_to_be_said(texter, outcome) -> None:
    texter.waits()
    with pytest.raises(Refused, match="whether you reached them"):
        texter.call_them(outcome, "2026-11-23T15:00")


def test_danger_is_called_again_within_the_hour(texter) -> None:
    texter.waits(urgency="urgent")
    texter.call_them("no_answer", "2026-11-23T15:00")
    assert texter.life.due_at == at("2026-11-23T15:30")
    assert texter.life.is_overdue(at("2026-11-23T15:31"))


def wrote_of(kind: str, draft):
    return mark_danger(draft, kind, "he will hurt me", BOOKED_AT.isoformat())


@pytest.mark.parametrize("hour", ["15:00", "17:50", "23:30"])
def test_who_wrote_of_danger_is_called_again_by_the_clock(texter, hour) -> None:
    with texter.database.write() as connection:
        draft = wrote_of("self_harm", told())
        cases.open_or_update(connection, texter.conversation, draft, BOOKED_AT)
    tried_at = at(f"2026-11-23T{hour}")
    texter.call_them("no_answer", f"2026-11-23T{hour}")
    assert texter.life.due_at == tried_at + timedelta(minutes=30)


@pytest.mark.parametrize("outcome", ["no_answer", "failed", "reached"])
def test_nothing_of_calls_is_written_to_who_wrote_of_violence(texter, outcome) -> None:
    """Somebody else may look at their telephone."""
    with texter.database.write() as connection:
        draft = wrote_of("violence", told())
        cases.open_or_update(connection, texter.conversation, draft, BOOKED_AT)
    texter.call_them(outcome, "2026-11-23T15:00")
    texter.watch("2026-11-23T18:00", "2026-11-23T19:00")
    assert texter.texts == [] and texter.log == []
    with pytest.raises(Refused, match="Leave none"):
        texter.call_them("message", "2026-11-23T16:00")


def test_nor_that_a_call_comes_or_was_missed(texter) -> None:
    texter.book(MORNING)
    with texter.database.write() as connection:
        draft = wrote_of("violence", wish(MORNING))
        cases.open_or_update(connection, texter.conversation, draft, BOOKED_AT)
    assert texter.watch("2026-11-23T09:30", "2026-11-23T12:01") == [0, 1]
    assert texter.texts == [] and texter.history[-1] == "missed call"


def test_a_promise_that_was_late_and_is_tried_now_can_be_late_again(texter) -> None:
    texter.waits()
    with texter.database.write() as connection:
        assert case_life.escalate(connection, texter.case.id, at("2026-11-25T09:00"))
    texter.call_them("no_answer", "2026-11-25T09:10")
    # The two days after are Thanksgiving and a holiday of California.
    assert texter.life.due_at == at("2026-11-30T18:00")
    assert texter.life.is_overdue(at("2026-11-30T18:01"))


def test_a_try_in_the_time_that_was_booked_is_no_missed_call(member) -> None:
    member.book(MORNING)
    member.call_them("no_answer", "2026-11-23T10:20")
    assert member.call.status == calls.TRIED
    assert member.life.due_at == at("2026-11-24T18:00")
    assert member.watch("2026-11-23T12:01", "2026-11-23T19:00") == [0, 0]
    assert "missed call" not in member.history and member.texts == [JUST_CALLED]


def test_a_try_before_the_time_that_was_booked_leaves_it_booked(member) -> None:
    member.book(MORNING)
    member.call_them("no_answer", "2026-11-23T08:30")
    assert member.call.status == calls.BOOKED and member.life.due_at == MORNING.end
    assert member.watch("2026-11-23T09:30", "2026-11-23T12:00") == [1, 1]
    assert member.texts[1].startswith("The call you asked for comes today")
    assert member.history[-1] == "missed call"


@pytest.mark.parametrize(
    ("chosen", "again"),
    [
        (("2026-11-23T14:30", "2026-11-23T16:00"), " today, after 2:30 pm"),
        (("2026-11-24T10:00", "2026-11-24T12:00"), " tomorrow, after 10 am"),
        (("2026-11-25T10:00", "2026-11-25T12:00"), " on Wednesday, after 10 am"),
        (("2026-12-02T10:00", "2026-12-02T12:00"), ""),
    ],
)
def test_who_missed_a_call_hears_of_the_time_that_is_booked_for_the_next(texter, chosen, again):
    texter.book(slot(*chosen))
    texter.call_them("no_answer", "2026-11-23T08:30")
    assert texter.texts == [just_called(again)]


def test_before_a_long_weekend_the_day_of_the_next_call_is_named(texter) -> None:
    texter.waits()
    texter.call_them("no_answer", "2026-11-25T15:00")
    assert texter.texts == [just_called(" by Monday")]


def test_who_was_reached_before_is_promised_no_day_by_who_keeps_the_case(texter) -> None:
    texter.waits()
    texter.call_them("reached", "2026-11-23T09:00")
    with texter.database.write() as connection:
        write_down(
            connection, texter.case, MARIA, Tried("no_answer", keeps=True), at("2026-11-23T15:00")
        )
    assert texter.texts == [just_called("")]


def test_they_hear_of_calls_and_of_a_dead_number_once_a_day(texter) -> None:
    texter.waits()
    for moment in ("2026-11-23T09:00", "2026-11-23T20:30", "2026-11-24T08:10"):
        texter.call_them("no_answer", moment)
    assert texter.texts == [JUST_CALLED] * 2
    for moment in ("2026-11-24T15:00", "2026-11-24T16:00", "2026-11-30T15:00"):
        texter.call_them("failed", moment)
    assert texter.texts[2:] == [FAILED] * 2
    assert texter.history.count("told of call") == 2
    assert texter.history.count("asked for number") == 2


def test_who_waited_for_the_call_at_its_time_hears_of_it_though_told_that_day(member) -> None:
    member.book(MORNING)
    member.call_them("no_answer", "2026-11-23T08:30")
    member.call_them("no_answer", "2026-11-23T10:20")
    assert member.texts == [just_called(" today, after 10 am"), JUST_CALLED]
    member.call_them("no_answer", "2026-11-23T11:00")
    assert len(member.texts) == 2


@pytest.mark.parametrize("why", ["opted_out_at", "erased_at"])
def test_who_wants_no_texts_gets_none_and_waits_all_the_same(texter, why) -> None:
    texter.waits()
    texter.change(**{why: BOOKED_AT})
    texter.call_them("failed", "2026-11-23T15:00")
    assert texter.texts == [] and texter.life.status == "waiting"
    assert texter.history[-2:] == ["number failed", "released"]


@pytest.mark.parametrize(("outcome", "told"), [("no_answer", CALLED_EARLIER), ("failed", FAILED)])
def test_a_call_late_in_the_evening_is_told_by_text_in_the_morning(member, outcome, told) -> None:
    member.waits()
    member.call_them(outcome, "2026-11-23T21:30")
    assert member.mornings("2026-11-23T21:31", "2026-11-24T07:59") == [0, 0]
    assert member.texts == []
    assert member.mornings("2026-11-24T08:00", "2026-11-24T08:01") == [1, 0]
    assert member.texts == [told]


def test_who_was_reached_in_the_night_after_all_hears_of_no_call_in_vain(member) -> None:
    member.waits()
    member.call_them("no_answer", "2026-11-23T21:30")
    member.call_them("reached", "2026-11-23T22:30")
    assert member.mornings("2026-11-24T08:00") == [0] and member.texts == []


def test_who_wrote_a_moment_ago_sleeps_not_and_hears_of_the_call_at_once(texter) -> None:
    texter.waits()
    with texter.database.write() as connection:
        moment = at("2026-11-23T21:25")
        messages.add(connection, texter.conversation, "member", "are you there", moment)
    texter.call_them("no_answer", "2026-11-23T21:30")
    assert texter.texts == [JUST_CALLED] and texter.mornings("2026-11-24T08:00") == [0]


@pytest.mark.parametrize("why", ["opted_out_at", "erased_at"])
def test_in_the_morning_too_who_wants_no_texts_gets_none(texter, why) -> None:
    texter.waits()
    texter.call_them("no_answer", "2026-11-23T21:30")
    texter.change(**{why: BOOKED_AT})
    assert texter.mornings("2026-11-24T08:00") == [0] and texter.texts == []


def test_nor_is_a_call_in_the_night_told_to_who_wrote_of_violence(texter) -> None:
    with texter.database.write() as connection:
        draft = wrote_of("violence", told())
        cases.open_or_update(connection, texter.conversation, draft, BOOKED_AT)
    texter.call_them("no_answer", "2026-11-23T21:30")
    assert texter.mornings("2026-11-24T08:00") == [0] and texter.texts == []


def test_after_three_in_a_row_the_desk_is_told_and_after_three_more_again(texter) -> None:
    texter.waits()
    for day in range(6):
        texter.call_them("no_answer", f"2026-11-23T{9 + day:02}:00")
    assert texter.history.count("hard to reach") == 2
    assert texter.notices.count("hard to reach") == 2
    before = texter.history[: texter.history.index("hard to reach")]
    assert before.count("no answer") == 3


def test_who_was_reached_in_between_begins_anew(texter) -> None:
    texter.waits()
    for hour, outcome in enumerate(("busy", "message", "reached", "no_answer", "failed")):
        texter.call_them(outcome, f"2026-11-23T{9 + hour:02}:00")
    assert "hard to reach" not in texter.history


def test_after_one_that_reached_them_a_call_in_vain_makes_a_promise_again(texter) -> None:
    texter.waits()
    texter.call_them("reached", "2026-11-23T10:00")
    texter.call_them("no_answer", "2026-11-23T15:00")
    assert texter.life.status == "waiting" and texter.life.heard_at is None
    assert texter.life.due_at == at("2026-11-24T18:00")


def test_the_number_that_failed_stands_in_the_history_for_staff_alone(texter) -> None:
    texter.waits()
    texter.call_them("failed", "2026-11-23T15:00", note="Says not in service.")
    with texter.database.read() as connection:
        line = case_events.last(connection, texter.case.id, "number failed")
    assert line["note"] == "650-555-0111. Says not in service." and line["actor"] == "maria"
    assert "0111" not in texter.texts[0]


def test_what_another_has_is_not_theirs_to_write_down(texter) -> None:
    texter.waits()
    with texter.database.write() as connection:
        case_life.claim(connection, texter.case.id, ANA, at("2026-11-23T14:00"))
    with pytest.raises(Refused, match="Ana, Member Services has"):
        texter.call_them("no_answer", "2026-11-23T15:00")
    assert texter.history == ["opened", "claimed"] and texter.texts == []


def test_a_try_and_a_lapse_at_once_leave_one_case_that_waits(member) -> None:
    member.waits()
    late = at("2026-11-23T15:00")
    with member.database.write() as connection:
        case_life.claim(connection, member.case.id, MARIA, late - timedelta(hours=1))

    def lapse() -> None:
        # The worker, too, takes it that somebody was quicker.
        with contextlib.suppress(Refused), member.database.write() as connection:
            case_life.lapse(connection, member.case.id, late)

    def call() -> bool:
        try:
            with member.database.write() as connection:
                write_down(connection, member.case, MARIA, Tried("no_answer"), late)
        except Refused:
            return False
        return True

    is_written = all_at_once([call, lapse])[0]
    assert member.life.status == "waiting" and member.life.claimed_by is None
    assert member.history.count("no answer") == int(is_written) == len(member.texts)


# With the real screening and the real case: the number that they text


@pytest.fixture
def booked(tmp_path, database):
    """Somebody who texted for a call, whose number did not work when Maria tried it."""
    with set_up(tmp_path, EngineTurns(), database) as line:
        line.make_case = lambda screening, to: drafter().draft(
            screening, to.screening, to.channel, to.address
        )
        taker = replace(line.taker(), clock=Clock())
        says(line, taker, "hi", "talk to a person", "call me", "Ana", "2", "yes", "skip")
        member = Tries(line.database, line.the_case().conversation_id)
        yield line, taker, member


def says(line, taker, *texts: str) -> str:
    """They text this; give the last answer."""
    for text in texts:
        line.text(PHONE, text)
        assert taker.step()
    with line.database.read() as connection:
        identity = conversations.id_of_number(connection, PHONE)
        return messages.after(connection, identity, 0, 100)[-1]["text"]


def fails(member: Tries) -> None:
    """Maria tries their number in the middle of a day; it does not work."""
    with member.database.write() as connection:
        case, noon = member.case, at("2026-11-23T12:00")
        case_life.claim(connection, case.id, MARIA, noon)
        write_down(connection, case, MARIA, Tried("failed"), noon)


@pytest.mark.parametrize("text", ["650-555-0144", "you can try (650) 555 0144", "+16505550144"])
def test_a_number_they_text_when_asked_is_the_one_to_call(booked, text: str) -> None:
    line, taker, member = booked
    fails(member)
    assert member.log[-1] == FAILED
    turns = len(line.turns.seen)
    assert says(line, taker, text) == NUMBER_TAKEN
    assert member.case.details["contact"]["number"] == "6505550144"
    assert member.history[-1] == "contact" and len(line.turns.seen) == turns
    says(line, taker, "thank you")
    assert member.case.details["contact"]["number"] == "6505550144"
    assert "650-555-0144" in member.case.summary


@pytest.mark.parametrize(
    "text", ["who is this?", "650-555-0144 but i told you all that before, twice now", "911", "yes"]
)
def test_anything_else_has_its_turn(booked, text: str) -> None:
    line, taker, member = booked
    fails(member)
    before, turns = member.case.details["contact"]["number"], len(line.turns.seen)
    says(line, taker, text)
    assert member.case.details["contact"]["number"] == before
    assert len(line.turns.seen) == turns + 1


def test_a_number_that_was_not_asked_for_has_its_turn_too(booked) -> None:
    line, taker, member = booked
    turns = len(line.turns.seen)
    says(line, taker, "650-555-0144")
    assert len(line.turns.seen) == turns + 1
    fails(member)
    says(line, taker, "who is this?", "650-555-0144")
    assert len(line.turns.seen) == turns + 3 and member.history[-1] != "contact"


def test_a_booked_call_stays_booked_after_a_number_was_asked_for(texter) -> None:
    texter.book(MORNING)
    texter.call_them("failed", "2026-11-22T12:00")
    assert texter.call.status == calls.BOOKED
    texter.book(MORNING)
    assert texter.history.count("call booked") == 1
    assert texter.watch("2026-11-23T09:30") == [1]
