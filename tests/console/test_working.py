"""What staff do with cases: taking, writing, handing on, closing; also two at the same time."""

import pytest

from bot.gateway.with_staff import say_who_reads
from bot.storage import conversations
from bot.worker import erasing
from tests.fakes.desk import asks_for_a_call, csrf_in, send
from tests.fakes.desk import desk as set_up
from tests.fakes.serving import all_at_once


def act(http, code: str, what: str, **form: str):
    return send(http, f"/cases/{code}/{what}", **form)


def test_a_case_is_taken_noted_and_closed_with_a_reason(desk):
    code, http = desk.waiting(), desk.staff("ana", name="Ana")
    assert act(http, code, "claim").headers["location"] == f"/cases/{code}"
    assert desk.case(code).status == "claimed"
    act(http, code, "note", note="Has a dog.")
    act(http, code, "called", outcome="reached", note="Reached her.")
    assert act(http, code, "resolve", reason="referral_started", note="Sent.").status_code == 303
    page = http.get(f"/cases/{code}").text
    assert desk.case(code).status == "resolved"
    told = ("Has a dog.", "Reached her.", "ECM referral started. Sent.")
    assert all(note in page for note in told)
    done = [action for actor, action, subject in desk.audit() if (actor, subject) == ("ana", code)]
    assert [a for a in done if a != "read case"] == [
        *("claimed", "wrote a note", "wrote down a call", "resolved"),
    ]


def test_a_call_that_reached_nobody_keeps_no_promise_and_says_so_on_the_page(one_desk):
    may_leave = asks_for_a_call(voicemail=True, number="6505550123")
    code, http = one_desk.waiting(may_leave), one_desk.staff()
    act(http, code, "claim")
    page = http.get(f"/cases/{code}").text
    assert "Did you reach them?" in page and "No, I left a message" in page
    act(http, code, "called", outcome="failed", note="Not in service.", keep="on")
    page = http.get(f"/cases/{code}").text
    assert one_desk.case(code).status == "claimed"
    assert "The number 650-555-0123 does not work: tried " in page
    for outcome in ("busy", "message"):
        act(http, code, "called", outcome=outcome, keep="on")
    assert "3 calls in a row reached nobody." in http.get(f"/cases/{code}").text
    act(http, code, "called", outcome="reached")
    page = http.get(f"/cases/{code}").text
    assert one_desk.case(code).status == "called_back" and "in a row" not in page


def test_who_writes_with_them_can_phone_them_too_and_goes_on_writing(one_desk):
    may_call = asks_for_a_call(number="6505550123")
    code, http = one_desk.waiting(may_call), one_desk.staff()
    act(http, code, "talk")
    page = http.get(f"/cases/{code}").text
    assert "Did you reach them?" in page and "I keep the case" not in page
    before = one_desk.said(code)
    act(http, code, "called", outcome="no_answer")
    act(http, code, "called", outcome="reached", note="She went to the neighbor.")
    page = http.get(f"/cases/{code}").text
    assert "She went to the neighbor." in page and "Called: no answer" in page
    assert one_desk.case(code).status == "talking" and one_desk.said(code) == before


def test_no_message_is_offered_or_taken_where_none_may_be_left(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    act(http, code, "claim")
    assert "I left a message" not in http.get(f"/cases/{code}").text
    answer = act(http, code, "called", outcome="message")
    assert answer.status_code == 409 and "Leave none." in answer.text
    assert act(http, code, "called").status_code == 409
    assert one_desk.case(code).status == "claimed"


def test_of_two_who_take_a_case_at_once_one_has_it_and_the_other_is_told(desk):
    code = desk.waiting()
    people = [desk.staff(name, name=name.title()) for name in ("ana", "ben")]
    words = [csrf_in(http.get("/account").text) for http in people]
    answers = all_at_once(
        [
            lambda http=http, csrf=csrf: http.post(f"/cases/{code}/claim", data={"csrf": csrf})
            for http, csrf in zip(people, words, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    [lost] = [answer for answer in answers if answer.status_code == 409]
    assert "has taken this case." in lost.text
    assert [action for _, action, _ in desk.audit()].count("was refused: claimed") == 1


def test_a_case_goes_to_the_other_desk_and_waits_there(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    [other] = {"icm", "member_services"} - {one_desk.case(code).goes_to}
    act(http, code, "claim")
    act(http, code, "hand-on", desk=other, note="Wants meals.")
    case = one_desk.case(code)
    assert (case.status, case.goes_to) == ("waiting", other)
    again = act(http, code, "hand-on", desk=other)
    assert again.status_code == 409 and "is at that desk already" in again.text
    assert one_desk.case(code).goes_to == other
    assert act(http, code, "hand-on", desk="elsewhere").status_code == 409


def test_who_has_it_next_reads_first_who_handed_it_on_and_why(one_desk):
    code, ana = one_desk.waiting(), one_desk.staff("ana7", name="Ana", desk="icm")
    [other] = {"icm", "member_services"} - {one_desk.case(code).goes_to}
    act(ana, code, "claim")
    act(ana, code, "hand-on", desk=other, note="Wants meals.")
    ben = one_desk.staff("ben", desk=other)
    page = ben.get(f"/cases/{code}").text
    told = page.index("Handed on by Ana, ICM:</b> Wants meals.")
    assert page.index("<h1>") < told < page.index("How to reach them")
    assert "Handed on by Ana" in ben.get(f"/cases/{code}/part").text
    act(ben, code, "claim")
    act(ben, code, "resolve", reason="other")
    assert "Handed on by Ana" not in ben.get(f"/cases/{code}").text


def test_a_call_from_here_is_offered_only_where_there_is_a_number_to_ring(sqlite):
    with set_up(sqlite, connects_calls=True) as desk:
        ana = desk.staff("ana")
        send(ana, "/account/phone", phone="650 555 0188")
        for number, offered in ((None, False), ("+44 20 7946 0018", False), ("6505550147", True)):
            code = desk.waiting(asks_for_a_call(number=number))
            act(ana, code, "claim")
            page = ana.get(f"/cases/{code}").text
            assert ("Call them from here" in page) is offered, number
            is_odd = bool(number) and not offered
            assert ("Their number cannot be called from here." in page) is is_odd, number


def test_a_case_without_a_reason_stays_open(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    act(http, code, "claim")
    answer = act(http, code, "resolve", reason="")
    assert answer.status_code == 409 and "Choose a reason from the list." in answer.text
    assert one_desk.case(code).status == "claimed"


def test_a_closed_case_can_be_opened_again(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    act(http, code, "claim")
    act(http, code, "resolve", reason="other")
    act(http, code, "reopen")
    assert one_desk.case(code).status == "waiting"


def test_an_agent_cannot_close_what_another_has_but_a_supervisor_can(one_desk):
    code = one_desk.waiting()
    act(one_desk.staff("ana"), code, "claim")
    assert act(one_desk.staff("ben"), code, "resolve", reason="other").status_code == 409
    boss = one_desk.staff("cleo", "supervisor")
    assert act(boss, code, "resolve", reason="other").status_code == 303


def test_an_auditor_sees_a_case_and_no_way_to_change_it(one_desk):
    code = one_desk.waiting()
    http = one_desk.staff("dee", "auditor")
    assert "Take this case" not in http.get(f"/cases/{code}").text
    assert act(http, code, "claim").status_code == 403
    assert one_desk.case(code).status == "waiting"


def test_staff_write_with_a_member_and_hand_back(desk):
    code, http = desk.waiting(), desk.staff("ana", name="Ana", desk="icm")
    assert act(http, code, "talk").headers["location"] == f"/cases/{code}#talk"
    answer = act(http, code, "speak", text="Hello, this is <b>Ana</b>.")
    assert answer.status_code == 200 and 'id="text"' in answer.text
    assert "&lt;b&gt;Ana" in http.get(f"/cases/{code}").text
    said = desk.said(code)
    assert any(m["from"] == "staff" and m["text"] == "Hello, this is <b>Ana</b>." for m in said)
    act(http, code, "hand-back", settled="We start your referral.")
    assert desk.case(code).status == "claimed"
    assert desk.conversation(code).held_by is None


@pytest.mark.parametrize("text", ["", "   ", "x" * 1700])
def test_what_cannot_be_sent_stays_in_the_box_with_the_reason(one_desk, text):
    code, http = one_desk.waiting(), one_desk.staff()
    act(http, code, "talk")
    before = len(one_desk.said(code))
    answer = act(http, code, "speak", text=text)
    assert 'role="alert"' in answer.text
    assert len(one_desk.said(code)) == before


def test_whoever_lost_the_chat_is_told_and_nothing_is_sent(one_desk):
    code, ana = one_desk.waiting(), one_desk.staff("ana")
    act(ana, code, "talk")
    boss = one_desk.staff("cleo", "supervisor")
    act(boss, code, "hand-back")
    before = len(one_desk.said(code))
    answer = act(ana, code, "speak", text="Are you there?")
    assert "Take it over first." in answer.text and "Are you there?" in answer.text
    assert len(one_desk.said(code)) == before


@pytest.mark.parametrize(
    ("path", "words"),
    [("hand-back", "Chat handed back to the assistant, Cleo, "), ("resolve", "Closed, Cleo, ")],
)
def test_a_page_that_is_still_open_says_that_the_talk_is_over_and_by_whom(one_desk, path, words):
    code, ana = one_desk.waiting(), one_desk.staff("ana", name="Ana")
    act(ana, code, "talk")
    assert 'id="ended" role="alert"' in ana.get(f"/cases/{code}").text
    before = ana.get(f"/cases/{code}/over?writes=1").text
    assert "is over" not in before and "You write with them" in before
    act(one_desk.staff("cleo", "supervisor"), code, path, reason="questions_answered")
    over = ana.get(f"/cases/{code}/over?writes=1").text
    assert f"The talk is over: {words}" in over and "You write with them" not in over
    assert "innerHTML:#compose" not in over  # what they type stays
    assert ana.get(f"/cases/{code}/over").text.strip() == ""


def test_a_case_can_be_closed_in_mid_talk_and_the_member_hears_so_once(desk):
    code, http = desk.waiting(), desk.staff("ana", name="Ana")
    act(http, code, "talk")
    assert "Close the case" in http.get(f"/cases/{code}").text
    assert act(http, code, "resolve", reason="questions_answered").status_code == 303
    assert act(http, code, "resolve", reason="questions_answered").status_code == 409
    assert desk.case(code).status == "resolved" and desk.conversation(code).held_by is None
    told = [m["text"] for m in desk.said(code) if "Ana has finished" in m["text"]]
    assert len(told) == 1 and "Your questions were answered." in told[0]


def test_what_goes_out_by_itself_in_a_live_talk_stands_under_nobodys_name(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana", name="Ana")
    act(http, code, "talk")
    to = one_desk.conversation(code)
    with one_desk.database.write() as connection:
        say_who_reads(connection, to, "en", one_desk.clock.now())
    line = http.get(f"/cases/{code}").text.split("Ana gets this message too.")[0].split("<li")[-1]
    assert "Notice" in line and "Ana," not in line


def erase(desk, code: str) -> None:
    """The member has everything erased."""
    with desk.database.write() as connection:
        to = conversations.lock(connection, desk.case(code).conversation_id)
        erasing.erase(connection, to, desk.clock.now(), asked_by="member")


def test_erased_in_mid_talk_the_box_goes_and_what_is_kept_is_said(desk):
    code, http = desk.waiting(asks_for_a_call(number="6505550111")), desk.staff("ana")
    act(http, code, "talk")
    assert 'id="compose"' in http.get(f"/cases/{code}").text
    before = http.get(f"/cases/{code}/over?writes=1").text
    erase(desk, code)
    over = http.get(f"/cases/{code}/over?writes=1").text
    assert "innerHTML:#compose" not in before
    assert 'hx-swap-oob="innerHTML:#compose"' in over and "They had everything erased" in over
    assert "Kept: their name, their number, when to call." in over
    assert http.get(f"/cases/{code}/over").text.strip() == ""
    assert 'id="compose"' not in http.get(f"/cases/{code}").text


def test_erased_as_a_whole_an_open_page_says_so_and_shows_nothing_of_it(desk):
    code, http = desk.waiting(asks_for_a_call(wanted="person")), desk.staff("ana")
    act(http, code, "talk")
    erase(desk, code)
    over = http.get(f"/cases/{code}/over").text
    assert 'hx-swap-oob="innerHTML:#case"' in over and "Nothing of this case is kept." in over
    parts = [http.get(f"/cases/{code}/{part}") for part in ("part", "work", "together")]
    assert [(part.status_code, part.text) for part in parts] == [(204, "")] * 3
    assert http.get(f"/cases/{code}").status_code == 404


def test_a_number_told_in_the_chat_is_written_into_the_case_and_its_history(desk):
    code, http = desk.waiting(asks_for_a_call(wanted="person", name=None)), desk.staff("ana")
    act(http, code, "talk")
    form = {"name": "Zora", "number": "(650) 555-0133", "voicemail": "yes"}
    assert act(http, code, "contact", **form).status_code == 303
    page, contact = http.get(f"/cases/{code}").text, desk.case(code).details["contact"]
    assert (contact["name"], contact["number"], contact["voicemail"]) == (
        *("Zora", "6505550133", True),
    )
    assert "Name: Zora. Number: 650-555-0133. A message may be left." in page
    assert 'href="tel:+16505550133"' in page
    assert ("ana", "wrote how to reach them", code) in desk.audit()
    assert desk.conversation(code).held_by == "ana"


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "nothing new to save"),
        ({"number": "555"}, "no telephone number with ten digits"),
        ({"name": "x" * 81}, "80 characters"),
    ],
)
def test_what_cannot_be_written_down_is_said_and_stays_in_the_form(one_desk, form, why):
    code, http = one_desk.waiting(), one_desk.staff()
    act(http, code, "claim")
    before = one_desk.case(code).details
    answer = act(http, code, "contact", **form)
    assert answer.status_code == 409 and why in answer.text
    assert all(f'value="{typed}"' in answer.text for typed in form.values())
    assert one_desk.case(code).details == before


def test_into_a_closed_case_nothing_is_written(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    act(http, code, "claim")
    act(http, code, "resolve", reason="other")
    assert "How to reach them</summary>" not in http.get(f"/cases/{code}").text
    answer = act(http, code, "contact", number="6505550133")
    assert answer.status_code == 409 and "is not open any more" in answer.text


def test_a_closed_case_of_who_had_everything_erased_opens_as_what_it_is(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana")
    act(http, code, "claim", note="")
    act(http, code, "note", note="Has a dog.")
    act(http, code, "resolve", reason="referral_started", note="Sent.")
    with one_desk.database.write() as connection:
        to = conversations.lock(connection, one_desk.case(code).conversation_id)
        erasing.erase(connection, to, one_desk.clock.now(), asked_by="member")
    page = http.get(f"/cases/{code}")
    assert page.status_code == 200 and "Nothing is left of it." in one_desk.case(code).summary
    assert not [word for word in ("Maria", "Has a dog.", "Sent.") if word in page.text]
    assert http.get("/?show=closed").status_code == 200
    assert http.get(f"/cases/{code}/referral.json").status_code == 200
    answer = act(http, code, "reopen")
    assert answer.status_code == 409 and "nothing left to reopen" in answer.text
