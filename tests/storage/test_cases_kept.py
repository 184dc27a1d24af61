"""What an open case keeps when later turns bring it up to date."""

from datetime import timedelta

from bot.handoff.case import CaseDraft
from bot.handoff.danger import mark_danger
from bot.storage import cases, conversations
from bot.storage.cases import StoredCase
from bot.storage.database import Database
from tests.storage.conftest import NOW

SECOND = timedelta(seconds=1)
AT = NOW.isoformat()


def new_conversation(database: Database) -> str:
    with database.write() as connection:
        return conversations.create_web(connection, "t", "en", NOW)


def put(database: Database, conversation: str, draft: CaseDraft, seconds: int = 0) -> StoredCase:
    with database.write() as connection:
        now = NOW + seconds * SECOND
        code = cases.open_or_update(connection, conversation, draft, now)
        assert code is not None
        found = cases.by_code(connection, code)
        assert found is not None
        return found


def plain(summary: str = "Wants a call.", person: str = "self", **details) -> CaseDraft:
    return CaseDraft(person, "routine", "icm", summary, {"person": person, **details})


def test_what_was_written_of_danger_stays_first_in_later_turns(database):
    conversation = new_conversation(database)
    urgent = mark_danger(plain("Asked for a person."), "self_harm", "i want to die", AT)
    put(database, conversation, urgent)
    case = put(database, conversation, plain("Wants a call. Maria"), 1)
    assert case.urgency == "urgent"
    assert case.summary.startswith("URGENT: wrote of harming themselves")
    assert case.summary.endswith("\nWants a call. Maria")
    assert [entry["words"] for entry in case.details["danger"]] == ["i want to die"]


def test_danger_after_a_routine_case_makes_it_urgent(database):
    conversation = new_conversation(database)
    first = put(database, conversation, plain())
    case = put(database, conversation, mark_danger(plain(), "overdose", "took 30 pills", AT), 1)
    assert (case.code, case.urgency) == (first.code, "urgent")
    again = mark_danger(plain(), "self_harm", "i want to die", f"{AT}1")
    case = put(database, conversation, again, 2)
    assert [entry["kind"] for entry in case.details["danger"]] == ["overdose", "self_harm"]
    assert case.summary.count("URGENT") == 2


def test_who_wrote_of_danger_is_not_left_alone_for_taking_back_a_call(database):
    conversation = new_conversation(database)
    put(database, conversation, mark_danger(plain(), "self_harm", "i want to die", AT))
    taken_back = plain("Took back the wish for a call. Do not call. Maria")
    case = put(database, conversation, taken_back, 1)
    assert "Do not call" not in case.summary and "Took back" in case.summary
