"""The life of a case: a table of what leads where, and whatever staff do in whatever order."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.case_life import (
    CALLED_BACK,
    CLAIMED,
    JOINED,
    OPEN,
    RESOLVED,
    TALKING,
    WAITING,
    Event,
    Life,
    Move,
    Refused,
    StaffMember,
    after,
)

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=timezone.utc)
DUE = NOW + timedelta(hours=9)
LATER = NOW + timedelta(days=3)
MARIA = StaffMember("maria", "Maria", "member_services")
ANA = StaffMember("ana", "Ana", "icm")
BOSS = StaffMember("boss", "Lee", "member_services", oversees=True)

WAITS = Life(WAITING, "member_services", due_at=DUE)
CLAIM = {"claimed_by": "maria", "claimed_name": MARIA.title, "claimed_at": NOW, "active_at": NOW}
LIVES = {
    WAITING: WAITS,
    CLAIMED: replace(WAITS, status=CLAIMED, **CLAIM),
    TALKING: replace(WAITS, status=TALKING, heard_at=NOW, **CLAIM),
    CALLED_BACK: replace(WAITS, status=CALLED_BACK, heard_at=NOW, **CLAIM),
    RESOLVED: replace(WAITS, status=RESOLVED, resolved_at=NOW, reason="other", **CLAIM),
    JOINED: replace(WAITS, status=JOINED),
}
LEADS = {
    (WAITING, Event.CLAIM): CLAIMED,
    (CLAIMED, Event.TALK): TALKING,
    (CALLED_BACK, Event.TALK): TALKING,
    (CLAIMED, Event.CALL): CALLED_BACK,
    (CALLED_BACK, Event.CALL): CALLED_BACK,
    (CLAIMED, Event.PHONE): TALKING,
    (CALLED_BACK, Event.PHONE): TALKING,
    (TALKING, Event.CALL): TALKING,
    (TALKING, Event.HAND_BACK): CLAIMED,
    (TALKING, Event.HANG_UP): CLAIMED,
    (CLAIMED, Event.RELEASE): WAITING,
    (CALLED_BACK, Event.RELEASE): WAITING,
    (CLAIMED, Event.LAPSE): WAITING,
    (CALLED_BACK, Event.LAPSE): WAITING,
    (WAITING, Event.HAND_ON): WAITING,
    (CLAIMED, Event.HAND_ON): WAITING,
    (CALLED_BACK, Event.HAND_ON): WAITING,
    (CLAIMED, Event.RESOLVE): RESOLVED,
    (CALLED_BACK, Event.RESOLVE): RESOLVED,
    (RESOLVED, Event.REOPEN): WAITING,
}
REFUSED = {
    (CLAIMED, Event.CLAIM): ("taken", "Maria, Member Services has taken this case."),
    (TALKING, Event.RESOLVE): ("talking", "Hand the conversation back first."),
    (TALKING, Event.RELEASE): ("talking", "Hand the conversation back first."),
    (TALKING, Event.HAND_ON): ("talking", "Hand the conversation back first."),
    (WAITING, Event.RESOLVE): ("not_claimed", "Nobody has this case. Take it first."),
    (WAITING, Event.TALK): ("not_claimed", "Nobody has this case. Take it first."),
    (CLAIMED, Event.HAND_BACK): ("not_talking", "Nobody writes with them now."),
    (RESOLVED, Event.CLAIM): ("closed", "Reopen it to go on with it."),
    (RESOLVED, Event.RESOLVE): ("closed", "Reopen it to go on with it."),
    (JOINED, Event.CLAIM): ("closed", "Go on there."),
    (WAITING, Event.REOPEN): ("not_closed", "It needs no reopening."),
    (WAITING, Event.ESCALATE): ("not_due", "Nothing that was promised is overdue"),
}


def event(kind: Event, by: StaffMember | None = MARIA, at: datetime = NOW, **how) -> Move:
    how.setdefault("desk", "icm")
    how.setdefault("reason", "other")
    return Move(kind, at, by, LATER, **how)


@pytest.mark.parametrize("kind", [kind for kind in Event if kind is not Event.OPEN])
@pytest.mark.parametrize("status", LIVES)
def test_each_event_leads_where_the_table_says_or_is_refused(status, kind):
    if (status, kind) in LEADS:
        assert after(LIVES[status], event(kind)).status == LEADS[status, kind]
    else:
        with pytest.raises(Refused):
            after(LIVES[status], event(kind))


@pytest.mark.parametrize(("status", "kind"), REFUSED)
def test_a_refusal_tells_staff_why_in_a_sentence(status, kind):
    code, sentence = REFUSED[status, kind]
    with pytest.raises(Refused, match=sentence) as refused:
        after(LIVES[status], event(kind))
    assert refused.value.code == code


def test_a_member_is_told_first_name_and_desk():
    assert MARIA.title == "Maria, Member Services"
    assert ANA.title == "Ana, Care Management"
    assert len(replace(ANA, name="A" * 100).title) == 60


@pytest.mark.parametrize(
    "kind", [Event.TALK, Event.CALL, Event.RELEASE, Event.HAND_ON, Event.RESOLVE]
)
def test_what_somebody_else_has_is_not_taken_out_of_their_hands(kind):
    with pytest.raises(Refused, match="Maria, Member Services has this case"):
        after(LIVES[CLAIMED], event(kind, ANA, desk="icm"))


@pytest.mark.parametrize("kind", [Event.RELEASE, Event.HAND_ON, Event.RESOLVE])
def test_a_supervisor_may_take_it_out_of_their_hands(kind):
    assert after(LIVES[CLAIMED], event(kind, BOSS)).status in (WAITING, RESOLVED)


def test_a_supervisor_speaks_for_nobody_else():
    with pytest.raises(Refused, match="has this case"):
        after(LIVES[CLAIMED], event(Event.TALK, BOSS))
    assert after(LIVES[TALKING], event(Event.HAND_BACK, BOSS)).status == CLAIMED


def test_what_was_promised_stands_until_somebody_was_heard_from():
    for kind in (Event.CLAIM, Event.HAND_ON):
        assert after(WAITS, event(kind)).due_at == DUE
    assert after(LIVES[CLAIMED], event(Event.RELEASE)).due_at == DUE


def test_who_was_heard_from_and_waits_again_is_promised_anew():
    released = after(LIVES[CALLED_BACK], event(Event.RELEASE))
    assert (released.due_at, released.heard_at, released.escalated_at) == (LATER, None, None)
    reopened = after(LIVES[RESOLVED], event(Event.REOPEN))
    assert (reopened.due_at, reopened.reason, reopened.claimed_by) == (LATER, None, None)


@pytest.mark.parametrize("status", [WAITING, CLAIMED])
def test_a_case_that_outlives_its_promise_escalates_once_and_stays_where_it_is(status):
    late = event(Event.ESCALATE, None, DUE + timedelta(seconds=1))
    escalated = after(LIVES[status], late)
    assert (escalated.status, escalated.escalated_at) == (status, late.at)
    with pytest.raises(Refused):
        after(escalated, late)


def test_a_promise_that_was_kept_does_not_escalate():
    with pytest.raises(Refused):
        after(LIVES[CALLED_BACK], event(Event.ESCALATE, None, LATER))


def test_it_goes_to_the_other_desk_only():
    assert after(LIVES[CLAIMED], event(Event.HAND_ON)).goes_to == "icm"
    for desk in ("member_services", "kitchen"):
        with pytest.raises(Refused, match="Choose the other one"):
            after(LIVES[CLAIMED], event(Event.HAND_ON, desk=desk))


def test_no_case_is_closed_without_a_reason():
    with pytest.raises(Refused, match="Choose a reason"):
        after(LIVES[CLAIMED], event(Event.RESOLVE, reason=None))


@st.composite
def moves(draw) -> Move:
    kind = draw(st.sampled_from([kind for kind in Event if kind is not Event.OPEN]))
    alone = kind in (Event.LAPSE, Event.ESCALATE)
    by = None if alone else draw(st.sampled_from([MARIA, ANA, BOSS]))
    at = NOW + timedelta(hours=draw(st.integers(0, 48)))
    desk = draw(st.sampled_from(["icm", "member_services"]))
    return event(kind, by, at, desk=desk, reason=draw(st.sampled_from(["other", None])))


@given(st.lists(moves(), max_size=40))
def test_whatever_staff_do_a_case_is_somebodys_waits_or_is_closed(sequence):
    life = WAITS
    for move in sequence:
        before = life
        try:
            life = after(life, move)
        except Refused as refused:
            assert str(refused).endswith(".") and refused.code
            continue
        assert life.status in (*OPEN, RESOLVED)
        assert (life.claimed_by is None) == (life.status == WAITING)
        assert (life.reason is None) == (life.resolved_at is None) == (life.status != RESOLVED)
        assert life.due_at is not None
        if life.status == WAITING:
            assert life.heard_at is None
        if before.status == TALKING and life.status != TALKING:
            assert move.event in (Event.HAND_BACK, Event.HANG_UP)
        if life.claimed_by != before.claimed_by and life.claimed_by is not None:
            assert move.event is Event.CLAIM and before.claimed_by is None
