"""Nobody who wrote to a person is left in silence, and no case is forgotten; by the clock alone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.fixed_texts import UNASKED, Notice
from bot.handoff.case import NOT_SAID, CaseDraft
from bot.handoff.case_life import StaffMember
from bot.storage import case_events, case_life, cases, conversations, presence
from bot.worker import service, takeover
from bot.worker.waiting import place_words
from bot.worker.watching import watch_over
from tests.fakes.line import Line
from tests.fakes.serving import all_at_once, wait_for
from tests.worker.test_takeover import (
    MARIA,
    PHONE,
    asks_for_a_person,
    do,
    holder,
    now,
    said,
    speak,
    status,
    take_over,
    texts_for_a_person,
)

MINUTE = timedelta(minutes=1)
WAIT = UNASKED[Notice.WAIT]["en"]


def watch(line: Line, minutes: float) -> int:
    """Look as long after now as that."""
    return watch_over(line.database, now() + minutes * MINUTE)


def kinds(line: Line, case) -> list[str]:
    """What happened to the case, beside what later turns told of it."""
    with line.database.read() as connection:
        found = [event["kind"] for event in case_events.of_case(connection, case.id)]
    return [kind for kind in found if kind != "updated"]


def test_who_writes_to_a_person_and_hears_nothing_is_told_once_and_supervisors_see_it(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="are you there?")
        assert watch(line, 2) == 0
        assert [watch(line, minutes) for minutes in (3.1, 4, 9)] == [1, 0, 0]
        assert said(line, case)[-1] == ("system", None, WAIT)
        speak(line, case, "Sorry, I had to look something up.")
        member.post(id="b", text="ok")
        assert watch(line, 4) == 1
    assert kinds(line, case).count("left waiting") == 2
    assert holder(line, case) == "maria"


def test_after_a_longer_silence_the_helper_is_back_and_the_case_waits_again(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="are you there?")
        watch(line, 4)
        assert watch(line, 10.1) == 1
        last = member.hear()[-1]
        assert watch(line, 11) == 0
        member.say("yes")
    assert last["text"].startswith("Sorry, Maria could not write back. I am the automated helper")
    assert "650-616-2133" in last["text"] and last["question"] is not None
    assert (status(line, case), holder(line, case)) == ("waiting", None)
    assert kinds(line, case)[-3:] == ["left waiting", "handed back", "returned"]
    with line.database.read() as connection:
        life = case_life.life_of(connection, case.id)
    assert life.heard_at is None and life.claimed_by is None


def test_by_text_message_the_same(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, "are you there?")
        watch(line, 4)
        wait_for(lambda: WAIT in line.texts_to(PHONE))
        watch(line, 10.1)
        wait_for(lambda: len(line.texts_to(PHONE)) >= 4)
    assert any(text.startswith("Sorry, Maria could not") for text in line.texts_to(PHONE))
    assert status(line, case) == "waiting"


def test_who_has_nothing_to_wait_for_is_told_nothing(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="thank you")
        speak(line, case, "You are welcome. Take your time.")
        assert watch(line, 25) == 0
    assert said(line, case)[-1][0] == "staff"


def test_a_person_who_closed_the_lid_holds_nobody_for_long(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        assert watch(line, 31) == 1
        assert member.hear()[-1]["text"].startswith("Sorry, Maria could not")
    assert (status(line, case), holder(line, case)) == ("waiting", None)


def test_what_was_written_just_before_a_person_came_waits_for_their_word(line):
    with line.working():
        member, case = asks_for_a_person(line)
    member.post(id="a", text="hello?")
    take_over(line, case)
    assert watch(line, 3.1) == 1


def test_who_opted_out_is_not_texted_that_it_takes_long(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, "are you there?")
        line.text(PHONE, "STOP")
        assert watch(line, 4) == 0
        watch(line, 11)
    assert WAIT not in line.bodies()
    assert status(line, case) == "waiting"


def test_a_hold_without_a_case_ends_by_itself(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        line.change("UPDATE cases SET status = 'claimed'")
        assert watch(line, 0) == 1
        assert "I am the automated helper" in member.hear()[-1]["text"]
    assert holder(line, case) is None


def test_a_claim_nobody_works_on_and_a_promise_nobody_kept_are_seen_to(line):
    with line.working():
        _, case = asks_for_a_person(line)
        with line.database.write() as connection:
            case_life.claim(connection, case.id, MARIA, now())
        assert watch(line, 19) == 0
        assert watch(line, 21) == 1
        assert status(line, case) == "waiting"
        assert watch(line, 60 * 24 * 14) == 1
        assert watch(line, 60 * 24 * 15) == 0
    assert kinds(line, case)[-2:] == ["returned", "escalated"]


def test_a_worker_that_was_restarted_still_knows_who_waits(line, monkeypatch):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="are you there?")
    with line.database.write() as connection:
        earlier = now() - 4 * MINUTE
        conversations.change(connection, member.conversation, unanswered_since=earlier)
    monkeypatch.setattr(service, "WATCH_SECONDS", 0.05)
    with line.working():
        wait_for(lambda: said(line, case)[-1][2] == WAIT)
    told = [each for each in said(line, case) if each[2] == WAIT]
    assert told == [("system", None, WAIT)]


def test_two_workers_that_look_at_once_tell_it_once(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="are you there?")
    at = now() + 4 * MINUTE
    assert sum(all_at_once([lambda: watch_over(line.database, at)] * 4)) == 1
    assert [text for _, _, text in said(line, case)].count(WAIT) == 1


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M %z").astimezone(timezone.utc)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-11-20 17:59 -0800", "call 650-616-2133 (TTY 711) until 6 pm"),
        ("2026-11-20 18:00 -0800", "opens Monday at 8 am"),
        ("2026-11-20 07:59 -0800", "opens Friday at 8 am"),
        ("2026-11-26 10:00 -0800", "opens Monday at 8 am"),
        ("2026-11-25 20:00 -0800", "opens Monday at 8 am"),
        ("2026-11-01 01:30 -0700", "opens Monday at 8 am"),
        ("2027-03-14 03:00 -0700", "opens Monday at 8 am"),
    ],
)
def test_with_nobody_there_the_next_opening_is_told_and_that_they_can_leave(sqlite, at, told):
    case = waiting_case(sqlite, moment(at))
    with sqlite.read() as connection:
        words = place_words(connection, case, "en", moment(at))
    assert told in words
    assert "You do not have to wait here" in words and "your call is kept" in words


def waiting_case(database, at: datetime, desk: str = "member_services") -> cases.StoredCase:
    draft = CaseDraft("self", "routine", desk, "Asked.", {"person": "self", "wanted": "person"})
    with database.write() as connection:
        identity = conversations.create_web(connection, f"{at} {desk}", "en", at)
        code = cases.open_or_update(connection, identity, draft, at)
        return cases.by_code(connection, code)


def test_with_somebody_there_the_place_in_line_is_told(sqlite):
    at = moment("2026-11-20 10:00 -0800")
    first, second = (waiting_case(sqlite, at + n * MINUTE) for n in range(2))
    elsewhere = waiting_case(sqlite, at, "icm")
    with sqlite.write() as connection:
        presence.seen(connection, MARIA, at)
    with sqlite.read() as connection:
        words = [place_words(connection, case, "en", at) for case in (first, second, elsewhere)]
    assert words[0].startswith("You are next in line.")
    assert words[1].startswith("You are number 2 in line.")
    assert words[2].startswith("Nobody is free to write with you right now.")


def person_case(screening, to) -> CaseDraft | None:
    wanted = screening["handover"].get("wanted")
    person = screening.get("who") or NOT_SAID
    details = {"person": person, "wanted": wanted, "said": screening["said"]}
    draft = CaseDraft(person, "routine", "member_services", "Asked.", details)
    return draft if wanted else None


def test_who_waits_is_told_so_once_and_before_the_question(line):
    line.make_case = person_case
    with line.working():
        member = line.new_member()
        member.hear()
        line.turns.handover = {"wanted": "person"}
        member.say("person please")
        member.say("and again")
    heard = [who for who, _, _ in said(line, line.the_case())]
    assert heard == [*("assistant", "member", "system", "assistant", "member", "assistant")]


@pytest.mark.parametrize("wanted", ["call_me", "call_now"])
def test_who_wants_a_call_is_not_told_of_a_line(line, wanted):
    line.make_case = person_case
    with line.working():
        member = line.new_member()
        member.hear()
        line.turns.handover = {"wanted": wanted}
        member.say("call me")
    assert "system" not in [who for who, _, _ in said(line, line.the_case())]


def test_by_text_message_nobody_waits_in_a_line(line):
    line.make_case = person_case
    line.turns.handover = {"wanted": "person"}
    with line.working():
        line.text(PHONE, "person please")
        wait_for(lambda: len(line.texts_to(PHONE)) == 1)
    assert "in line" not in " ".join(line.bodies())


def test_a_supervisor_may_hand_back_what_somebody_else_left(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        boss = StaffMember("boss", "Lee", "member_services", oversees=True)
        do(line, takeover.hand_back, case, staff=boss)
        assert member.hear()[-1]["text"].startswith("Maria has left.")
    assert status(line, case) == "claimed"
