"""ERASE: nothing of what was told is left anywhere, and what has to be kept is said."""

import logging
import time
from collections.abc import Sequence

import pytest
from sqlalchemy import LargeBinary, cast, select

from bot.app.logs import JsonLines
from bot.handoff.case_life import Refused, StaffMember
from bot.storage import case_events, case_life, cases, conversations
from bot.storage.key_checks import key_checks
from bot.storage.resealing import TABLES
from bot.storage.schema import Sealed
from bot.worker import erasing
from bot.worker.clock import Clock
from tests.fakes.line import plain_case
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
CANARIES = [f"canary{letter * 3}bird" for letter in "abcdef"]


def on_disk(line) -> bytes:
    """Everything the database has on disk: the file, its log, and what lies beside it."""
    return b"".join(path.read_bytes() for path in line.database.path.parent.glob("calaim.db*"))


def sealed(line) -> list[bytes]:
    """All that is sealed in the database now, as its bytes stand on disk."""
    with line.database.read() as connection:
        tables = [table for table in TABLES if table is not key_checks]
        columns = [c for t in tables for c in t.columns if isinstance(c.type, Sealed)]
        found = [connection.execute(select(cast(c, LargeBinary))).scalars() for c in columns]
        return [value for values in found for value in values if value]


def gone(line, *words: str, told: Sequence[bytes] = ()) -> None:
    """Have the worker finish, and look for the words, and what was sealed, in every byte."""
    wait_for(lambda: line.count("SELECT count(*) FROM erasures WHERE scrubbed_at IS NULL") == 0)
    content = on_disk(line)
    assert not [word for word in words if word.encode() in content]
    assert not [value for value in told if value in content]


@pytest.fixture
def logged(tmp_path):
    """The file to which everything is logged as a process would, at the finest level."""
    handler = logging.FileHandler(tmp_path / "worker.log")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield tmp_path / "worker.log"
    root.setLevel(before)
    root.removeHandler(handler)
    handler.close()


def test_by_sms_no_word_no_number_and_no_state_is_left(line, logged):
    with line.working():
        for sent, canary in enumerate(CANARIES, start=1):
            line.text(PHONE, f"{canary} {'and so on ' * 150}")
            wait_for(lambda sent=sent: len(line.texts_to(PHONE)) == sent, 20)
        told = sealed(line)
        assert len(told) > 2 * len(CANARIES) and told[-1] in on_disk(line)
        line.text(PHONE, "ERASE")
        said = wait_for(lambda: line.texts_to(PHONE)[len(CANARIES) :], 20)
        wait_for(lambda: line.count("SELECT count(*) FROM conversations WHERE address IS NULL"))
        gone(line, *CANARIES, PHONE, told=told)
    assert said[0].startswith("Done.")
    assert line.count("SELECT messages FROM erasures") == 13
    log = logged.read_text(encoding="utf-8")
    assert "calaim" in log
    assert not [word for word in (*CANARIES, PHONE) if word in log]


def test_in_the_web_chat_only_the_reply_is_left_and_the_next_message_begins_anew(line):
    with line.working():
        member = line.new_member()
        member.hear()
        for canary in CANARIES:
            member.say(canary)
        said = member.say("erase")
        assert [m["from"] for m in said] == ["assistant"]
        assert member.read() == said
        gone(line, *CANARIES)
        member.say("hello again")
    assert line.turns.seen[-1]["state"] is None


def test_after_it_a_text_begins_a_fresh_conversation(line):
    with line.working():
        line.text(PHONE, "I am tired")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "erase")
        wait_for(lambda: len(line.texts_to(PHONE)) == 2)
        line.text(PHONE, "hi")
        wait_for(lambda: len(line.texts_to(PHONE)) == 3, 20)
    assert line.turns.seen[-1]["state"] is None
    assert line.texts_to(PHONE)[-1].startswith("1: hi")


def test_what_the_dialogue_was_asked_in_a_sentence_the_worker_erases(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say(CANARIES[0])
        line.turns.effects = ["erase"]
        said = member.say(f"yes erase it {CANARIES[1]}")
        line.turns.effects = []
        assert said[-1]["text"].startswith("Done.")
        assert [m["seq"] for m in member.read()] == [said[-1]["seq"]]
        gone(line, *CANARIES[:2])
        member.say("hello")
    assert line.turns.seen[-1]["state"] is None


def test_a_turn_in_hand_leaves_nothing(line):
    line.turns.delay = 1.0
    with line.working():
        line.text(PHONE, CANARIES[0])
        wait_for(lambda: line.turns.seen)
        line.text(PHONE, "ERASE")
        wait_for(lambda: line.texts_to(PHONE))
        time.sleep(1.5)
        gone(line, CANARIES[0])
    assert len(line.texts_to(PHONE)) == 1


def test_an_erased_message_that_comes_once_more_is_not_taken_again(line):
    with line.working():
        member = line.new_member()
        member.hear()
        first = member.post(id="once", text=CANARIES[0])
        member.hear()
        member.say("erase")
        again = member.post(id="once", text=CANARIES[0])
        gone(line, CANARIES[0])
    assert (again.status_code, again.json()) == (202, first.json())
    assert [m["from"] for m in member.read()] == ["assistant"]


def test_while_rasa_is_down_it_erases_all_the_same(line):
    member = line.new_member()
    member.post(id="a", text=CANARIES[0])
    member.post(id="b", text="Erase everything.")
    assert member.read()[-1]["text"].startswith("Done.")
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0


def test_that_somebody_wants_no_texts_is_kept(line):
    with line.working():
        line.text(PHONE, CANARIES[0])
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "STOP")
        line.text(PHONE, "ERASE")
        gone(line, CANARIES[0])
        line.text(PHONE, "hello")
        time.sleep(0.5)
    assert len(line.texts_to(PHONE)) == 1
    assert line.count("SELECT count(*) FROM conversations WHERE opted_out_at IS NOT NULL") == 1


def full_case(screening, to):
    """A case as the policy makes it, with what must go and what must stay."""
    made = plain_case(screening, to)
    if made is None:
        return None
    contact = {"name": "Zora", "number": to.address, "when": "morning", "voicemail": False}
    contact |= {"language": "en", "complete": True, "asked_on": "2026-11-21"}
    contact |= {"birth_date": CANARIES[2], "birth_date_doubtful": False, "member_name": CANARIES[3]}
    answers = [{"words": CANARIES[1], "asked": "?", "quote": CANARIES[1]}]
    about = {"wanted": screening["handover"]["wanted"], "contact": contact, "answers": answers}
    made.details.update(about, facts={"housing": CANARIES[4]}, round=1, screening_complete=True)
    return made


def test_a_call_that_was_asked_for_is_kept_and_said_and_a_second_erase_drops_it(line):
    line.make_case = full_case
    line.turns.handover = {"wanted": "call_me"}
    with line.working():
        line.text(PHONE, f"call me, {CANARIES[1]}")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "ERASE")
        said = wait_for(lambda: line.texts_to(PHONE)[1:], 20)[0]
        gone(line, *CANARIES)
        with line.database.read() as connection:
            case = cases.newest(connection, 1)[0]
        assert "the call you asked for" in said and "ERASE again" in said
        assert case.details["contact"]["name"] == "Zora"
        assert "Wants a call. Zora" in case.summary and "NO voicemail" in case.summary
        time.sleep(1.5)  # so that the number would have been forgotten, were it not for the call
        line.text(PHONE, "ERASE")
        again = wait_for(lambda: line.texts_to(PHONE)[2:], 20)[0]
        wait_for(lambda: line.count("SELECT count(*) FROM conversations WHERE address IS NULL"))
        gone(line, "Zora", PHONE)
    assert "call" not in again
    assert line.count("SELECT count(*) FROM cases") == 0


def test_one_who_only_meant_to_call_us_leaves_no_case(line):
    line.make_case = full_case
    line.turns.handover = {"wanted": "call_me"}
    member = line.new_member()
    taker = line.taker()
    member.post(id="a", text="call me")
    assert taker.step() and taker.step()
    with line.database.write() as connection:
        details = {**line.the_case().details, "wanted": "call_now"}
        connection.execute(cases.cases.update().values(details=details))
    member.post(id="b", text="ERASE")
    assert line.count("SELECT count(*) FROM cases") == 0
    assert line.count("SELECT count(*) FROM case_events") == 0


def test_a_word_of_danger_is_kept_for_staff_and_said_without_saying_what(line):
    with line.working():
        line.text(PHONE, CANARIES[0])
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "i want to kill myself")
        line.text(PHONE, "ERASE")
        said = wait_for(lambda: line.texts_to(PHONE) and line.texts_to(PHONE)[-1], 20)
        said = wait_for(lambda: [t for t in line.texts_to(PHONE) if t.startswith("Done")], 20)[0]
        gone(line, CANARIES[0])
    with line.database.read() as connection:
        [case] = cases.newest(connection, 5)
    assert case.urgency == "urgent"
    assert "i want to kill myself" in case.summary
    assert "one short note" in said
    assert not [word for word in ("danger", "kill", "crisis", "988") if word in said.lower()]


@pytest.mark.parametrize("all_cases", [False, True])
def test_staff_can_erase_and_choose_to_drop_every_case(line, all_cases):
    line.text(PHONE, f"i want to kill myself {CANARIES[0]}")
    now = Clock().now()
    with line.database.write() as connection:
        identity = conversations.ids_of_number(connection, PHONE)[0]
        to = conversations.lock(connection, identity)
        kept = erasing.erase(connection, to, now, asked_by="staff", all_cases=all_cases)
    assert (len(kept.dangers), kept.cases) == ((0, 1) if all_cases else (1, 0))
    erasing.tidy(line.database, now)
    with line.database.read() as connection:
        left = [case.summary for case in cases.newest(connection, 5)]
        number = conversations.get(connection, identity).address
    assert [CANARIES[0] in summary for summary in left] == ([] if all_cases else [True])
    assert number == (None if all_cases else PHONE)


def closed_with_notes(line) -> int:
    """A case of somebody who texts, about which staff wrote something until it was closed."""
    line.text(PHONE, f"i want to kill myself {CANARIES[0]}")
    case, staff, now = line.the_case(), StaffMember("ana", "Ana", "icm"), Clock().now()
    with line.database.write() as connection:
        case_life.claim(connection, case.id, staff, now)
        case_life.note(connection, case.id, staff, CANARIES[1], now)
        case_life.resolve(connection, case.id, staff, "questions_answered", now, CANARIES[2])
    return case.id


def test_of_a_closed_case_is_only_left_that_there_was_one(line):
    case_id, staff = closed_with_notes(line), StaffMember("ana", "Ana", "icm")
    with line.working():
        line.text(PHONE, "ERASE")
        gone(line, *CANARIES[:3])
    left = line.the_case()
    assert CANARIES[0] not in str(left) and left.status == "resolved"
    with line.database.read() as connection:
        notes = [event["note"] for event in case_events.of_case(connection, case_id)]
    assert set(notes) == {None}
    with line.database.write() as connection, pytest.raises(Refused, match="nothing left"):
        case_life.reopen(connection, case_id, staff, Clock().now())


def test_of_a_case_that_is_kept_what_staff_wrote_goes(line):
    line.text(PHONE, "i want to kill myself")
    case, staff = line.the_case(), StaffMember("ana", "Ana", "icm")
    with line.database.write() as connection:
        case_life.note(connection, case.id, staff, CANARIES[0], Clock().now())
    line.text(PHONE, "ERASE")
    with line.database.read() as connection:
        notes = [event["note"] for event in case_events.of_case(connection, case.id)]
    assert [note for note in notes if note] == [
        "Kept: what they wrote of danger, their number.",
    ]


@pytest.mark.parametrize("words", ["i want to erase my mistakes", "do not erase it", "eraser"])
def test_the_word_within_a_sentence_is_a_turn_and_erases_nothing(line, words):
    member = line.new_member()
    member.post(id="a", text=words)
    assert line.count("SELECT count(*) FROM erasures") == 0
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 2
