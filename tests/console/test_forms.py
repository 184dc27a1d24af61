"""What staff type reaches the case, however it is written; what is no form is refused, plainly."""

import pytest

from tests.console.test_working import act
from tests.fakes.desk import PASSWORD, asks_for_a_call, csrf_in

TURNED = "Maria \u202etxet siht \u2066"


def notes(http, code: str) -> str:
    return http.get(f"/cases/{code}").text


@pytest.mark.parametrize("letter", ["ñ", "中", "😀"])
def test_a_note_as_long_as_its_box_is_kept_whole(one_desk, letter):
    code, http = one_desk.waiting(), one_desk.staff("ana")
    assert act(http, code, "note", note=letter * 4000).status_code == 303
    assert letter * 4000 in notes(http, code)


def test_a_line_break_counts_as_one_letter_as_its_box_counted_it(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana")
    line = "x" * 38
    assert act(http, code, "note", note="\r\n".join([line] * 102) + " the end").status_code == 303
    assert "\n".join([line] * 102) + " the end" in notes(http, code)
    act(http, code, "talk")
    answer = act(http, code, "speak", text="\r\n".join([line] * 41))
    assert "too long" not in answer.text
    assert one_desk.said(code)[-1]["text"] == "\n".join([line] * 41)


def test_control_codes_are_taken_out_of_what_staff_write(desk):
    code, http = desk.waiting(), desk.staff("ana")
    assert act(http, code, "note", note="Has\x00 a\x1b dog.").status_code == 303
    assert "Has a dog." in notes(http, code)
    act(http, code, "talk")
    assert act(http, code, "speak", text="I am\x00 here.").status_code == 200
    assert desk.said(code)[-1]["text"] == "I am here."


def test_control_codes_anywhere_else_break_nothing(desk):
    desk.account("ana")
    assert desk.attempt("ana\x00", "wrong words here").status_code == 403
    assert desk.attempt("ana", code="\x00").status_code == 303
    chief = desk.staff("sue", "supervisor")
    form = {"csrf": csrf_in(chief.get("/account").text), "by": "\x00"}
    assert chief.post("/notices/retry", data=form).status_code == 303
    assert chief.get("/?code=%00&show=%00").status_code == 200


def test_what_is_no_form_is_refused(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana")
    form = {"csrf": (None, csrf_in(http.get("/account").text))}
    many = {f"field-{number}": (None, "x") for number in range(50)}
    for parts in (form | {"note": ("note.txt", "x")}, form | many):
        assert http.post(f"/cases/{code}/note", files=parts).status_code == 400
    who = {"account": (None, "ana"), "password": (None, PASSWORD)}
    answer = one_desk.browser().post("/login", files=who | {"file": ("a.txt", "x")})
    assert answer.status_code == 400 and "could not be read" in answer.text


def test_a_sign_in_that_asks_for_no_page_shows_the_form(one_desk):
    assert one_desk.browser().get("/login", params={"next": "//["}).status_code == 200


def test_what_turns_the_direction_of_writing_turns_nothing_of_ours(one_desk):
    code, http = one_desk.waiting(asks_for_a_call(name=TURNED), TURNED), one_desk.staff("ana")
    act(http, code, "note", note=TURNED)
    for path in ("/?show=open&desk=both", f"/cases/{code}"):
        page = http.get(path).text
        assert "Maria txet siht" in page
        assert not {"\u202e", "\u2066"} & set(page)
