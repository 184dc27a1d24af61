"""A case in which the assistant could not serve somebody says so, and to telephone."""

import pytest

from bot.handoff.erasing import left_of
from bot.handoff.keeping import keep
from bot.handoff.trouble import LINES, bare_trouble, mark_trouble
from tests.handoff.conftest import AT, LATER, PHONE, screening


@pytest.mark.parametrize("kind", LINES)
def test_it_is_the_first_thing_an_agent_reads_and_nothing_says_not_to_call(drafter, kind):
    draft = drafter.for_trouble(screening(name="Maria"), "sms", PHONE, kind, AT)
    first, second, *_ = draft.summary.splitlines()
    assert first == LINES[kind] and "Please phone" in first
    assert "Maria, 650-555-0111" in second and "Do not call" not in draft.summary
    assert (draft.urgency, draft.may_open) == ("routine", True)


@pytest.mark.parametrize("known", [None, {}, {"handover": None}, {"answers": [{}], "round": 2}])
def test_there_is_a_case_whatever_is_known(drafter, known):
    for draft in (
        drafter.for_trouble(known, "sms", PHONE, "not_arrived", AT),
        bare_trouble(known, "sms", PHONE, "not_arrived", AT),
    ):
        assert draft.summary.startswith("TROUBLE: ") and "650-555-0111" in draft.summary


def test_a_later_turn_leaves_it_there_below_danger(drafter):
    troubled = drafter.for_trouble(screening(wanted="call_me"), "sms", PHONE, "unreachable", AT)
    danger = drafter.for_danger(screening(), "sms", PHONE, "medical", "help", LATER)
    kept = keep(troubled.details, "routine", troubled.goes_to, danger)
    first, second, *_ = kept.summary.splitlines()
    assert first.startswith("URGENT") and second == LINES["unreachable"]
    later = drafter.draft(screening(wanted="call_me"), screening(), "sms", PHONE)
    kept = keep(kept.details, "urgent", kept.goes_to, later)
    first, second, third, *_ = kept.summary.splitlines()
    assert first.startswith("URGENT") and second == LINES["unreachable"]
    assert "TROUBLE" not in third


def test_the_same_trouble_twice_is_one_line_and_two_times(drafter):
    draft = drafter.for_trouble(screening(), "sms", PHONE, "not_arrived", AT)
    draft = mark_trouble(mark_trouble(draft, "not_arrived", LATER), "unreachable", LATER)
    assert draft.summary.count("TROUBLE") == 2 and len(draft.details["trouble"]) == 3


def test_it_does_not_survive_having_everything_erased(drafter):
    draft = drafter.for_trouble(screening(), "sms", PHONE, "not_arrived", AT)
    assert left_of(draft.details, LATER) is None
