"""A call at a time that the member chose: told of before, never forgotten, asked about after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.channels import call_texts
from bot.channels.sms_text import is_gsm, segments
from bot.console.queue_page import row
from bot.conversation.office import office_zone
from bot.conversation.slots import Slot
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import StaffMember
from bot.handoff.office_hours import office_contacts
from bot.storage import calls, case_events, case_life, cases, conversations, messages, queue
from bot.storage.cases import StoredCase
from bot.storage.outbox import outbox
from bot.worker.calls import keep_booking, watch_calls
from bot.worker.clock import Clock
from tests.fakes.desk import drafter
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import Line
from tests.fakes.line import line as set_up
from tests.fakes.serving import all_at_once, wait_for
from tests.wording.reading import grade
from tests.worker.test_case_status import Asker
from tests.worker.test_unasked import TELLING

PHONE = "+16505550111"
MARIA = StaffMember("maria", "Maria", "member_services")
MINUTE = timedelta(minutes=1)
ASKED = "\n1 Yes 2 No 3 Not sure"
NOTES = {
    "coming": call_texts.COMING["en"].format(day="today", hour="8 am", number="650-616-2133"),
    "missed": call_texts.MISSED["en"],
    "tried earlier": call_texts.TRIED_EARLIER["en"].format(
        number="650-616-2133", again=" on Wednesday, after 10:30 am"
    ),
    "asks": call_texts.ASKS["en"],
    "reached": call_texts.REACHED["en"],
    "not reached": call_texts.NOT_REACHED["en"],
}


def at(text: str) -> datetime:
    """A moment by the clock on the office's wall."""
    zone = office_zone(office_contacts())
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(timezone.utc)


def slot(start: str, end: str) -> Slot:
    return Slot(at(start), at(end))


MORNING = slot("2026-11-23T10:00", "2026-11-23T12:00")
BOOKED_AT = at("2026-11-21T10:00")


def wish(chosen: Slot | None, wanted: str | None = "call_me", urgency: str = "routine"):
    contact = {"slot": chosen.value if chosen else None, "when": "said", "asked_on": "2026-11-21"}
    details = {"person": "self", "wanted": wanted, "contact": contact}
    return CaseDraft("self", urgency, "member_services", "Wants a call.", details)


@dataclass
class Booked:
    """Somebody who chose a time, and all that happens by the clock."""

    database: object
    conversation: str

    def book(self, chosen: Slot | None, now: datetime = BOOKED_AT, **how) -> StoredCase:
        with self.database.write() as connection:
            draft = wish(chosen, **how)
            code = cases.open_or_update(connection, self.conversation, draft, now)
            keep_booking(connection, code, now)
        return self.case

    @property
    def case(self) -> StoredCase:
        with self.database.read() as connection:
            [case] = cases.newest(connection, 2)
        return case

    @property
    def life(self):
        with self.database.read() as connection:
            return case_life.life_of(connection, self.case.id)

    @property
    def call(self) -> calls.Call:
        with self.database.read() as connection:
            return calls.newest(connection, self.case.id)

    @property
    def history(self) -> list[str]:
        with self.database.read() as connection:
            found = case_events.of_case(connection, self.case.id)
        return [event["kind"] for event in found if event["kind"] != "updated"]

    @property
    def texts(self) -> list[str]:
        with self.database.read() as connection:
            query = select(outbox.c.body).order_by(outbox.c.id)
            return list(connection.execute(query).scalars())

    @property
    def log(self) -> list[str]:
        with self.database.read() as connection:
            found = messages.after(connection, self.conversation, 0, 100)
        return [message["text"] for message in found]

    def watch(self, *moments: str) -> list[int]:
        return [watch_calls(self.database, at(moment)) for moment in moments]

    def staff(self, act, moment: str, *arguments) -> None:
        with self.database.write() as connection:
            if act is not case_life.claim:
                act(connection, self.case.id, MARIA, *arguments, at(moment))
            else:
                act(connection, self.case.id, MARIA, at(moment))

    def called(self, moment: str) -> None:
        self.staff(case_life.claim, moment)
        self.staff(case_life.call, moment)

    def change(self, **values) -> None:
        with self.database.write() as connection:
            conversations.change(connection, self.conversation, **values)


@pytest.fixture
def member(database) -> Booked:
    with database.write() as connection:
        identity = conversations.find_or_create_sms(connection, PHONE, BOOKED_AT)
    return Booked(database, identity)


@pytest.fixture
def on_the_page(database) -> Booked:
    with database.write() as connection:
        identity = conversations.create_web(connection, "token", "en", BOOKED_AT)
    return Booked(database, identity)


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
def test_no_note_of_a_call_tells_of_health_and_each_names_the_number_and_fits(text: str) -> None:
    assert not TELLING.findall(text), text
    assert "650-616-2133" in text and is_gsm(text) and segments(text) <= 2
    assert grade(text.replace("\n", " ")) <= 6.0 and "!" not in text


def test_the_note_before_a_call_says_from_where_and_what_nobody_asks_for() -> None:
    told = NOTES["coming"]
    assert "from 650-616-2133" in told and "Nobody will ask for your Social Security" in told


def test_a_time_that_was_chosen_is_booked_and_promised(member) -> None:
    member.book(MORNING)
    assert (member.call.starts_at, member.call.ends_at) == (MORNING.start, MORNING.end)
    assert member.life.due_at == MORNING.end and member.history == ["opened", "call booked"]
    member.book(MORNING)
    assert member.history.count("call booked") == 1


def test_another_time_replaces_the_first_also_a_later_one(member) -> None:
    member.book(MORNING)
    later = slot("2026-11-25T14:00", "2026-11-25T16:00")
    member.book(later)
    assert member.life.due_at == later.end and member.call.starts_at == later.start
    assert member.watch("2026-11-23T09:30", "2026-11-23T12:30") == [0, 0]
    assert member.watch("2026-11-25T13:30") == [1]


def test_a_call_taken_back_is_off(member) -> None:
    member.book(MORNING)
    member.book(None, wanted=None)
    assert member.history[-1] == "call off" and member.call.status == calls.OFF
    assert member.watch("2026-11-23T09:30", "2026-11-23T12:30") == [0, 0] and not member.texts
    member.book(MORNING)
    assert member.call.status == calls.BOOKED


def test_a_case_of_danger_is_not_put_off_by_a_time_to_call(member) -> None:
    member.book(MORNING, urgency="urgent")
    assert member.life.due_at < MORNING.end


@pytest.mark.parametrize("urgency", ["routine", "urgent"])
def test_who_was_reached_and_books_another_call_is_promised_it_and_it_is_not_forgotten(
    member, urgency: str
) -> None:
    member.book(None, urgency=urgency)
    member.called("2026-11-21T15:00")
    member.book(MORNING, at("2026-11-21T15:10"), urgency=urgency)
    assert member.life.status == "called_back" and member.life.due_at == MORNING.end
    with member.database.read() as connection:
        shown = row(queue.one(connection, member.case.code), at("2026-11-21T15:15"))
        assert case_life.overdue(connection, MORNING.end + MINUTE) == [member.case.id]
    assert (shown.status, shown.clock) == ("Called", "Due Mon Nov 23, 12:00 PM")
    assert member.watch("2026-11-21T19:00") == [0]  # not asked of the call that reached them
    assert member.call.status == calls.BOOKED
    assert member.watch("2026-11-23T09:30", "2026-11-23T12:01") == [1, 1]
    assert member.history[-1] == "missed call" and member.life.status == "waiting"


def test_without_a_time_nothing_is_booked(member) -> None:
    member.book(None)
    assert member.call is None and member.history == ["opened"]


@pytest.mark.parametrize(
    ("moment", "tells"),
    [("08:59", 0), ("09:00", 1), ("09:50", 1), ("09:51", 0), ("10:30", 0)],
)
def test_they_are_told_ten_to_sixty_minutes_before(member, moment: str, tells: int) -> None:
    member.book(MORNING)
    assert member.watch(f"2026-11-23T{moment}", f"2026-11-23T{moment}") == [tells, 0]
    expected = call_texts.COMING["en"].format(day="today", hour="10 am", number="650-616-2133")
    assert member.texts == [expected] * tells


@pytest.mark.parametrize(
    ("start", "untold", "told"),
    [
        ("2026-11-23T08:00", "2026-11-22T19:59", "2026-11-22T20:00"),
        ("2026-11-02T08:00", "2026-11-01T19:59", "2026-11-01T20:30"),  # clocks were set back
        ("2027-03-15T08:00", "2027-03-14T19:59", "2027-03-14T20:30"),  # and forward
    ],
)
def test_of_a_call_first_thing_in_the_morning_they_are_told_the_evening_before(
    member, start: str, untold: str, told: str
) -> None:
    member.book(slot(start, start.replace("T08", "T10")), at(untold) - timedelta(days=1))
    assert member.watch(untold, told, start.replace("T08:00", "T07:30")) == [0, 1, 0]
    assert "comes tomorrow, after 8 am" in member.texts[0]


@pytest.mark.parametrize("why", ["opted_out_at", "erased_at"])
def test_who_wants_no_texts_or_is_forgotten_gets_none_but_the_call_stays(member, why: str) -> None:
    member.book(MORNING)
    member.change(**{why: BOOKED_AT})
    member.watch("2026-11-23T09:30", "2026-11-23T12:01")
    assert member.texts == [] and member.history[-1] == "missed call"


def test_on_the_page_it_is_told_in_the_chat_and_nobody_is_texted(on_the_page) -> None:
    on_the_page.book(MORNING)
    on_the_page.watch("2026-11-23T09:30")
    assert "comes today" in on_the_page.log[0] and on_the_page.texts == []


def test_who_was_called_before_is_not_told_that_a_call_comes(member) -> None:
    member.book(MORNING)
    member.called("2026-11-23T09:05")
    assert member.watch("2026-11-23T09:30", "2026-11-23T12:30") == [0, 0]
    assert member.texts == [] and member.call.status == calls.MADE


@pytest.mark.parametrize("has_taken_it", [False, True])
def test_a_missed_call_waits_again_due_now_and_they_are_told_once(member, has_taken_it) -> None:
    member.book(MORNING)
    if has_taken_it:
        member.staff(case_life.claim, "2026-11-23T11:50")
    assert member.watch("2026-11-23T11:59", "2026-11-23T12:00", "2026-11-23T12:01") == [0, 1, 0]
    assert member.texts == [call_texts.MISSED["en"]]
    assert (member.life.status, member.life.claimed_by) == ("waiting", None)
    assert member.life.due_at == at("2026-11-23T12:00") and member.history[-1] == "missed call"
    assert member.life.is_overdue(at("2026-11-23T12:01"))


def test_a_resolved_case_has_no_missed_call(member) -> None:
    member.book(MORNING)
    member.staff(case_life.claim, "2026-11-23T09:10")
    member.staff(
        lambda connection, case, staff, now: case_life.resolve(
            connection, case, staff, "questions_answered", now
        ),
        "2026-11-23T09:20",
    )
    assert member.watch("2026-11-23T12:30") == [0] and member.life.status == "resolved"


def test_after_a_night_in_which_nothing_ran_the_case_waits_again_and_they_hear_so(member) -> None:
    member.book(MORNING)
    assert member.watch("2026-11-24T09:00") == [1]
    assert member.texts == [call_texts.MISSED["en"]] and member.history[-1] == "missed call"


def test_after_weeks_in_which_nothing_ran_no_text_tells_of_a_call_long_ago(member) -> None:
    member.book(MORNING)
    assert member.watch("2026-12-14T09:00") == [1]
    assert member.texts == [] and member.history[-1] == "missed call"


def test_a_missed_call_wakes_nobody_at_night_and_is_told_in_the_morning(member) -> None:
    member.book(slot("2026-11-23T16:00", "2026-11-23T18:00"))
    assert member.watch("2026-11-23T21:00", "2026-11-24T07:59") == [0, 0] and member.texts == []
    assert member.watch("2026-11-24T08:00", "2026-11-24T08:01") == [1, 0]
    assert member.texts == [call_texts.MISSED["en"]]


def test_each_time_that_goes_by_is_told_also_the_second_one_of_a_day(member) -> None:
    member.book(MORNING)
    member.watch("2026-11-23T12:00")
    member.book(slot("2026-11-23T14:00", "2026-11-23T16:00"), at("2026-11-23T12:30"))
    assert member.watch("2026-11-23T13:30", "2026-11-23T16:00") == [1, 1]
    assert member.texts.count(call_texts.MISSED["en"]) == 2


def test_many_workers_tell_and_miss_once(member) -> None:
    member.book(MORNING)
    before, over = at("2026-11-23T09:30"), at("2026-11-23T12:30")
    all_at_once([lambda: watch_calls(member.database, before)] * 4)
    all_at_once([lambda: watch_calls(member.database, over)] * 4)
    assert len(member.texts) == 2 and member.history.count("missed call") == 1


def test_whoever_is_erased_takes_their_calls_along(member) -> None:
    case = member.book(MORNING)
    with member.database.write() as connection:
        cases.delete(connection, case)
        assert connection.execute(select(calls.calls.c.id)).all() == []
    assert member.watch("2026-11-23T09:30", "2026-11-23T12:30") == [0, 0]


@pytest.mark.parametrize(
    ("moment", "asks"), [("17:59", 0), ("18:00", 1), ("20:59", 1), ("21:00", 0)]
)
def test_on_the_evening_after_a_call_they_are_asked_once(member, moment: str, asks: int) -> None:
    member.book(None)
    member.called("2026-11-23T15:00")
    assert member.watch(f"2026-11-23T{moment}", f"2026-11-23T{moment}") == [asks, 0]
    assert member.texts == [call_texts.ASKS["en"]] * asks
    assert member.watch("2026-11-24T19:00") == [0]


@pytest.mark.parametrize("reason", ["questions_answered", "not_wanted"])
def test_also_of_a_closed_case_but_not_who_wants_nothing(member, reason: str) -> None:
    member.book(None)
    member.called("2026-11-23T15:00")
    with member.database.write() as connection:
        now = at("2026-11-23T15:10")
        case_life.resolve(connection, member.case.id, MARIA, reason, now)
    assert member.watch("2026-11-23T19:00") == [int(reason == "questions_answered")]


def test_in_the_chat_nobody_is_asked_in_the_evening(on_the_page) -> None:
    on_the_page.book(None)
    on_the_page.called("2026-11-23T15:00")
    assert on_the_page.watch("2026-11-23T19:00") == [0]


# With gateway, worker and stand-ins: what they answer


def texts_case(screening, to) -> CaseDraft | None:
    chosen = Slot.from_value(screening["handover"].get("slot"))
    return wish(chosen) if screening["handover"].get("wanted") else None


@pytest.fixture
def asked(line: Line) -> tuple[Line, Booked]:
    """Somebody who texted for a call, was called today, and is asked in the evening."""
    line.make_case = texts_case
    line.turns.handover = {"wanted": "call_me"}
    with line.working():
        line.text(PHONE, "call me")
        wait_for(lambda: len(line.texts_to(PHONE)) == 1)
    case = line.the_case()
    member = Booked(line.database, case.conversation_id)
    now = Clock().now()
    with line.database.write() as connection:
        case_life.claim(connection, case.id, MARIA, now)
        case_life.call(connection, case.id, MARIA, now)
        seq = messages.add(connection, case.conversation_id, "system", NOTES["asks"], now)
        calls.add(connection, case.id, now, status=calls.MADE, asked_at=now, asked_seq=seq)
    return line, member


def answers(line: Line, text: str) -> str:
    with line.working():
        before = len(line.texts_to(PHONE))
        line.text(PHONE, text)
        said: str = wait_for(lambda: line.texts_to(PHONE)[before:])[0]
    return said.removesuffix(ASKED)


@pytest.mark.parametrize("text", ["1", "Yes", "yes you did."])
def test_a_yes_closes_the_loop_and_the_dialogue_hears_nothing_of_it(asked, text: str) -> None:
    line, member = asked
    assert answers(line, text) == NOTES["reached"]
    assert member.history[-1] == "reached" and member.life.status == "called_back"
    assert len(line.turns.seen) == 1


@pytest.mark.parametrize("text", ["2", "No", "nobody called me"])
def test_a_no_has_the_case_wait_again_as_pressing_as_can_be(asked, text: str) -> None:
    line, member = asked
    assert answers(line, text) == NOTES["not reached"]
    assert member.history[-2:] == ["returned", "not reached"]
    assert member.life.status == "waiting" and member.life.heard_at is None
    assert member.case.urgency == "routine" and member.life.due_at is not None
    assert len(line.turns.seen) == 1


def test_a_no_opens_a_closed_case_again(asked) -> None:
    line, member = asked
    with line.database.write() as connection:
        now = Clock().now()
        case_life.resolve(connection, member.case.id, MARIA, "questions_answered", now)
    assert answers(line, "2") == NOTES["not reached"]
    assert member.history[-2:] == ["reopened", "not reached"] and member.life.status == "waiting"


def test_anything_else_has_its_turn_and_then_a_number_is_of_the_dialogue(asked) -> None:
    line, member = asked
    assert answers(line, "yes but she hung up on me") == "2: yes but she hung up on me"
    assert answers(line, "1") == "3: 1"
    assert "reached" not in member.history


def test_a_number_long_before_the_question_is_of_the_dialogue(line) -> None:
    assert answers(line, "1") == "1: 1"


def test_the_turn_that_books_a_time_puts_it_down(line) -> None:
    line.make_case = texts_case
    day = (Clock().now() + timedelta(days=2)).astimezone(office_zone(office_contacts())).date()
    chosen = slot(f"{day}T10:00", f"{day}T12:00")
    line.turns.handover = {"wanted": "call_me", "slot": chosen.value}
    assert answers(line, "call me") == "1: call me"
    member = Booked(line.database, line.the_case().conversation_id)
    assert member.call.starts_at == chosen.start and member.life.due_at == chosen.end
    with line.working():
        watch_calls(line.database, chosen.end + MINUTE)
    assert member.history[-1] == "missed call"


def test_to_status_they_hear_the_time_that_is_booked(member) -> None:
    asker = Asker(member.database, member.conversation)
    told = {"wanted": "call_me", "complete": True}
    case = member.book(MORNING)
    said = asker.hears(BOOKED_AT, **told)
    assert said.startswith("You asked for a call. Someone from HPSM will call Mon Nov 23, 10 am")
    assert case.code in said and grade(said) <= 6.0
    member.staff(case_life.claim, "2026-11-23T09:10")
    assert "Maria from HPSM has your request now, and will call Mon Nov 23, 10 am to noon." in (
        asker.hears(at("2026-11-23T09:15"), **told)
    )
    member.watch("2026-11-23T12:01")
    assert "is late with it" in asker.hears(at("2026-11-23T12:02"), **told)


def test_who_was_heard_from_before_the_call_still_hears_its_time(member) -> None:
    asker, case = Asker(member.database, member.conversation), member.book(MORNING)
    member.staff(case_life.claim, "2026-11-21T11:00")
    with member.database.write() as connection:
        case_life.heard(connection, case.id, at("2026-11-21T11:05"))
    said = asker.hears(at("2026-11-21T11:15"), wanted="call_me", complete=True)
    assert "Maria from HPSM has your request now, and will call Mon Nov 23, 10 am to noon." in said


def test_from_a_text_to_a_booked_call(tmp_path, database) -> None:
    """With the real screening and the real case, on the day that it is."""
    with set_up(tmp_path, EngineTurns(), database) as line:
        line.make_case = lambda screening, to: drafter().draft(
            screening, to.screening, to.channel, to.address
        )
        taker = replace(line.taker(), clock=Clock())
        for text in ("hi", "talk to a person", "call me", "Ana"):
            line.text(PHONE, text)
            assert taker.step()
        offer = line.bodies()[-1]
        assert "4 Later\n5 Any time" in offer
        line.text(PHONE, "2")
        assert taker.step()
        case = line.the_case()
        call = Booked(line.database, case.conversation_id).call
        assert call.status == calls.BOOKED and call.starts_at > Clock().now()
        with line.database.read() as connection:
            assert case_life.life_of(connection, case.id).due_at == call.ends_at
        assert f"2 {case.details['contact']['when']}\n" in offer
        assert case.details["contact"]["when"] in case.summary
