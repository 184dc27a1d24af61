"""Whoever leaves a live talk has read what the member wrote last; what they typed stays."""

import re

import httpx
import pytest

from tests.fakes.desk import Desk, csrf_in, send

QUESTION = "one more question: do i lose my doctor"
SAYS = "They wrote just now: read it first."
LEAVES = {
    "hand-back": {"settled": "We call on Monday."},
    "resolve": {"reason": "questions_answered", "note": "All is said."},
    "hand-on": {"note": "Wants meals."},
}


def pressed(http: httpx.Client, page: str, path: str, **typed: str) -> httpx.Response:
    """Send one form of a page that was loaded before."""
    [form] = re.findall(rf'<form method="post" action="([^"]+/{path})">(.*?)</form>', page, re.S)
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[1])
    return http.post(form[0], data={**dict(hidden), "csrf": csrf_in(page), **typed})


@pytest.mark.parametrize("path", LEAVES)
def test_what_came_after_the_form_is_read_first_and_then_it_goes_through(
    one_desk: Desk, path: str
) -> None:
    code, http = one_desk.waiting(), one_desk.staff("ana")
    send(http, f"/cases/{code}/talk")
    page = http.get(f"/cases/{code}").text
    one_desk.says(code, QUESTION)
    answer = pressed(http, page, path, **LEAVES[path])
    assert answer.status_code == 409 and SAYS in answer.text and QUESTION in answer.text
    assert one_desk.case(code).status == "talking"
    assert all(words in answer.text for words in LEAVES[path].values())
    assert pressed(http, answer.text, path, **LEAVES[path]).status_code == 303
    assert one_desk.case(code).status != "talking"


def test_what_staff_wrote_since_is_nothing_unread(one_desk: Desk) -> None:
    code, http = one_desk.waiting(), one_desk.staff("ana")
    send(http, f"/cases/{code}/talk")
    page = http.get(f"/cases/{code}").text
    send(http, f"/cases/{code}/speak", text="You keep your doctor.")
    assert pressed(http, page, "hand-back", settled="All is said.").status_code == 303


def test_a_note_that_was_refused_stays_in_its_box(one_desk: Desk) -> None:
    code, http = one_desk.waiting(), one_desk.staff("ana")
    send(http, f"/cases/{code}/claim")
    answer = send(http, f"/cases/{code}/resolve", reason="", note="Sent to the food bank.")
    assert answer.status_code == 409
    kept = answer.text.split('id="note-resolve"')[1].split("</textarea>")[0]
    assert "Sent to the food bank." in kept
    assert answer.text.count("Sent to the food bank.") == 1
