"""What staff wrote down of how to reach a member stays, until the member says otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.handoff.keeping import keep, rewritten
from bot.handoff.reaching import may_leave_message, phone_allowed, phone_wanted
from bot.handoff.written_down import WRITTEN, new_in, write_down, written_words
from tests.handoff.conftest import AT, LATER, PHONE, screening

TOLD = {"name": "Zora", "number": "6505550133", "voicemail": True}


def written(draft, told=TOLD, at=LATER):
    details = write_down(draft.details, new_in(draft.details, told), "maria", at)
    return rewritten(replace(draft, details=details))


def later(drafter, draft, channel="web", address=None, **handover):
    turn = drafter.draft(screening(wanted="person", **handover), None, channel, address)
    return keep(draft.details, draft.urgency, draft.goes_to, turn)


@pytest.mark.parametrize(("channel", "address"), [("web", None), ("sms", PHONE)])
def test_it_stands_in_the_case_and_stays_whatever_is_answered_next(drafter, channel, address):
    draft = drafter.draft(screening(wanted="person"), None, channel, address)
    told = written(draft)
    after = later(drafter, later(drafter, told, channel, address), channel, address)
    for case in (told, after):
        contact = case.details["contact"]
        assert (contact["name"], contact["number"]) == ("Zora", "6505550133")
        assert contact["voicemail"] is True and may_leave_message(case.details)
        assert "Zora, 650-555-0133" in case.summary and "Voicemail is fine." in case.summary
        assert case.details[WRITTEN]["number"]["by"] == "maria"


def test_what_the_member_told_otherwise_since_then_counts(drafter):
    told = written(drafter.draft(screening(wanted="person"), None, "web", None))
    after = later(drafter, told, number="6505550199")
    assert after.details["contact"]["number"] == "6505550199"
    assert after.details["contact"]["name"] == "Zora"
    assert set(after.details[WRITTEN]) == {"name", "voicemail"}


def test_danger_stays_first_and_the_next_step_is_to_call_the_new_number(drafter):
    urgent = drafter.for_danger(None, "web", None, "violence", "he hits me", AT)
    assert urgent.details["next_step"].startswith("Write with them now")
    told = written(urgent)
    assert told.summary.startswith("URGENT: wrote of violence")
    assert told.details["next_step"].startswith("Call them now")
    assert may_leave_message(told.details) and "A message may be left." in phone_allowed(
        told.details
    )
    assert not may_leave_message(written(urgent, at="2026-11-21T16:00:00+00:00").details)


def test_who_gave_staff_a_number_may_be_phoned(drafter):
    draft = drafter.draft(screening(wanted="call_now"), None, "web", None)
    assert not phone_wanted(draft.details)
    for number in ("6505550147", "+16505550147"):
        told = written(draft, {**TOLD, "number": number})
        assert "you may phone them at 650-555-0147." in phone_allowed(told.details)
    assert phone_wanted(written(draft).details)
    assert not phone_wanted(written(draft, {"name": "Zora"}).details)


def test_what_the_case_says_already_is_nothing_new(drafter):
    draft = drafter.draft(screening(wanted="person", name="Zora"), None, "sms", PHONE)
    assert new_in(draft.details, {"name": "Zora", "number": "6505550111"}) == {}
    assert new_in(draft.details, TOLD) == {"number": "6505550133", "voicemail": True}


def test_the_history_tells_just_what_was_written_down():
    assert written_words(TOLD) == "Name: Zora. Number: 650-555-0133. A message may be left."
    assert written_words({"voicemail": False}) == "Leave no message."
