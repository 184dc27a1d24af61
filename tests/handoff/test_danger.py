"""A case in which somebody wrote of danger is urgent, and says so first."""

import pytest

from bot.handoff.danger import KINDS, mark_danger
from tests.handoff.conftest import AT, LATER, PHONE, screening


@pytest.mark.parametrize("kind", KINDS)
def test_danger_is_the_first_thing_an_agent_reads(drafter, kind):
    draft = drafter.for_danger(screening(name="Maria"), "sms", PHONE, kind, "i want\nto die", AT)
    first, second, *_ = draft.summary.splitlines()
    assert first == f'URGENT: wrote of {KINDS[kind]}: "i want to die"'
    assert "Maria, 650-555-0111" in second
    assert (draft.urgency, draft.goes_to, draft.may_open) == ("urgent", "member_services", True)
    assert draft.details["danger"] == [{"kind": kind, "words": "i want\nto die", "at": AT}]


@pytest.mark.parametrize("known", [None, {}, {"handover": None}, {"answers": [{}], "round": 2}])
def test_danger_makes_a_case_whatever_is_known(drafter, known):
    draft = drafter.for_danger(known, "sms", PHONE, "self_harm", "i want to die", AT)
    assert draft.summary.startswith("URGENT: ")
    assert draft.details["wanted"] == "person"
    assert "650-555-0111" in draft.summary


def test_a_wish_for_a_call_is_kept_in_an_urgent_case(drafter):
    draft = drafter.for_danger(screening(wanted="call_me"), "sms", PHONE, "medical", "help", AT)
    assert draft.details["wanted"] == "call_me"


def test_long_words_are_cut_in_the_summary_and_whole_in_the_details(drafter):
    words = "pain " * 100
    draft = drafter.for_danger(None, "web", None, "medical", words, AT)
    first = draft.summary.splitlines()[0]
    assert len(first.split('"')[1]) == 200
    assert draft.details["danger"][0]["words"] == words


def test_all_that_was_written_stands_newest_first_and_once(drafter):
    draft = drafter.for_danger(None, "web", None, "self_harm", "one", AT)
    draft = mark_danger(draft, "overdose", "two", LATER)
    assert mark_danger(draft, "overdose", "two", LATER) == draft
    first, second, third, *_ = draft.summary.splitlines()
    assert '"two"' in first and '"one"' in second and "URGENT" not in third
    for number in range(9):
        draft = mark_danger(draft, "overdose", f"again {number}", f"{LATER}{number}")
    assert draft.summary.count("URGENT") == 4
