"""A person takes over a conversation, speaks, and hands it back; nobody wonders who is there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.sms_text import segments
from bot.channels.staff_text import counted
from bot.handoff.case_life import Refused, StaffMember
from bot.storage import case_events, case_life, conversations, messages
from bot.storage.cases import StoredCase
from bot.worker import takeover
from bot.worker.clock import Clock
from bot.worker.erasing import erase
from bot.worker.replying import tell_of_trouble
from tests.fakes.line import Line, plain_case
from tests.fakes.serving import all_at_once, wait_for

PHONE = "+16505550111"
MARIA = StaffMember("maria", "Maria", "member_services")
ANA = StaffMember("ana", "Ana", "icm")
HELLO = "This is Maria from Member Services. I can see what you wrote to the helper."


def now() -> datetime:
    return Clock().now()


def asks_for_a_person(line: Line):
    """Somebody in the web chat who asked for a person, and their case."""
    line.turns.handover = {"wanted": "person"}
    member = line.new_member()
    member.hear()
    member.say("i want to talk with a person")
    return member, line.the_case()


def texts_for_a_person(line: Line) -> StoredCase:
    """The case of somebody who texted for a person and was answered."""
    line.turns.handover = {"wanted": "person"}
    line.text(PHONE, "i want to talk with a person")
    wait_for(lambda: len(line.texts_to(PHONE)) == 1)
    return line.the_case()


def do(line: Line, act, case: StoredCase, *args, staff: StaffMember = MARIA, **how):
    with line.database.write() as connection:
        return act(connection, case, staff, *args, now(), **how)


def take_over(line: Line, case: StoredCase, staff: StaffMember = MARIA) -> int:
    return do(line, takeover.take_over, case, staff=staff)


def speak(line: Line, case: StoredCase, text: str, staff: StaffMember = MARIA) -> int:
    return do(line, takeover.speak, case, text, staff=staff)


def hand_back(line: Line, case: StoredCase, settled: str = "", staff=MARIA) -> None:
    do(line, takeover.hand_back, case, staff=staff, settled=settled)


def said(line: Line, case: StoredCase) -> list[tuple[str, str | None, str]]:
    with line.database.read() as connection:
        found = messages.after(connection, case.conversation_id, 0, 100)
    return [(m["from"], m["name"], m["text"]) for m in found]


def status(line: Line, case: StoredCase) -> str:
    with line.database.read() as connection:
        return case_life.life_of(connection, case.id).status


def holder(line: Line, case: StoredCase) -> str | None:
    with line.database.read() as connection:
        return conversations.get(connection, case.conversation_id).held_by


def test_in_the_web_chat_a_person_comes_talks_and_goes_and_the_questions_go_on(line):
    with line.working():
        member, case = asks_for_a_person(line)
        turns = len(line.turns.seen)
        take_over(line, case)
        assert member.read(member.last)[-1]["name"] == "Maria, Member Services"
        assert member.post(id="a", text="my kids and i sleep in the car").status_code == 202
        speak(line, case, "I am sorry. Is there a school they go to?")
        assert member.post(id="b", text="yes in daly city").status_code == 202
        assert len(line.turns.seen) == turns
        hand_back(line, case, "Maria calls on Monday at 9 am.")
        last = member.hear()[-1]
        member.say("yes")
    heard = said(line, case)
    assert ("staff", "Maria, Member Services", HELLO) in heard
    assert [who for who, _, _ in heard[-7:]] == [
        *("staff", "member", "staff", "member", "assistant", "member", "assistant"),
    ]
    assert last["text"].startswith("Maria has left. I am the automated helper,")
    assert "Maria calls on Monday at 9 am." in last["text"]
    assert last["question"]["id"] == "caring"
    [back, answer] = line.turns.seen[turns:]
    assert (back["act"], back["text"], back["choice"]) == ("again", None, None)
    assert (answer["text"], answer["crossed"]) == ("yes", False)


@pytest.mark.parametrize(
    ("settled", "heard"),
    [
        ("Maria calls on Monday", "This was settled: Maria calls on Monday. "),
        ("Maria calls on Monday.", "This was settled: Maria calls on Monday. "),
        ("Is Monday fine?", "This was settled: Is Monday fine? "),
        ("", "I go on from here. 2: again"),
    ],
)
def test_who_never_left_hears_who_has_gone_what_was_settled_and_the_question(line, settled, heard):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        hand_back(line, case, settled)
        last = member.hear()[-1]
    assert heard in last["text"].replace("3:", "2:")
    assert last["text"].startswith("Maria has left.") and "Welcome back" not in last["text"]


def test_who_wrote_of_danger_is_met_calmly_by_a_person_with_a_name(line):
    with line.working():
        line.text(PHONE, "i want to kill myself")
        case = line.the_case()
        take_over(line, case)
        hand_back(line, case)
    [hello] = [text for who, _, text in said(line, case) if who == "staff"]
    assert hello == (
        "This is Maria from Member Services. I am a person. I read what you wrote, and I am here "
        "with you now."
    )
    assert counted(hello).segments == 1
    assert said(line, case)[-1][2].startswith("Maria has left.") and not line.turns.seen


def test_while_a_person_has_it_a_choice_for_the_old_question_is_no_longer_taken(line):
    with line.working():
        member, case = asks_for_a_person(line)
        asked = member.last
        take_over(line, case)
        refused = member.choose(asked, "yes")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "question_closed"


def test_a_turn_in_hand_as_a_person_takes_over_says_nothing_any_more(line):
    with line.working():
        member, case = asks_for_a_person(line)
        line.turns.delay = 0.5
        turns = len(line.turns.seen)
        member.post(id="late", text="are you there")
        wait_for(lambda: line.turns.in_flight)
        take_over(line, case)
        wait_for(lambda: not line.turns.in_flight and len(line.turns.seen) > turns)
        speak(line, case, "Yes, I am here.")
    heard = said(line, case)
    assert heard[-3:] == [
        ("member", None, "are you there"),
        ("staff", MARIA.title, HELLO),
        ("staff", MARIA.title, "Yes, I am here."),
    ]
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'with_staff'") == 1


def test_what_still_waits_for_its_turn_is_left_to_the_person(line):
    with line.working():
        member, case = asks_for_a_person(line)
    member.post(id="one", text="hello?")
    member.post(id="two", text="anybody?")
    take_over(line, case)
    with line.working():
        assert member.post(id="one", text="hello?").json()["seq"] < member.last + 3
        with pytest.raises(Refused, match="They wrote last"):
            hand_back(line, case)
        speak(line, case, "I am here now.")
        hand_back(line, case)
        member.hear()
    assert [body["text"] for body in line.turns.seen].count("hello?") == 0


def test_of_twenty_who_take_over_at_once_one_is_there_and_says_so_once(line):
    with line.working():
        _, case = asks_for_a_person(line)
    crowd = [StaffMember(f"agent{n}", f"Agent{n}", "member_services") for n in range(20)]

    def tries(staff: StaffMember) -> str | None:
        try:
            take_over(line, case, staff)
        except Refused as refused:
            return str(refused)
        return None

    told = all_at_once([lambda who=who: tries(who) for who in crowd])
    winner = crowd[told.index(None)]
    assert told.count(None) == 1
    assert set(told) == {None, f"{winner.title} writes with them."}
    assert [name for who, name, _ in said(line, case) if who == "staff"] == [winner.title]


def test_only_who_has_the_conversation_speaks_in_it(line):
    with line.working():
        _, case = asks_for_a_person(line)
        with pytest.raises(Refused, match="Take it over first"):
            speak(line, case, "Hello?")
        take_over(line, case)
        take_over(line, case)  # a second click announces nobody twice
        for act in (lambda: speak(line, case, "Me!", ANA), lambda: hand_back(line, case, "", ANA)):
            with pytest.raises(Refused, match="Maria, Member Services"):
                act()
        for text in ("", "  \n", "x" * 1601):
            with pytest.raises(Refused):
                speak(line, case, text)
        with pytest.raises(Refused, match="120"):
            hand_back(line, case, "x" * 121)
    assert [text for who, _, text in said(line, case) if who == "staff"] == [HELLO]


def test_danger_is_answered_at_once_while_a_person_has_it_and_staff_see_it(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="d", text="i want to kill myself tonight")
        heard = member.hear()
    assert "988" in heard[-2]["text"]
    assert heard[-1]["text"] == "Maria gets this message too."
    assert line.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'") == 1
    assert holder(line, case) == "maria"


def test_erasing_ends_the_hold_and_what_is_left_waits_for_staff(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        speak(line, case, "I will look up your canaryword.")
        member.post(id="e", text="ERASE")
        assert "erased" in member.hear()[-1]["text"]
        with pytest.raises(Refused):
            speak(line, case, "Are you there?")
        with pytest.raises(Refused):
            take_over(line, case, ANA)
        member.say("hello again")
    assert holder(line, case) is None
    assert not any("canaryword" in text for _, _, text in said(line, case))


def test_erased_in_mid_talk_with_no_number_nothing_is_kept_and_nothing_else_is_said(line):
    line.make_case = with_contact
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="e", text="ERASE")
        heard = member.hear()[-1]["text"]
    assert "erased" in heard and "We keep" not in heard
    assert line.count("SELECT count(*) FROM cases") == 0


@pytest.mark.parametrize(
    ("name", "said_to_them", "told_staff"),
    [
        ("Zora", "We keep your name and number for the call", "Kept: their name, their number."),
        (None, "We keep your number for the call", "Kept: their number."),
    ],
)
def test_erased_in_mid_talk_what_is_kept_is_said_to_both_and_no_more(
    line, name, said_to_them, told_staff
):
    line.make_case = lambda screening, to: with_contact(screening, to, name)
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        if name:
            with line.database.write() as connection:
                case_life.note(connection, case.id, MARIA, "Has a dog.", now())
        line.text(PHONE, "ERASE")
        wait_for(lambda: any(said_to_them in text for text in line.texts_to(PHONE)))
        with line.database.read() as connection:
            happened = case_events.of_case(connection, case.id)
    assert "Has a dog." not in [e["note"] for e in happened]
    assert [(e["kind"], e["note"]) for e in happened][-3:] == [
        ("handed back", None),
        ("erased", None),
        ("note", told_staff),
    ]
    assert (holder(line, case), status(line, case)) == (None, "claimed")


def test_of_danger_erased_with_no_number_only_a_note_is_said_to_be_kept(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.post(id="d", text="i want to kill myself")
        case = line.the_case()
        take_over(line, case)
        member.post(id="e", text="ERASE")
        wait_for(lambda: "erased" in member.read()[-1]["text"])
        heard = member.read()[-1]["text"]
        with line.database.read() as connection:
            note = case_events.of_case(connection, case.id)[-1]["note"]
    assert "We keep one short note, so a person" in heard and "number" not in heard
    assert note == "Kept: what they wrote of danger."


def with_contact(screening, to, name=None):
    """A case with whom to call, as far as they said it."""
    made = plain_case(screening, to)
    if made is not None:
        contact = {"name": name, "number": to.address, "when": None, "voicemail": None}
        contact |= {"language": "en", "complete": False, "asked_on": None, "birth_date": None}
        made.details.update(wanted="person", contact=contact)
    return made


def test_a_case_erased_by_staff_while_somebody_talks_ends_the_hold(line):
    with line.working():
        _, case = asks_for_a_person(line)
        take_over(line, case)
        with line.database.write() as connection:
            to = conversations.lock(connection, case.conversation_id)
            erase(connection, to, now(), asked_by="staff", all_cases=True)
    assert holder(line, case) is None
    assert line.count("SELECT count(*) FROM cases") == 0


def test_who_ended_the_chat_cannot_be_written_to_and_staff_hear_of_the_phone(line):
    with line.working():
        member, case = asks_for_a_person(line)
        line.http.request("DELETE", "/api/conversations", headers=member.headers)
        with pytest.raises(Refused, match="They ended the chat") as refused:
            take_over(line, case)
    assert refused.value.code == "chat_over"
    assert status(line, case) == "waiting"


def by_script(line: Line, member) -> None:
    line.http.request("DELETE", "/api/conversations", headers=member.headers)


def by_form(line: Line, member) -> None:
    line.http.post("/chat", data={"token": member.token, "do": "end_sure", "plain": "1"})


@pytest.mark.parametrize("ends", [by_script, by_form])
def test_who_ends_the_chat_while_a_person_has_it_lets_the_person_go_who_keeps_the_case(line, ends):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="z", text="i have to go now")
        ends(line, member)
        with pytest.raises(Refused, match="They ended the chat") as refused:
            speak(line, case, "Are you there?")
    assert refused.value.code == "chat_over"
    assert (holder(line, case), status(line, case)) == (None, "claimed")
    with line.database.read() as connection:
        assert case_life.life_of(connection, case.id).claimed_by == "maria"
        last = case_events.of_case(connection, case.id)[-1]
    told = (last["kind"], last["actor"], last["note"])
    assert told == ("handed back", "assistant", takeover.THEY_ENDED)
    assert said(line, case)[-1] == ("member", None, "i have to go now")


def test_no_notice_of_trouble_goes_out_while_a_person_has_it(line):
    with line.working():
        member, case = asks_for_a_person(line)
        line.turns.is_ready, line.turns.faults = False, [503] * 20
        member.post(id="t", text="hello?")
        wait_for(lambda: len(line.turns.faults) < 18)
        take_over(line, case)
        with line.database.write() as connection:
            tell_of_trouble(connection, conversations.lock(connection, member.conversation), now())
    heard = said(line, case)
    after = [text for who, _, text in heard[heard.index(("staff", MARIA.title, HELLO)) :]]
    assert after == [HELLO]


def test_handed_back_while_rasa_is_away_the_helper_goes_on_when_it_is_there_again(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        line.turns.faults = [503, 503]
        hand_back(line, case)
        last = member.hear()[-1]
    assert last["text"].startswith("Maria has left.")
    assert last["question"] is not None


def test_where_that_turn_breaks_for_good_it_is_said_all_the_same(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        line.turns.broken_by = {"again": 500}
        hand_back(line, case)
        last = member.hear()[-1]
        line.turns.broken_by = {}
        member.say("HI")
    assert last["text"].startswith("Maria has left.") and last["text"].endswith("send HI.")
    assert line.turns.seen[-1]["text"] == "HI" and line.turns.seen[-1]["crossed"]


def test_by_text_message_the_name_stands_where_somebody_else_spoke_before(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, "we sleep in the car")
        speak(line, case, "I am sorry to hear that.")
        speak(line, case, "How many are you?")
        line.text(PHONE, "i want to kill myself tonight")
        wait_for(lambda: any("988" in text for text in line.texts_to(PHONE)))
        speak(line, case, "I am calling you now.")
        wait_for(lambda: len(line.texts_to(PHONE)) == 7)
    assert line.texts_to(PHONE)[1] == HELLO
    assert [t for t in line.texts_to(PHONE)[2:] if "988" not in t] == [
        *("I am sorry to hear that.", "How many are you?"),
        *("Maria gets this message too.", "I am calling you now."),
    ]


def test_by_text_message_it_is_handed_back_with_the_open_question(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, "thank you")
        hand_back(line, case, "Ana from ICM calls on Monday.")
        wait_for(lambda: len(line.texts_to(PHONE)) == 3)
        body = line.texts_to(PHONE)[-1]
        line.text(PHONE, "1")
        wait_for(lambda: len(line.texts_to(PHONE)) == 4)
    assert body.startswith("Maria has left. I am the automated helper")
    assert "Ana from ICM calls on Monday." in body and "\n1 Yes 2 No" in body
    assert segments(body) <= 2
    assert (line.turns.seen[-1]["text"], line.turns.seen[-1]["crossed"]) == ("1", False)


def test_what_is_too_long_for_one_text_goes_out_in_two_in_order(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.turns.question["options"] = [
            {**option, "label": f"{option['label']}, " + "and so on " * 6}
            for option in line.turns.question["options"][:3]
        ]
        hand_back(line, case, "Somebody calls on Monday at nine.")
        wait_for(lambda: len(line.texts_to(PHONE)) == 4)
    first, second = line.texts_to(PHONE)[-2:]
    assert first.startswith("Maria has left.") and first.endswith("Monday at nine.")
    assert "1 Yes, and so on" in second
    assert segments(first) <= 2


def test_who_has_not_written_for_long_is_told_nothing_that_others_may_not_see(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        with line.database.write() as connection:
            later = now() + timedelta(minutes=11)
            takeover.hand_back(connection, case, MARIA, later, "You get a care manager.")
        wait_for(lambda: len(line.texts_to(PHONE)) == 3)
        turns = len(line.turns.seen)
        line.text(PHONE, "HI")
        wait_for(lambda: len(line.texts_to(PHONE)) == 4)
    assert line.texts_to(PHONE)[2] == (
        "Maria has left. I am the automated helper, and I go on from here. To go on, send HI."
    )
    assert "You get a care manager." in said(line, case)[-3][2]
    assert [body["text"] for body in line.turns.seen[turns:]] == ["HI"]
    assert line.turns.seen[-1]["crossed"]


def test_a_member_who_opts_out_keeps_the_case_and_staff_hear_that_they_may_phone(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, "STOP")
        with pytest.raises(Refused, match="They opted out of texts") as refused:
            speak(line, case, "Wait, one more thing.")
        hand_back(line, case)
    assert refused.value.code == "opted_out"
    assert status(line, case) == "claimed"
    assert len(line.bodies()) == 2  # the answer and the greeting, nothing after STOP


def test_who_comes_back_while_a_person_has_it_is_heard_by_the_person(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        turns = len(line.turns.seen)
        line.text(PHONE, "STOP")
        line.text(PHONE, "START")
        speak(line, case, "Welcome back.")
        wait_for(lambda: "Welcome back." in line.texts_to(PHONE)[-1])
    assert len(line.turns.seen) == turns


def test_who_texts_start_while_a_person_has_it_hears_that_they_are_still_there(line):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, "STOP")
        line.text(PHONE, "START")
        wait_for(lambda: "Texts are on again. Maria is still here." in line.texts_to(PHONE))


@pytest.mark.parametrize("word", ["HELP", "status", "Status?"])
def test_in_the_chat_who_asks_while_a_person_has_it_hears_who_is_there(line, word):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.say(word)
    _, _, answer = said(line, case)[-1]
    assert answer.startswith("Maria reads what you write") and "STOP" not in answer


@pytest.mark.parametrize("word", ["HELP", "info", "Help!", "STATUS"])
def test_help_is_answered_by_who_is_there_how_to_call_and_how_to_stop(line, word):
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        line.text(PHONE, word)
        wait_for(lambda: len(line.texts_to(PHONE)) == 3)
    answer = line.texts_to(PHONE)[-1]
    assert answer.startswith("Maria reads what you write") and "650-616-2133" in answer
    assert "STOP" in answer and segments(answer) == 1


def test_a_new_person_takes_over_from_one_who_left_and_the_name_changes(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        hand_back(line, case)
        member.hear()
        with line.database.write() as connection:
            case_life.hand_on(connection, case.id, MARIA, "icm", now())
        take_over(line, case, ANA)
    assert said(line, case)[-1][1:] == (
        "Ana, Care Management",
        "This is Ana from Care Management. I can see what you wrote to the helper.",
    )
    with line.database.read() as connection:
        kinds = [event["kind"] for event in case_events.of_case(connection, case.id)]
    assert [kind for kind in kinds if kind not in ("opened", "updated")] == [
        *("claimed", "talking", "handed back", "handed on", "claimed", "talking"),
    ]


def test_a_transaction_that_dies_between_its_steps_leaves_nothing_behind(line):
    with line.working():
        member, case = asks_for_a_person(line)
        before = said(line, case)
        with pytest.raises(ZeroDivisionError), line.database.write() as connection:
            takeover.take_over(connection, case, MARIA, now())
            raise ZeroDivisionError
        assert (said(line, case), holder(line, case)) == (before, None)
        assert status(line, case) == "waiting"
        take_over(line, case)
        with pytest.raises(ZeroDivisionError), line.database.write() as connection:
            takeover.hand_back(connection, case, MARIA, now())
            raise ZeroDivisionError
        assert (status(line, case), holder(line, case)) == ("talking", "maria")
        hand_back(line, case)
        assert member.hear()[-1]["text"].startswith("Maria has left.")


def test_staff_see_what_a_text_costs_and_which_letters_make_it_dear():
    assert counted("Hello").segments == 1
    assert counted("x" * 161).segments == 2
    assert counted("Soy María, ¿cómo está?").odd == ("í", "ó", "á")
    assert counted("x" * 1601).left == -1
