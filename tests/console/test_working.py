"""What staff do with cases: taking, writing, handing on, closing; also two at the same time."""

import pytest

from tests.fakes.desk import csrf_in, send
from tests.fakes.serving import all_at_once


def act(http, code: str, what: str, **form: str):
    return send(http, f"/cases/{code}/{what}", **form)


def test_a_case_is_taken_noted_and_closed_with_a_reason(desk):
    code, http = desk.waiting(), desk.staff("ana", name="Ana")
    assert act(http, code, "claim").headers["location"] == f"/cases/{code}"
    assert desk.case(code).status == "claimed"
    act(http, code, "note", note="Has a dog.")
    act(http, code, "called", note="Reached her.")
    assert act(http, code, "resolve", reason="referral_started", note="Sent.").status_code == 303
    page = http.get(f"/cases/{code}").text
    assert desk.case(code).status == "resolved"
    assert all(note in page for note in ("Has a dog.", "Reached her.", "Sent."))
    done = [action for actor, action, subject in desk.audit() if (actor, subject) == ("ana", code)]
    assert [a for a in done if a != "read case"] == [
        *("claimed", "wrote a note", "called back", "resolved"),
    ]


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
    before = one_desk.case(code).goes_to
    act(http, code, "claim")
    act(http, code, "hand-on", note="Wants meals.")
    case = one_desk.case(code)
    assert (case.status, {before, case.goes_to}) == ("waiting", {"icm", "member_services"})


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
