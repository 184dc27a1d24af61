"""The queue: who waits and why, in the order in which they are to be called."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.screening import Answer
from bot.handoff.danger import mark_danger
from bot.storage import case_life
from bot.storage.cases import UNREADABLE
from bot.storage.queue import PAGE
from tests.console.test_case import IN_A_WAIVER
from tests.fakes.desk import ANSWERS, asks_for_a_call, send

IN_CARE_ADVANTAGE = Answer("coverage", (), ({"coverage": "care_advantage"},), "CareAdvantage")


def codes(page: str) -> list[str]:
    return re.findall(r'id="case-([A-Z]{3}-\d{3})"', page)


def danger(desk):
    at = desk.clock.now().isoformat()
    return mark_danger(asks_for_a_call(), "self_harm", "i cant go on", at)


def promise(desk, code: str, **ahead: float) -> None:
    with desk.database.write() as connection:
        case = desk.case(code)
        case_life.promise(connection, case.id, desk.clock.now() + timedelta(**ahead))


def test_staff_see_who_waits_and_why_with_the_most_urgent_first(desk):
    longest = desk.waiting(minutes=90)
    shortest = desk.waiting(minutes=5)
    urgent = desk.waiting(danger(desk))
    page = desk.staff(desk="member_services").get("/?desk=both").text
    assert codes(page)[0] == urgent and set(codes(page)) == {urgent, longest, shortest}
    assert "3 waiting, 1 urgent" in page
    assert "Wrote of harming themselves or not wanting to live" in page
    assert "1 h 30 min" in page and "Spanish" in page and "Wants a call" in page


def test_of_two_who_are_not_urgent_the_one_promised_sooner_comes_first(desk):
    first, second = desk.waiting(minutes=90), desk.waiting(minutes=5)
    promise(desk, first, hours=5)
    promise(desk, second, hours=1)
    assert codes(desk.staff().get("/?desk=both").text) == [second, first]


def test_a_broken_promise_says_so(one_desk):
    code = one_desk.waiting()
    promise(one_desk, code, minutes=10)
    http = one_desk.staff()
    assert "Late: was due" not in http.get("/?desk=both").text
    one_desk.clock.pass_by(minutes=11)
    assert "Late: was due" in http.get("/?desk=both").text


def test_each_desk_sees_its_own_first(one_desk):
    draft = asks_for_a_call()
    for desk in ("icm", "member_services"):
        code = one_desk.waiting(replace(draft, goes_to=desk))
        assert codes(one_desk.staff(f"at-{desk}", desk=desk).get("/").text) == [code]


def test_a_case_is_found_by_the_code_as_people_type_it(one_desk):
    code, _ = one_desk.waiting(), one_desk.waiting()
    http = one_desk.staff()
    assert codes(http.get("/", params={"code": code.lower().replace("-", " ")}).text) == [code]
    assert code in codes(http.get("/", params={"code": code[:2]}).text)
    assert "No case has a code that begins with" in http.get("/?code=ZZZ").text
    assert codes(http.get("/", params={"code": "%", "desk": "both"}).text) != []


def test_a_long_queue_comes_in_pages(one_desk):
    for minute in range(PAGE + 3):
        one_desk.waiting(minutes=minute)
    http = one_desk.staff()
    first, second = (codes(http.get(f"/?desk=both&page={n}").text) for n in (1, 2))
    assert (len(first), len(second)) == (PAGE, 3)
    assert not set(first) & set(second)
    assert codes(http.get("/?desk=both&page=99").text) == second


@pytest.mark.parametrize("query", ["show=xyz", "desk=xyz", "page=-1", "page=x", "page=99999999"])
def test_an_address_that_makes_no_sense_still_shows_the_queue(one_desk, query):
    one_desk.waiting()
    answer = one_desk.staff().get(f"/?{query}")
    assert answer.status_code == 200


def test_a_case_that_cannot_be_read_hides_no_other(one_desk):
    damaged, well = one_desk.waiting(), one_desk.waiting()
    one_desk.damage(damaged)
    page = one_desk.staff().get("/?desk=both").text
    assert set(codes(page)) == {damaged, well}
    assert UNREADABLE in page


def test_every_look_at_the_queue_is_written_down(one_desk):
    http = one_desk.staff("ana", desk="icm")
    http.get("/?show=open")
    http.get("/queue/rows")
    assert one_desk.audit()[-2:] == [
        ("ana", "listed cases", "All open, ICM, page 1"),
        ("ana", "listed cases", "Waiting, ICM, page 1"),
    ]


def test_an_open_page_is_told_that_something_changed_and_nothing_else(desk):
    http = desk.staff()
    stamp = re.search(r"since=(\w+)", http.get("/").text).group(1)
    with http.stream("GET", f"/queue/events?since={stamp}") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 2000"
        desk.waiting()
        told = [next(lines) for _ in range(3)]
    assert [line for line in told if line] == ["event: changed", "data: changed"]


def test_looking_at_the_queue_tells_no_other_page_to_look(one_desk):
    http = one_desk.staff()

    def stamp() -> str:
        return re.search(r"since=(\w+)", http.get("/").text).group(1)

    assert stamp() == stamp()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (IN_A_WAIVER, "In a waiver, CCT or CCM: ECM or that, not both"),
        (IN_CARE_ADVANTAGE, "In CareAdvantage: no ECM"),
    ],
)
def test_a_conflict_stands_in_the_row(one_desk, answer, words):
    others = [each for each in ANSWERS if each.question != answer.question]
    one_desk.waiting(asks_for_a_call(answers=(*others, answer)))
    http = one_desk.staff()
    assert words in http.get("/?desk=both").text
    one_desk.says(one_desk.waiting(), "no conflict here")
    assert http.get("/?desk=both").text.count(words) == 1


def test_who_was_heard_from_is_not_late_any_more(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    for what in ("claim", "called"):
        send(http, f"/cases/{code}/{what}", outcome="reached")
    one_desk.clock.pass_by(days=9)
    page = one_desk.sign_in("ana").get("/?desk=both&show=open").text
    assert codes(page) == [code] and "Late" not in page


def test_an_open_queue_that_brings_itself_up_to_date_is_one_look(one_desk):
    http = one_desk.staff("ana", desk="icm")
    http.get("/")
    for _ in range(3):
        one_desk.waiting()
        http.get("/queue/rows")
    looks = [each for each in one_desk.audit() if each[1] == "listed cases"]
    assert looks == [("ana", "listed cases", "Waiting, ICM, page 1")]
