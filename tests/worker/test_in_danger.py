"""Somebody wrote of danger: what they hear from then on, and what staff are told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.staff_text import counted
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import StaffMember
from bot.handoff.office_hours import office_contacts, plus_open
from bot.handoff.promises import promises
from bot.handoff.reaching import may_leave_message, may_phone, written_in
from bot.handoff.words import VOICEMAIL
from bot.safety import help_line
from bot.storage import case_life, cases, conversations, messages
from bot.worker import closing, takeover
from bot.worker.clock import Clock
from bot.worker.in_danger import OFFERS
from tests.fakes.desk import drafter
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import Line, Member, plain_case
from tests.fakes.line import line as set_up

PHONE = "+16505550111"
MARIA = StaffMember("maria", "Maria", "member_services")
TIRED = (
    "i wanna talk to somebody i cant do this anymore. sometimes i think it be better if im not here"
)
IN_SPANISH = "hablo espanol, tengo miedo, mi esposo me pega"


def take_over(line: Line) -> str:
    """Maria takes over; what she is heard to say."""
    case = line.the_case()
    with line.database.write() as connection:
        takeover.take_over(connection, case, MARIA, Clock().now())
    return said(line)[-1]


def said(line: Line) -> list[str]:
    """All that was said to the one who writes."""
    with line.database.read() as connection:
        found = messages.after(connection, line.the_case().conversation_id, 0, 100)
    return [each["text"] for each in found if each["from"] != "member"]


@pytest.mark.parametrize("text", [IN_SPANISH, "me pega", "me quiero morir"])
def test_who_cries_for_help_in_spanish_is_met_in_spanish(line, text):
    line.text(PHONE, text)
    case = line.the_case()
    assert case.details["contact"]["language"] == "spanish"
    assert "Spanish" in case.summary and "English" not in case.summary
    hello = take_over(line)
    assert hello.startswith("Le escribe Maria de Member Services. Soy una persona.")
    assert counted(hello).segments == 1


def test_who_cries_for_help_in_english_is_met_in_english(line):
    line.text(PHONE, "he hits me")
    assert written_in(line.the_case().details, "en") == "en"
    assert take_over(line).startswith("This is Maria")


def drafted(screening, to) -> CaseDraft | None:
    """A case as the product makes it, as far as these tests look."""
    made = plain_case(screening, to)
    wanted = screening["handover"].get("wanted")
    return made and replace(made, details={**made.details, "wanted": wanted})


def asks_for_a_person(line: Line, text: str, before: str = "") -> Member:
    """Somebody in the web chat who asks for a person, maybe after they wrote of danger."""
    line.make_case = drafted
    with line.working():
        member = line.new_member()
        member.hear()
        if before:
            member.say(before)
        line.turns.handover = {"wanted": "person"}
        member.say(text)
    return member


def test_who_is_tired_of_life_and_asks_for_a_person_hears_988_first_and_staff_see_it(line):
    asks_for_a_person(line, TIRED)
    [first, *_] = [text for text in said(line) if "hello" not in text]
    assert first.startswith(help_line("en"))
    assert not [text for text in said(line) if "Nobody is" in text or "in line" in text]
    case = line.the_case()
    assert case.urgency == "urgent" and TIRED in case.summary.splitlines()[0]
    due = promises().due(case.urgency, case.details, case.opened_at, office_contacts())
    assert due == plus_open(case.opened_at, promises().urgent, office_contacts())


def test_distress_without_a_wish_for_a_person_opens_no_case(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("i cant do this anymore")
    assert line.count("SELECT count(*) FROM cases") == 0


def test_who_wrote_of_violence_first_and_then_asks_for_a_person_hears_who_is_there(line):
    member = asks_for_a_person(line, "can i talk to a person", before="he hits me")
    [told] = [text for text in said(line) if text.startswith("Nobody is free")]
    assert "911" in told and "988" in told and "number" not in told
    assert member.read()[-1]["from"] == "assistant"


@pytest.mark.parametrize(
    ("cry", "word", "answer"),
    [
        ("i want to die", "ok", "Staff can see what you wrote."),
        ("i want to die", "yes", "Staff can see what you wrote."),
        ("me quiero morir", "si", "El personal ve lo que usted escribe."),
    ],
)
def test_a_bare_word_after_help_answers_no_older_question(line, cry, word, answer):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say(cry)
        turns = len(line.turns.seen)
        for _ in range(2):
            assert member.say(word)[-1]["text"].startswith(answer)
        assert len(line.turns.seen) == turns
        assert member.say("go on")[-1]["question"]
    assert [body["act"] for body in line.turns.seen[turns:]] == ["again"]


def test_a_real_answer_after_help_is_taken(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("i want to die")
        member.say("we sleep in the car")
        assert line.turns.seen[-1]["text"] == "we sleep in the car"
        member.say("i want to die")
        member.say("2")
    assert line.turns.seen[-1]["text"] == "2"


@pytest.mark.parametrize("lapses", [False, True])
def test_who_wrote_of_violence_is_asked_nothing_as_the_person_leaves(line, lapses):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("he hits me")
        take_over(line)
        member.read(member.last)
        turns = len(line.turns.seen)
        case = line.the_case()
        with line.database.write() as connection:
            if lapses:
                to = conversations.lock(connection, case.conversation_id)
                takeover.end_hold(connection, to, case, Clock().now())
            else:
                takeover.hand_back(connection, case, MARIA, Clock().now())
        left = member.hear()[-1]
        assert "Maria" in left["text"] and left["question"] is None
        assert "911" in left["text"] and "988" in left["text"]
        there = member.say("is anyone there?")[-1]
        assert there["text"].startswith("Staff can see") and there["question"] is None
    assert len(line.turns.seen) == turns


CALL = {
    "id": "handover",
    "kind": "single",
    "options": [{"value": "call_me", "label": "Call me"}, {"value": "no_thanks", "label": "No"}],
}


def test_who_is_hurt_by_somebody_near_is_offered_no_call(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("he hits me. dont call me he has my phone")
        line.turns.question = CALL
        [*_, answer] = member.say("STATUS")
        assert answer["question"] is None and "Call me" not in answer["text"]
        assert "I will not ask to call you. Write PERSON when it is safe" in answer["text"]
        for bare in ("yes", "1", "2"):
            line.turns.question = CALL
            assert member.say("STATUS")[-1]["question"] is None
            assert member.say(bare)[-1]["text"].startswith("Staff can see")


def test_who_is_hurt_and_asks_for_a_person_is_not_told_that_somebody_can_call(tmp_path, sqlite):
    """With the real screening, and the real case."""
    with set_up(tmp_path, EngineTurns(), sqlite) as line:
        line.make_case = lambda screening, to: drafter().draft(
            screening, to.screening, to.channel, to.address, has_case=True
        )
        taker = line.taker()
        for text in ("hi", "talk to a person"):
            line.text(PHONE, text)
            assert taker.step()
        assert OFFERS in line.bodies()[-1]
        line.text(PHONE, "he hits me. he is here now")
        line.text(PHONE, "talk to a person please")
        while taker.step():
            pass
    told = line.bodies()[-1]
    assert "I will not ask to call you." in told and "650-616-2133" in told
    assert OFFERS not in told and "Call me" not in told


@pytest.mark.parametrize(
    ("voicemail", "may_leave"), [("skip", False), ("no", False), ("yes", True)]
)
def test_once_the_case_is_closed_violence_is_not_forgotten_in_the_next(
    tmp_path, sqlite, voicemail: str, may_leave: bool
):
    """A yes to messages from before it does not count any more; only one from after it."""
    with set_up(tmp_path, EngineTurns(), sqlite) as line:
        line.make_case = lambda screening, to: drafter().draft(
            screening, to.screening, to.channel, to.address, has_case=True
        )
        taker = line.taker()

        def writes(*texts: str) -> None:
            for text in texts:
                line.text(PHONE, text)
                while taker.step():
                    pass

        def books(**said: str) -> None:
            """Answer what is asked until a call is booked: Lia, at any time, in English."""
            answers = {"handover": "call me", "call_name": "Lia", "call_when": "any", **said}
            for _ in range(9):
                if screening()["handover"]["complete"]:
                    return
                writes({"language": "english", **answers}.get(screening()["open"], "skip"))

        def screening() -> dict:
            with line.database.read() as connection:
                identity = conversations.id_of_number(connection, PHONE)
                return conversations.get(connection, identity).screening

        writes("hi", "call me")
        books(voicemail="yes")
        assert may_leave_message(line.the_case().details)
        writes("my boyfriend beat me up last night and has a gun")
        first = line.the_case()
        with line.database.write() as connection:
            case_life.claim(connection, first.id, MARIA, Clock().now())
            closing.close(connection, first, MARIA, "safe_now", Clock().now())
        writes("call me")
        books(voicemail=voicemail)
        with line.database.read() as connection:
            [case] = cases.not_closed(connection, first.conversation_id)
    assert case.code != first.code and case.details["wanted"] == "call_me"
    assert may_leave_message(case.details) == may_leave
    assert (VOICEMAIL[True] in case.summary) == may_leave
    assert ("Leave NO message" in may_phone(case.details)) == (not may_leave)


def test_who_is_in_no_danger_of_violence_is_still_offered_a_call(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("i want to die")
        line.turns.question = CALL
        assert member.say("we sleep in the car")[-1]["question"]["id"] == "handover"


def test_who_wrote_of_danger_hears_warm_words_as_it_is_closed(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("i want to die")
        take_over(line)
        case = line.the_case()
        with line.database.write() as connection:
            closing.close(connection, case, MARIA, "safe_now", Clock().now())
    last = said(line)[-1]
    assert last.startswith("Maria has finished for now. It was good that you wrote.")
    assert "911" in last and "988" in last and "PERSON" in last


def test_a_text_that_lights_up_a_screen_tells_nothing_of_danger_as_it_is_closed(line):
    line.text(PHONE, "i want to die")
    case = line.the_case()
    later = Clock().now() + timedelta(hours=3)
    with line.database.write() as connection:
        case_life.claim(connection, case.id, MARIA, later)
        closing.close(connection, case, MARIA, "safe_now", later)
    last = line.bodies()[-1]
    assert last.startswith("Maria has finished with your request.") and "988" not in last


def test_in_a_takeover_the_help_is_followed_by_who_is_still_there(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("he hits me")
        take_over(line)
        member.post(id="again", text="i want to die")
    help_, still = member.read()[-2:]
    assert "988" in help_["text"] and help_["name"] is None
    assert (still["from"], still["text"]) == ("system", "Maria gets this message too.")
    # The chat page goes by the name: its box is still for Maria.
    assert still["name"] == "Maria, Member Services"


def test_who_talked_is_told_to_have_left_also_where_the_case_was_the_same_as_another(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("he hits me")
        take_over(line)
        with line.database.write() as connection:
            closing.close(connection, line.the_case(), MARIA, "duplicate", Clock().now())
    assert (member.read()[-1]["from"], member.read()[-1]["name"]) == ("assistant", None)
    assert member.read()[-1]["text"].startswith("Maria has left.")
