"""What `calaim cases` writes: the table, the times, the history, the answers."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.console import case_words
from bot.handoff.case_life import CALLS_UNREACHED, JOINED, OPEN, RESOLVED, Event
from bot.handoff.words import FLAGS, REASONS
from bot.storage.cases import StoredCase

NOON = datetime(2026, 11, 21, 20, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


def case(**details) -> StoredCase:
    content = {
        "wanted": "call_me",
        "contact": {"name": "Maria", "when": "morning", "language": "es"},
        "ecm": {"band": "appears"},
        "supports": [{}, {}],
        **details,
    }
    fixed = ("KTR-493", "c", "waiting", "urgent", "member_services")
    return StoredCase(1, *fixed, content, "Wants a call.", NOON, NOON)


def test_times_are_told_in_san_mateo_with_the_zones_name():
    assert case_words.moment(NOON) == "2026-11-21 12:00 PST"
    assert case_words.moment(NOON.replace(month=7)) == "2026-07-21 13:00 PDT"
    assert case_words.moment_of("2026-11-21T20:00:00Z") == "2026-11-21 12:00 PST"
    assert case_words.moment_of("soon") == "soon"


def test_the_list_tells_what_is_wanted_when_in_what_language_and_what_fits():
    heads, line = case_words.table([case()])
    for part in ("KTR-493", "urgent", "call", "mornings", "Spanish", "ECM appears, 2 supports"):
        assert part in line
    assert line.endswith("Maria") and heads.endswith("name")
    assert line.index("mornings") == heads.index("when")
    _, line = case_words.table([case(wanted="call_now", ecm={"band": "may"}, supports=[{}])])
    assert "will call" in line and "ECM may, 1 support " in line
    _, line = case_words.table([case(wanted="person", ecm={}, supports=[])])
    assert "person" in line and "not settled" in line


def test_a_case_of_which_little_is_stored_is_listed_all_the_same():
    bare = StoredCase(1, "K", "c", "waiting", "routine", "icm", {}, "", NOON, NOON)
    assert "no name" in case_words.table([bare])[1]


def test_repeated_changes_stand_in_one_line_of_the_history():
    kinds = ("opened", "updated", "updated", "updated", "asked again", "updated")
    events = [
        {"kind": kind, "actor": "assistant", "at": NOON + number * MINUTE}
        for number, kind in enumerate(kinds)
    ]
    assert list(case_words.history(events)) == [
        "2026-11-21 12:00 PST  opened by assistant",
        "2026-11-21 12:01 PST to 2026-11-21 12:03 PST  updated by assistant, 3 times",
        "2026-11-21 12:04 PST  asked again by assistant",
        "2026-11-21 12:05 PST  updated by assistant",
    ]


def test_what_only_may_fit_is_told_without_its_criteria_when_little_is_known():
    criterion = {"source": "s", "plan_says": "Five", "member_said": [], "to_verify": "it"}
    offers = [{"label": "A", "band": "may", "criteria": [criterion]}]
    details = {"populations": offers, "supports": []}
    assert list(case_words.offers(details, brief=True)) == ["A: may"]
    assert len(list(case_words.offers(details, brief=False))) == 3


def test_questions_answered_by_not_sure_share_a_line():
    unsure = {"asked": "How?", "quote": "not sure", "said_by": "self", "ended": "not_sure"}
    answers = [{**unsure, "question": "life_now"}, {**unsure, "question": "home_life"}]
    assert list(case_words.answers({"answers": answers})) == ["  Not sure: life now; home life"]


@pytest.mark.parametrize("kind", [*(event.value for event in Event), *CALLS_UNREACHED])
def test_everything_that_happens_to_a_case_has_plain_words(kind):
    assert kind in case_words.EVENTS and case_words.EVENTS[kind] != kind


@pytest.mark.parametrize("status", [*OPEN, RESOLVED, JOINED])
def test_every_state_of_a_case_has_plain_words(status):
    assert "_" not in case_words.STATUSES[status]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("claimed", "took the case"),
        ("was refused: claimed", "was refused: took the case"),
        ("took the referral as PDF", "took the referral as PDF"),
    ],
)
def test_the_audit_is_told_in_plain_words(action, words):
    assert case_words.in_audit(action) == words


@pytest.mark.parametrize("flag", ["choose_one_program", "switch_possible", "may_already_have_ecm"])
def test_a_conflict_is_one_of_the_flags_that_cases_bear(flag):
    assert flag in FLAGS and flag in case_words.CONFLICTS


def test_what_closes_ecm_to_somebody_has_a_few_words_for_the_queue():
    assert set(REASONS) <= set(case_words.NO_ECM)
