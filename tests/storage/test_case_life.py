"""What staff do with cases in the database: claims that race, histories that tell everything."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.handoff.case import CaseDraft
from bot.handoff.case_life import (
    CALLED_BACK,
    CLAIMED,
    OPEN,
    RESOLVED,
    WAITING,
    Event,
    Move,
    Refused,
    StaffMember,
)
from bot.handoff.danger import mark_danger
from bot.storage import case_events, case_life, cases, conversations, presence, waiting_line
from tests.fakes.serving import all_at_once
from tests.storage.conftest import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MARIA = StaffMember("maria", "Maria", "member_services")
ANA = StaffMember("ana", "Ana", "icm")
BOSS = StaffMember("boss", "Lee", "member_services", oversees=True)
WISH = CaseDraft("self", "routine", "member_services", "Wants a call.", {"person": "self"})


def open_case(database, draft=WISH, now=NOW, conversation=None) -> cases.StoredCase:
    with database.write() as connection:
        if conversation is None:
            conversation = conversations.create_web(connection, token_hex(), "en", now)
        code = cases.open_or_update(connection, conversation, draft, now)
        return cases.by_code(connection, code)


def do(database, act, *args, **how) -> None:
    with database.write() as connection:
        act(connection, *args, **how)


def life(database, case):
    with database.read() as connection:
        return case_life.life_of(connection, case.id)


def history(database, case) -> list[tuple[str, str]]:
    with database.read() as connection:
        return [(e["kind"], e["actor"]) for e in case_events.of_case(connection, case.id)]


def notes(database, case) -> list[str | None]:
    with database.read() as connection:
        return [e["note"] for e in case_events.of_case(connection, case.id)]


def test_of_twenty_who_claim_at_once_one_has_it_and_the_others_hear_who(database):
    case = open_case(database)
    crowd = [StaffMember(f"agent{n}", f"Agent{n}", "member_services") for n in range(20)]

    def claims(staff):
        try:
            do(database, case_life.claim, case.id, staff, NOW)
        except Refused as refused:
            return str(refused)
        return None

    told = all_at_once([lambda who=who: claims(who) for who in crowd])
    assert told.count(None) == 1
    winner = crowd[told.index(None)]
    assert set(told) == {None, f"{winner.title} has taken this case."}
    assert life(database, case).claimed_by == winner.account
    assert history(database, case) == [("opened", "assistant"), ("claimed", winner.account)]


def test_who_clicks_twice_has_claimed_once(database):
    case = open_case(database)
    for _ in range(2):
        do(database, case_life.claim, case.id, MARIA, NOW)
    assert history(database, case)[1:] == [("claimed", "maria")]


def test_of_two_who_close_and_release_at_once_one_is_refused(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)

    def done(act, *args):
        try:
            do(database, act, case.id, *args)
        except Refused:
            return False
        return True

    both = all_at_once(
        [
            lambda: done(case_life.resolve, MARIA, "other", NOW),
            lambda: done(case_life.release, BOSS, NOW),
        ]
    )
    assert sorted(both) == [False, True]
    assert len(history(database, case)) == 3


def test_a_case_from_waiting_to_reopened_is_told_whole_with_notes_for_staff(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)
    do(database, case_life.call, case.id, MARIA, NOW, "No answer, call again.")
    do(database, case_life.hand_on, case.id, MARIA, "icm", NOW, "Needs a meal plan.")
    do(database, case_life.claim, case.id, ANA, NOW)
    do(database, case_life.note, case.id, ANA, "  Sister is called Rosa. ", NOW)
    do(database, case_life.resolve, case.id, ANA, "referral_started", NOW + DAY)
    do(database, case_life.reopen, case.id, MARIA, NOW + 2 * DAY)
    assert history(database, case) == [
        ("opened", "assistant"),
        ("claimed", "maria"),
        ("called back", "maria"),
        ("handed on", "maria"),
        ("claimed", "ana"),
        ("note", "ana"),
        ("resolved", "ana"),
        ("reopened", "maria"),
    ]
    assert notes(database, case)[2:6] == [
        *("No answer, call again.", "Needs a meal plan.", None, "Sister is called Rosa."),
    ]
    now = life(database, case)
    assert (now.status, now.goes_to, now.reason) == (WAITING, "icm", None)


def test_who_asks_again_after_their_case_was_closed_has_a_new_one_and_only_one(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)
    do(database, case_life.resolve, case.id, MARIA, "not_reached", NOW)
    newer = open_case(database, conversation=case.conversation_id, now=NOW + HOUR)
    assert newer.code != case.code
    with pytest.raises(Refused, match=newer.code):
        do(database, case_life.reopen, case.id, MARIA, NOW + HOUR)
    assert life(database, case).status == RESOLVED


def test_a_reopened_case_is_the_persons_open_one_again(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)
    do(database, case_life.resolve, case.id, MARIA, "not_reached", NOW)
    do(database, case_life.reopen, case.id, MARIA, NOW + HOUR)
    with pytest.raises(Refused, match="needs no reopening"):
        do(database, case_life.reopen, case.id, MARIA, NOW + HOUR)
    again = open_case(database, conversation=case.conversation_id, now=NOW + DAY)
    assert again.code == case.code


def test_no_reason_but_those_in_the_list_closes_a_case(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)
    with pytest.raises(Refused, match="from the list"):
        do(database, case_life.resolve, case.id, MARIA, "bored", NOW)
    with pytest.raises(Refused, match="note is empty"):
        do(database, case_life.note, case.id, MARIA, "  ", NOW)


def test_a_case_that_was_erased_is_gone_for_staff_too(database):
    case = open_case(database)
    do(database, cases.delete, case)
    for act in (case_life.claim, case_life.release, case_life.reopen):
        with pytest.raises(Refused, match="everything erased"):
            do(database, act, case.id, MARIA, NOW)


def test_what_was_promised_is_not_put_off_when_the_member_writes_more(database):
    case = open_case(database)
    due = life(database, case).due_at
    later = replace(WISH, summary="Wants a call. Ana, 650 555 0100")
    open_case(database, later, NOW + 5 * DAY, case.conversation_id)
    assert life(database, case).due_at == due


def test_danger_brings_forward_what_was_promised(database):
    case = open_case(database)
    due = life(database, case).due_at
    urgent = mark_danger(WISH, "self_harm", "i want to die", NOW.isoformat())
    open_case(database, urgent, NOW + HOUR, case.conversation_id)
    assert life(database, case).due_at < due


def test_a_case_of_danger_is_due_at_once_also_when_it_waits_again(database):
    urgent = mark_danger(WISH, "self_harm", "i want to die", NOW.isoformat())
    case = open_case(database, urgent)
    assert life(database, case).due_at == NOW + 5 * MINUTE
    do(database, case_life.claim, case.id, MARIA, NOW)
    do(database, case_life.call, case.id, MARIA, NOW)
    do(database, case_life.release, case.id, MARIA, NOW + HOUR)
    assert life(database, case).due_at == NOW + HOUR + 5 * MINUTE


def test_who_was_heard_from_and_then_writes_of_danger_is_to_be_heard_from_again(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)
    do(database, case_life.call, case.id, MARIA, NOW)
    urgent = mark_danger(WISH, "self_harm", "i want to die", NOW.isoformat())
    open_case(database, urgent, NOW + HOUR, case.conversation_id)
    assert life(database, case).heard_at is None
    with database.read() as connection:
        assert case_life.overdue(connection, NOW + 10 * DAY) == [case.id]


def test_a_call_at_a_time_they_chose_is_due_then(database):
    case = open_case(database)
    do(database, case_life.promise, case.id, NOW + 9 * DAY)
    assert life(database, case).due_at == NOW + 9 * DAY


def test_a_case_nobody_heard_of_in_time_escalates_also_when_nobody_is_there(database):
    case = open_case(database)
    due = life(database, case).due_at
    with database.write() as connection:
        assert case_life.overdue(connection, due) == []
        assert not case_life.escalate(connection, case.id, due)
        late = due + MINUTE
        assert case_life.overdue(connection, late) == [case.id]
        assert case_life.escalate(connection, case.id, late)
        assert case_life.overdue(connection, late + DAY) == []
    assert history(database, case)[1:] == [("escalated", "assistant")]
    assert life(database, case).status == WAITING


def test_a_claim_without_activity_returns_by_itself_and_one_with_it_does_not(database):
    case, other = open_case(database), open_case(database, replace(WISH, summary="Other."))
    for each in (case, other):
        do(database, case_life.claim, each.id, MARIA, NOW)
    do(database, case_life.touch, other.id, MARIA, NOW + 15 * MINUTE)
    do(database, case_life.touch, case.id, ANA, NOW + 15 * MINUTE)  # only who has it counts
    with database.write() as connection:
        late = NOW + 21 * MINUTE
        assert case_life.idle(connection, late) == [case.id]
        assert case_life.lapse(connection, case.id, late)
        assert not case_life.lapse(connection, other.id, late)
    assert life(database, case).status == WAITING
    assert life(database, other).status == CLAIMED
    assert history(database, case)[-1] == ("returned", "assistant")


def test_places_in_line_are_by_urgency_then_promise_then_patience(database):
    """Of those at the chat now; who waits for a call since this morning holds nobody up."""
    urgent = mark_danger(replace(WISH, summary="a"), "violence", "he hit me", NOW.isoformat())
    in_order = [
        open_case(database, urgent, NOW + HOUR),
        open_case(database, replace(WISH, summary="b"), NOW),
        open_case(database, replace(WISH, summary="c"), NOW + MINUTE),
    ]
    elsewhere = open_case(database, replace(WISH, goes_to="icm"), NOW)
    with database.read() as connection:
        places = [waiting_line.place_in_line(connection, case.id, NOW) for case in in_order]
        assert places == [1, 2, 3]
        assert waiting_line.place_in_line(connection, elsewhere.id, NOW) == 1
        hour_later = waiting_line.place_in_line(connection, in_order[2].id, NOW + HOUR)
        assert hour_later == 2, "only the urgent one is still before it"


def test_somebody_is_there_for_two_minutes_after_their_console_said_so(database):
    do(database, presence.seen, MARIA, NOW)
    do(database, presence.seen, MARIA, NOW + MINUTE)
    with database.read() as connection:
        assert presence.count(connection, "member_services", NOW + 2.5 * MINUTE) == 1
        assert presence.count(connection, "icm", NOW + MINUTE) == 0
        assert presence.count(connection, "member_services", NOW + 4 * MINUTE) == 0
        assert presence.names(connection, NOW + MINUTE) == [("member_services", "Maria")]
    do(database, presence.left, "maria")
    with database.read() as connection:
        assert presence.names(connection, NOW + MINUTE) == []


def test_a_case_that_turns_out_to_be_of_the_same_person_leaves_them_with_whom_they_talk(database):
    unnamed = replace(WISH, person="not_said", details={"person": "not_said"})
    first = open_case(database, unnamed)
    do(database, case_life.claim, first.id, MARIA, NOW)
    do(database, case_life.move, first.id, Move(Event.TALK, NOW, MARIA))
    named = CaseDraft("self", "routine", "member_services", "Wants.", {"person": "self"})
    with database.write() as connection:
        second = cases._open(
            connection,
            first.conversation_id,
            cases._content(first.conversation_id, named),
            NOW,
        )
    open_case(database, named, NOW + MINUTE, first.conversation_id)
    with database.read() as connection:
        talked = cases.talked_in(connection, first.conversation_id)
        assert talked is not None and talked.code == second
        assert case_life.talker(connection, first.conversation_id) == MARIA.title


ACTS = {
    "claim": lambda c, i, who, at: case_life.claim(c, i, who, at),
    "call": lambda c, i, who, at: case_life.call(c, i, who, at),
    "release": lambda c, i, who, at: case_life.release(c, i, who, at),
    "hand_on": lambda c, i, who, at: case_life.hand_on(c, i, who, "icm", at),
    "resolve": lambda c, i, who, at: case_life.resolve(c, i, who, "other", at),
    "reopen": lambda c, i, who, at: case_life.reopen(c, i, who, at),
    "escalate": lambda c, i, who, at: case_life.escalate(c, i, at + 10 * DAY),
    "lapse": lambda c, i, who, at: case_life.lapse(c, i, at + DAY),
}
SEQUENCES = st.lists(
    st.tuples(st.sampled_from([*ACTS, "asks again"]), st.sampled_from([MARIA, ANA, BOSS])),
    max_size=15,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SEQUENCES)
def test_whatever_happens_each_change_is_told_and_nobody_has_two_open_cases(sqlite, sequence):
    first = open_case(sqlite, now=NOW)
    talk, mine = first.conversation_id, [first]
    for count, (name, who) in enumerate(sequence):
        at = NOW + count * MINUTE
        if name == "asks again":
            found = open_case(sqlite, WISH, at, talk)
            mine += [found] if found.id not in {case.id for case in mine} else []
            continue
        for case in mine:
            before, told = life(sqlite, case), len(history(sqlite, case))
            try:
                do(sqlite, ACTS[name], case.id, who, at)
            except Refused:
                assert life(sqlite, case) == before
            changed = life(sqlite, case) != before
            assert len(history(sqlite, case)) == told + changed
    open_ones = [case for case in mine if life(sqlite, case).status in OPEN]
    assert len(open_ones) <= 1
    assert all(history(sqlite, case)[0] == ("opened", "assistant") for case in mine)


def test_called_back_counts_as_heard(database):
    case = open_case(database)
    do(database, case_life.claim, case.id, MARIA, NOW)
    do(database, case_life.call, case.id, MARIA, NOW)
    assert life(database, case).status == CALLED_BACK
    with database.read() as connection:
        assert case_life.overdue(connection, NOW + 30 * DAY) == []
