"""The figures: what a supervisor reads of a month, and what nobody can read out of it."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.console.events import EVERYBODY
from bot.console.reports_page import FORMULA, RANGES, as_csv, harmless
from bot.console.reports_people import names
from bot.console.routes import READS_FIGURES
from bot.conversation.asking import OWN_QUESTIONS
from bot.eligibility.loader import load_policy
from bot.handoff.case_life import StaffMember
from bot.storage import case_life, tallies
from bot.storage.staff import AUDITOR, SUPERVISOR
from bot.storage.tallies import Mark
from bot.worker import tallying as steps
from tests.fakes import months
from tests.fakes.desk import Desk, asks_for_a_call

HIDDEN = ("fewer than 11", "not shown")
Rows = dict[str, list[str]]


def supervisor(desk: Desk):
    return desk.staff("sue", SUPERVISOR)


def table(page: str, figure: str) -> Rows:
    """The table of one figure: the cells after each label."""
    body = page.partition(f'<h2 id="{figure}">')[2].partition("</section>")[0]
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', body)
    return {label: cells_in(cells) for label, cells in found}


def cells_in(page: str) -> list[str]:
    return [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", page)]


def without(page: str, figure: str) -> str:
    """The page as it would be without one figure."""
    before, _, after = page.partition(f'aria-labelledby="{figure}"')
    return before + after.partition("</section>")[2]


def look(desk: Desk, days: int = 30) -> str:
    answer = supervisor(desk).get(f"/reports?days={days}")
    assert answer.status_code == 200
    return answer.text


def count(desk: Desk, step: str, number: int, about: str = "", days_ago: int = 0) -> None:
    """So many conversations came to a step."""
    day = months.day_of(desk) - timedelta(days=days_ago)
    mark = Mark(day, tallies.NO_HOUR, "web", "en", step, about)
    with desk.database.write() as connection:
        tallies.add(connection, [mark] * number)


def at(desk: Desk, question: str, asked: int, **became: int) -> None:
    """What became of those who were asked a question; the rest of them stopped there."""
    count(desk, steps.ASKED, asked, question)
    for step, number in became.items():
        count(desk, step, number, question)


def test_the_funnel_leads_from_hello_to_the_booked_call(desk):
    for step, number in zip(steps.FUNNEL, (200, 150, 120, 60, 60, 40), strict=True):
        count(desk, step, number)
    rows = table(look(desk), "funnel")
    assert rows["Opened the chat or texted"] == ["200", "100%"]
    assert rows["Answered a first question"] == ["150", "75%"]
    assert rows["Staff have their case"] == ["60", "30%"]
    assert rows["Call booked, all details given"] == ["40", "20%"]


def test_the_page_says_at_its_top_where_people_get_stuck(one_desk):
    count(one_desk, steps.BEGUN, 200)
    count(one_desk, steps.HANDED_OVER, 50)
    at(one_desk, "coverage", 200, passed=180, answered=150, skipped=30, missed=11)
    at(one_desk, "housing", 180, passed=120, answered=105, skipped=15, missed=40)
    page = look(one_desk)
    brief = page.partition('id="brief"')[2].partition("</section>")[0]
    assert "25% of those who begin" in brief
    assert "Where they sleep (60)" in brief and "Health plan (30)" in brief
    assert list(table(page, "stops")) == ["Where they sleep", "Health plan"]
    assert table(page, "stops")["Where they sleep"][:3] == ["180", "60", "33%"]
    assert table(page, "troubles")["Where they sleep"][-2:] == ["40", "fewer than 11"]


def test_a_question_that_few_were_asked_is_not_in_the_figures(one_desk):
    at(one_desk, "pregnancy", 10, passed=0)
    assert "Pregnant or new baby" not in look(one_desk)


def test_outcomes_are_told_by_band_population_and_service(one_desk):
    count(one_desk, steps.OUTCOME, 60)
    for band, number in (("appears", 40), ("may", 20)):
        count(one_desk, steps.ECM, number, band)
        count(one_desk, steps.POPULATION, number, f"birth_equity:{band}")
        count(one_desk, steps.SUPPORT, number, f"respite:{band}")
    page = look(one_desk)
    assert table(page, "groups") == {"Birth equity": ["40", "20"]}
    assert table(page, "services") == {"Respite": ["40", "20"]}


def test_channels_languages_and_hours_are_told_apart(one_desk):
    day = months.day_of(one_desk)
    web = Mark(day, 10, "web", "en", steps.BEGUN)
    with one_desk.database.write() as connection:
        tallies.add(connection, [web] * 40 + [replace(web, channel="sms", language="es")] * 30)
    page = look(one_desk)
    assert table(page, "channels")["Text message"][0] == "30"
    assert table(page, "languages")["Another language"][0] == "fewer than 11"
    weekday = day.weekday()
    assert table(page, "hours")["09-12"][weekday] == "11 to 70"


def test_times_are_told_by_the_half_and_by_nine_of_ten(desk):
    months.worked(desk, 21)
    rows = table(look(desk), "times")
    assert rows["ICM"] == ["11 min", "19 min", "22 min", "38 min"]
    assert rows["Member Services"] == ["fewer than 11 cases"] * 4


def test_of_a_case_taken_twice_the_first_time_counts(one_desk):
    months.worked(one_desk, 11)
    ben = StaffMember("ben", "Ben", "icm")
    with one_desk.database.write() as connection:
        for case in range(1, 12):
            later = one_desk.clock.now() + timedelta(days=2)
            case_life.reopen(connection, case, ben, later)
            case_life.claim(connection, case, ben, later)
    assert table(look(one_desk), "times")["ICM"][:2] == ["6 min", "10 min"]


def test_who_waits_now_and_who_was_promised_sooner_is_told(desk):
    draft = replace(asks_for_a_call(), goes_to="icm")
    codes = [desk.waiting(draft) for _ in range(30)]
    for _ in range(15):
        desk.waiting(replace(draft, goes_to="member_services"))
    with desk.database.write() as connection:
        for code in codes[:15]:
            overdue = desk.clock.now() - timedelta(minutes=1)
            case_life.promise(connection, desk.case(code).id, overdue)
    rows = table(look(desk), "waiting")
    assert rows["ICM"] == ["30", "15"] and rows["Member Services"] == ["15", "0"]
    assert rows["Both desks"] == ["45", "15"]
    with desk.database.write() as connection:
        for code in codes[:15]:
            case_life.escalate(connection, desk.case(code).id, desk.clock.now())
    assert table(look_again(desk), "cases")["ICM"] == ["30", "15", "50%"]


def look_again(desk: Desk) -> str:
    return desk.sign_in("sue").get("/reports").text


def test_who_waits_is_counted_as_the_queue_counts(one_desk):
    for number in range(4):
        one_desk.waiting(minutes=number)
    http = supervisor(one_desk)
    page, queue = http.get("/reports").text, http.get("/?desk=both").text
    assert table(page, "waiting")["Both desks"] == ["4", "0"]
    assert "4, none of them late" in page
    assert ">4 waiting<" in queue
    assert "it is what you see in the queue" in page


def test_whoever_reads_who_waits_may_see_each_of_them_in_the_queue():
    assert READS_FIGURES <= EVERYBODY


def test_who_waits_just_now_is_not_taken_away_in_a_file(one_desk):
    supervisor(one_desk)
    for _ in range(4):
        one_desk.waiting()
    told = lines(one_desk)
    assert told and not any("Waiting" in each["Figure"] for each in told)


def test_reasons_are_told_of_cases_that_ended_in_the_range(one_desk):
    months.worked(one_desk, 30)
    rows = table(look(one_desk), "reasons")
    assert rows["ECM referral started"] == ["30"] and rows["Questions answered"] == [HIDDEN[0]]
    assert "All" not in rows


def test_a_group_that_hardly_anybody_is_in_reads_as_one_that_nobody_is_in(one_desk):
    count(one_desk, steps.POPULATION, 10, "birth_equity:may")
    count(one_desk, steps.POPULATION, 1, "homeless_adult:appears")
    assert table(look(one_desk), "groups") == {}


@pytest.mark.parametrize("days", RANGES)
def test_a_range_holds_who_began_in_it(one_desk, days):
    count(one_desk, steps.BEGUN, 20, days_ago=days - 1)
    count(one_desk, steps.BEGUN, 20, days_ago=days)
    assert table(look(one_desk, days), "funnel")["Opened the chat or texted"][0] == "20"


def test_a_range_that_nobody_offers_is_the_usual_one(one_desk):
    count(one_desk, steps.BEGUN, 20, days_ago=29)
    for asked in ("", "?days=1", "?days=29", "?days=x"):
        http = one_desk.sign_in("sue") if asked else supervisor(one_desk)
        shown = table(http.get(f"/reports{asked}").text, "funnel")
        assert shown["Opened the chat or texted"][0] == "20"


@pytest.fixture
def month(one_desk):
    """A month with large counts and small ones."""
    months.talked(one_desk, 35, 12)
    months.worked(one_desk, 14)
    months.worked(one_desk, 3, "member_services")
    return one_desk


def lines(desk: Desk, days: int = 30) -> list[dict[str, str]]:
    answer = desk.sign_in("sue").get(f"/reports.csv?days={days}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert f"calaim-figures-{days}-days.csv" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_no_number_below_eleven_stands_anywhere(month):
    page = without(look(month), "waiting")
    shown = re.findall(r"<td>([\d,]+)</td>", page) + re.findall(r">([\d,]+)</text>", page)
    assert len(shown) > 60 and min(int(each.replace(",", "")) for each in shown) >= 11
    told = [each["Value"] for each in lines(month) if each["Value"].replace(",", "").isdecimal()]
    assert len(told) > 40 and min(int(each.replace(",", "")) for each in told) >= 11


def test_the_export_tells_what_the_page_tells_and_no_more(month):
    page, told = without(look(month), "waiting"), lines(month)
    assert [each["Value"] for each in told if each["Figure"] == "From hello to hand-over"] == [
        cell for cells in table(page, "funnel").values() for cell in cells
    ]
    values = {each["Value"] for each in told}
    assert values == set(cells_in(page))


def test_two_ranges_subtracted_tell_no_small_count(one_desk):
    count(one_desk, steps.BEGUN, 100)
    for few in (1, 2, 3):
        count(one_desk, steps.BEGUN, 1, days_ago=40)
        differ = set()
        for days in (30, 90):
            http = one_desk.sign_in("sue") if differ or few > 1 else supervisor(one_desk)
            page = http.get(f"/reports?days={days}").text
            differ.add(table(page, "funnel")["Opened the chat or texted"][0])
        assert differ == {"100", "105"}


def test_the_order_of_rows_tells_nothing_of_what_is_hidden(one_desk):
    at(one_desk, "age", 100, passed=91, answered=91)
    at(one_desk, "coverage", 100, passed=98, answered=98)
    assert list(table(look(one_desk), "stops")) == ["Health plan", "Age"]


def test_who_reads_and_who_takes_away_is_written_down(one_desk):
    http = one_desk.staff("ada", AUDITOR)
    http.get("/reports?days=7")
    http.get("/reports.csv?days=90")
    assert one_desk.audit()[-2:] == [
        ("ada", "read the figures", "7 days"),
        ("ada", "exported the figures", "90 days"),
    ]


def test_the_page_leads_there_for_those_who_may(one_desk):
    assert 'href="/reports"' in supervisor(one_desk).get("/").text
    assert 'href="/reports"' not in one_desk.staff("ana").get("/").text


@pytest.mark.parametrize("sign", FORMULA)
def test_nothing_in_an_export_runs_in_a_spreadsheet(sign):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless("fewer than 11") == "fewer than 11"


def test_a_reason_that_looks_like_a_formula_is_exported_as_a_text(one_desk):
    from bot.console.reports_cases import reasons

    told = as_csv([reasons({"=cmd()": 20, "@x": 20})])
    assert "'=cmd()" in told and "'@x" in told and "\n=" not in told


def test_every_question_has_a_name_of_its_own():
    asked = {*load_policy().questions, *OWN_QUESTIONS, "handover"} - {"go_on", "ended"}
    assert asked <= names().keys()
    assert len(set(names().values())) == len(names())


def test_an_empty_report_says_so(one_desk):
    page = look(one_desk)
    assert "no question stands out" in page and "Too few to draw." in page
