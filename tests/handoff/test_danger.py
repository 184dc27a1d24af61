"""A case in which somebody wrote of danger is urgent, and says so first."""

import pytest

from bot.handoff.danger import KINDS, mark_danger
from bot.handoff.keeping import keep
from bot.handoff.reaching import may_leave_message, phone_allowed
from bot.handoff.summary import wish_words
from bot.handoff.trouble import NOT_ARRIVED, mark_trouble
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


def test_who_only_wrote_of_danger_is_not_said_to_have_asked_for_a_person(drafter, caplog):
    draft = drafter.for_danger(None, "sms", PHONE, "self_harm", "i want to die", AT)
    assert caplog.records == []  # a cry as the first word of all is nothing that went wrong
    assert "Wrote words of danger. No wish of theirs is known yet." in draft.summary
    asked = drafter.for_danger(screening(wanted="person"), "sms", PHONE, "medical", "help", AT)
    assert "Asked for a person" in asked.summary and "No wish" not in asked.summary


def test_a_wish_told_after_words_of_danger_takes_their_place(drafter):
    open_case = drafter.for_danger(screening(), "sms", PHONE, "self_harm", "i want to die", AT)
    wishes = drafter.draft(screening(wanted="person"), screening(), "sms", PHONE)
    kept = keep(open_case.details, "urgent", "member_services", wishes)
    assert "Asked for a person" in kept.summary and "No wish" not in kept.summary
    assert wish_words(kept.details) == "Asked for a person, not yet how."


def test_of_two_screenings_a_wish_told_in_either_counts(drafter):
    asked = drafter.draft(screening(wanted="person"), None, "sms", PHONE)
    later = drafter.for_danger({**screening(), "round": 2}, "sms", PHONE, "medical", "help", AT)
    kept = keep(asked.details, "routine", "icm", later)
    assert wish_words(kept.details) == "Asked for a person, not yet how."
    again = keep(kept.details, "urgent", "icm", later)
    assert wish_words(again.details) == "Asked for a person, not yet how."


def test_a_wish_taken_back_beside_danger_or_trouble_keeps_nobody_from_calling(drafter):
    wished = drafter.draft(screening(wanted="call_me"), None, "sms", PHONE)
    gone = drafter.draft(screening(), screening(wanted="call_me"), "sms", PHONE)
    assert "Do not call" in wish_words(gone.details)
    for case in (
        mark_danger(wished, "self_harm", "i want to die", AT),
        mark_trouble(wished, NOT_ARRIVED, AT),
    ):
        kept = keep(case.details, case.urgency, case.goes_to, gone)
        assert "Do not call" not in wish_words(kept.details) + kept.summary


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


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("self_harm", "Ask if they are safe right now."),
        ("overdose", "Ask if 911 was called."),
        ("medical", "Ask if 911 was called."),
        ("violence", "First ask if it is safe to talk"),
    ],
)
def test_the_next_step_is_about_safety_and_about_no_referral(drafter, kind, first):
    told = screening(wanted="call_me", name="Maria")
    draft = drafter.for_danger(told, "sms", PHONE, kind, "help me", AT)
    step = draft.details["next_step"]
    assert step.startswith("Call them now (the chat") and first in step and "911" in step
    assert "supervisor" in step and len(step.split()) <= 50
    assert draft.summary.count("Next: ") == 1 and f"Next: {step}" in draft.summary
    assert "ECM referral" not in draft.summary


def test_the_next_step_stays_about_safety_whatever_is_answered_afterwards(drafter):
    urgent = drafter.for_danger(screening(), "sms", PHONE, "violence", "he hits me", AT)
    later = drafter.draft(screening(wanted="call_me"), None, "sms", PHONE)
    kept = keep(urgent.details, "urgent", urgent.goes_to, later)
    assert kept.details["next_step"] == urgent.details["next_step"]
    assert kept.summary.count("Next: ") == 1


def test_with_no_number_staff_are_to_write_and_of_what_was_phoned_no_text_gave_help(drafter):
    web = drafter.for_danger(None, "web", None, "self_harm", "i want to die", AT)
    assert web.details["next_step"].startswith("Write with them now (the chat gave them 988")
    words = "she wants to die (by telephone)"
    told = drafter.for_danger(None, "sms", PHONE, "self_harm", words, AT)
    assert told.details["next_step"].startswith("Call them now. Ask if they are safe")


@pytest.mark.parametrize(
    ("kind", "answered", "may"),
    [
        ("violence", "", False),
        ("violence", "2026-11-21T16:00:00+00:00", False),
        ("violence", LATER, True),
        ("self_harm", "", True),
    ],
)
def test_after_words_of_violence_a_message_is_left_only_if_they_said_so_since(
    drafter, kind, answered, may
):
    told = screening(wanted="call_me", name="Maria", voicemail=True)
    if answered:
        told["answers"].append({"question": "voicemail", "values": ["yes"], "at": answered})
    draft = drafter.for_danger(told, "sms", PHONE, kind, "he hits me", AT)
    assert may_leave_message(draft.details) is may
    assert ("Voicemail is fine." in draft.summary) is may
    assert ("A message may be left." in phone_allowed(draft.details)) is may
    assert ("Leave NO message" in phone_allowed(draft.details)) is not may
