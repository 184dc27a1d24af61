"""The audit: who saw a case, what somebody did, and how far back it can be read."""

from __future__ import annotations

import re

import pytest

from bot.storage import audit
from bot.storage.audit import Entry
from bot.storage.staff import AUDITOR
from tests.fakes.desk import Desk


@pytest.fixture
def looked(desk: Desk):
    """Two cases: Ana looked at both, Ben at the second; and an auditor who asks about it."""
    first, second = desk.waiting(), desk.waiting()
    ana, ben = desk.staff("ana"), desk.staff("ben")
    for http, code in ((ana, first), (ana, second), (ben, second)):
        http.get(f"/cases/{code}")
    return desk.staff("olga", AUDITOR), first, second


def lines(page: str) -> list[tuple[str, ...]]:
    """Who, what and of what, as the table has it."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [tuple(re.findall(r"<td>(.*?)</td>", row)[1:]) for row in rows]


def test_who_looked_at_a_case_is_found_by_its_code_as_people_type_it(looked):
    olga, _, second = looked
    page = olga.get("/audit", params={"code": second.lower().replace("-", " ")}).text
    assert lines(page) == [("ben", "opened the case", second), ("ana", "opened the case", second)]


def test_what_one_account_did_is_found_newest_first_and_only_theirs(looked):
    olga, first, second = looked
    told = lines(olga.get("/audit?account=Ana").text)
    assert {who for who, *_ in told} == {"ana"}
    assert [of for _, what, of in told if what == "opened the case"] == [second, first]
    assert lines(olga.get(f"/audit?account=ben&code={second}").text) == [
        ("ben", "opened the case", second)
    ]


@pytest.mark.parametrize("asked", ["account=an", "account=%25", "account=ben&code={first}"])
def test_where_nothing_fits_that_is_said(looked, asked):
    olga, first, _ = looked
    assert "Nothing is written down of" in olga.get(f"/audit?{asked.format(first=first)}").text


def test_the_whole_record_can_be_read_page_by_page(desk):
    olga = desk.staff("olga", AUDITOR)
    with desk.database.write() as connection:
        for number in range(230):
            audit.add(connection, Entry(desk.clock.now(), "ana", "read case", f"number {number}"))
    pages = [olga.get(f"/audit?account=ana&page={number}").text for number in (1, 2, 3)]
    assert [of for page in pages for *_, of in lines(page)] == [
        f"number {number}" for number in reversed(range(230))
    ]
    assert "Page 2 of 3 (230 entries)" in pages[1]
    assert 'href="/audit?account=ana&amp;code=&amp;page=3"' in pages[1]
    for odd in ("0", "99", "x", "-1"):
        assert olga.get(f"/audit?account=ana&page={odd}").status_code == 200


def test_looking_into_the_audit_is_written_down_with_what_was_sought(looked, desk):
    olga, first, _ = looked
    olga.get("/audit")
    olga.get(f"/audit?account=ana&code={first}&page=2")
    assert desk.audit()[-2:] == [
        ("olga", "read the audit", "page 1"),
        ("olga", "read the audit", f"of ana, on {first}, page 2"),
    ]
