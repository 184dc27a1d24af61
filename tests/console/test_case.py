"""The one screen: who, how to reach them, what they want, what fits and why, what is open."""

from dataclasses import replace

import pytest

from bot.console.spans import clock_time
from bot.conversation.screening import Answer, Screening
from bot.handoff.danger import mark_danger
from tests.fakes.desk import ANSWERS, CALL, asks_for_a_call, drafter, send
from tests.fakes.line import TODAY

IN_A_WAIVER = Answer(
    "programs", ("waiver_1915c",), ({"programs": {"includes": ["waiver_1915c"]}},), "the 1915 one"
)


def page_of(desk, draft=None, *said: str) -> str:
    return desk.staff().get(f"/cases/{desk.waiting(draft, *said)}").text


def test_one_screen_tells_the_case(desk):
    page = page_of(desk, None, "my mom sleeps on my couch")
    for told in (
        "Maria",
        "For themselves.",
        "Spanish: bring an interpreter",
        "Wants a call.",
        "mornings",
        "Medi-Cal with HPSM",
        "Adults at risk for avoidable hospital or emergency department use",
        "Five or more emergency department visits within a 6-month period",
        "like 6 times i think it was",
        "the visits could have been avoided",
        "homeless adults",
        "my mom sleeps on my couch",
        "https://hpsm.org/provider/calaim-at-hpsm",
        "Came in",
    ):
        assert told in page, told


def test_a_guide_is_named_by_its_title_with_the_page(one_desk):
    told = ({"housing": "unsheltered"}, {"pregnancy": "pregnant"})
    in_a_car = Answer("volunteered", (), told, "im pregnant and live in my car")
    page = page_of(one_desk, asks_for_a_call(answers=(*ANSWERS, in_a_car)))
    assert "CalAIM Enhanced Care Management Policy Guide, p." in page
    assert "dhcs_ecm_guide" not in page


def test_what_they_said_first_is_at_the_top(one_desk):
    story = "me and my 2 kids been sleeping in my car since september, i need a person"
    in_the_car = Answer("volunteered", (), ({"housing": "unsheltered"},), story)
    page = page_of(one_desk, asks_for_a_call(answers=[in_the_car]), "hi", story, "call me")
    assert page.index(story) < page.index("Told so far:") < page.index("What was found")
    assert "no home right now" in page


def test_when_they_were_last_in_the_chat_stands_with_how_to_reach_them(one_desk):
    page = page_of(one_desk, asks_for_a_call())
    last = clock_time(one_desk.clock.now(), one_desk.clock.now())
    assert f"<dt>Last in the chat</dt><dd>{last}</dd>" in page


def test_danger_stands_above_everything(one_desk):
    at = one_desk.clock.now().isoformat()
    page = page_of(one_desk, mark_danger(asks_for_a_call(), "self_harm", "i cant go on", at))
    assert page.index("Wrote of danger") < page.index("i cant go on") < page.index("Maria")


def test_who_only_wrote_of_danger_wants_nothing_that_is_known(one_desk):
    at = one_desk.clock.now().isoformat()
    draft = drafter().for_danger(None, "web", None, "self_harm", "i cant go on", at)
    page = page_of(one_desk, draft)
    assert "No wish of theirs is known yet." in page and "Asked for a person" not in page
    queue = one_desk.sign_in("ana").get("/?desk=both").text
    assert "Wrote of harming themselves" in queue and "Asked for a person" not in queue


def test_a_caregiver_is_told_from_the_member(one_desk):
    draft = asks_for_a_call(
        who="other", member_name="Rosa", may_speak="no", number="6505550147", name="Maria"
    )
    page = page_of(one_desk, draft)
    assert "A caregiver, for someone they care for." in page
    assert "All answers are second-hand" in page
    assert "tell the caller nothing about the member" in page
    assert "the caregiver&#39;s" in page and "Rosa" in page
    assert 'href="tel:+16505550147">650-555-0147<' in page


def test_name_birth_date_and_age_are_the_members_and_who_writes_stands_apart(one_desk):
    wish = replace(CALL, name="Maria", member_name="Rosa", birth_date="1948-03-02")
    age = Answer("age", (), ({"age": 78},), "shes 78", said_by="caregiver")
    day, made = TODAY.isoformat(), {"who": "other", "relation": "mom", "answers": (age,)}
    screening = Screening(day, TODAY, handover=wish, **made)
    page = page_of(one_desk, drafter().draft(screening.to_json(), None, "web", None))
    who = page[page.index('id="who"') : page.index('id="reach"')]
    told = ("Rosa", "the member", "Born", "1948-03-02", "Age", "78", "Coverage")
    told = (*told, "Maria", "writes for their mom", "A caregiver, for someone they care for.")
    places = [who.index(words) for words in told]
    assert places == sorted(places), list(zip(told, places, strict=True))


def test_an_age_that_may_be_the_caregivers_is_not_shown_as_the_members(one_desk):
    age = Answer("age", (), ({"age": 52},), "im 52", said_by="caregiver")
    page = page_of(one_desk, asks_for_a_call(who="other", answers=(age,)))
    assert "<dt>Age</dt><dd>52: check whose</dd>" in page
    assert "Check whose age it is: they said &#34;im 52&#34;." in page


def test_a_member_whose_name_the_caregiver_left_out_does_not_get_theirs(one_desk):
    page = page_of(one_desk, asks_for_a_call(who="child", name="Maria"))
    who = page[page.index('id="who"') : page.index('id="reach"')]
    assert who.index("Name not given") < who.index("the member") < who.index("Maria")
    assert "writes for their member" not in who


def test_what_a_member_wrote_is_shown_and_never_run(one_desk):
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    page = page_of(one_desk, asks_for_a_call(name=bad), bad)
    assert "<script>alert" not in page and "<img" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_a_case_that_hardly_says_anything_can_be_read(one_desk):
    page = page_of(one_desk, asks_for_a_call(answers=ANSWERS[:1], name=None, when=None))
    assert page.count("No number was given.") == 1 and "gave no number" not in page
    assert "Not asked" in page


@pytest.mark.parametrize(("wanted", "is_shown"), [("call_me", True), (None, False)])
def test_no_time_to_call_stands_where_no_call_is_wanted_any_more(one_desk, wanted, is_shown):
    asked = asks_for_a_call(when="Tue Nov 24, 10 am to noon")
    page = page_of(one_desk, replace(asked, details={**asked.details, "wanted": wanted}))
    assert ("<dt>When</dt>" in page) is is_shown


def test_a_damaged_case_says_so(one_desk):
    code = one_desk.waiting()
    one_desk.damage(code)
    answer = one_desk.staff().get(f"/cases/{code}")
    assert answer.status_code == 200 and "This case cannot be read" in answer.text


def test_a_case_that_is_not_there_is_told_so(one_desk):
    assert one_desk.staff().get("/cases/ZZZ-999").status_code == 404


def test_every_look_at_a_case_is_written_down(desk):
    code = desk.waiting()
    desk.staff("ana").get(f"/cases/{code}")
    assert desk.audit()[-1] == ("ana", "read case", code)


def reads(desk, code: str) -> int:
    """How often it was written down that somebody saw the case."""
    return desk.audit().count(("ana", "read case", code))


def test_an_open_page_that_brings_itself_up_to_date_is_one_look(desk):
    code, http = desk.waiting(), desk.staff("ana")
    http.get(f"/cases/{code}")
    for part in ("part", "work", "together") * 3:
        desk.says(code, "one more thing")
        assert http.get(f"/cases/{code}/{part}").status_code == 200
    assert reads(desk, code) == 1
    http.get(f"/cases/{code}")
    assert reads(desk, code) == 2


def test_a_page_left_open_is_written_down_again_after_a_quarter_of_an_hour(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana")
    http.get(f"/cases/{code}")
    one_desk.clock.pass_by(minutes=14)
    http.get("/account")
    http.get(f"/cases/{code}/part")
    assert reads(one_desk, code) == 1
    one_desk.clock.pass_by(minutes=2)
    for part in ("part", "work", "together"):
        http.get(f"/cases/{code}/{part}")
    assert reads(one_desk, code) == 2


@pytest.mark.parametrize("part", ["part", "work", "together"])
def test_a_part_of_a_case_that_nobody_opened_is_a_look_of_its_own(one_desk, part):
    code, other, http = one_desk.waiting(), one_desk.waiting(), one_desk.staff("ana")
    one_desk.staff("ben").get(f"/cases/{code}")
    http.get(f"/cases/{other}")
    http.get(f"/cases/{code}/{part}")
    assert reads(one_desk, code) == 1


def test_the_head_says_who_waits_how_to_reach_them_and_what_is_next_before_all_else(one_desk):
    page = page_of(one_desk, asks_for_a_call(number="6505550147"), "my mom sleeps on my couch")
    page = page[page.index("<h1>") :]
    told = (
        *("Due ", "Maria", "For themselves.", "Spanish: bring an interpreter"),
        *("650-555-0147", "Wants a call.", "my mom sleeps", "like 6 times"),
        "Finish the questions with them.",
        *("Take this case", "What was found", "Appears to fit", "Verify", "Not asked"),
        *("Five or more emergency", "What was said", "What happened"),
    )
    places = [page.index(words) for words in told]
    assert places == sorted(places), list(zip(told, places, strict=True))


def test_the_number_to_call_is_written_out_once(one_desk):
    page = page_of(one_desk, asks_for_a_call(number="6505550147"))
    assert page.count("650-555-0147") == 1 and "at 6505550147" not in page


def test_who_texted_stop_is_told_as_such_and_the_phone_stays_as_they_said(desk):
    draft, http = asks_for_a_call(number="6505550147"), desk.staff()
    code = desk.waiting(draft)
    assert "No texts" not in http.get("/?desk=both").text
    desk.stops(code)
    page = http.get(f"/cases/{code}").text
    assert "They texted STOP: no text may go to them." in page
    assert "so you may phone them. Leave no message." in page
    assert "No texts" in http.get("/?desk=both").text
    assert desk.case(code).status == "waiting"


def test_a_waiver_stands_beside_what_appears_to_fit(one_desk):
    page = page_of(one_desk, asks_for_a_call(answers=(*ANSWERS, IN_A_WAIVER)))
    found = page[page.index("What was found") :]
    assert found.index("In a waiver, CCT or CCM") < found.index("Appears to fit")


def test_the_history_names_people_and_leaves_out_what_tells_nothing(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana7", name="Ana")
    one_desk.asks_again(code, asks_for_a_call(name="Maria Luz"))
    send(http, f"/cases/{code}/note", note="Has a dog.")
    history = http.get(f"/cases/{code}").text.partition("What happened")[2]
    assert "Came in" in history and "Has a dog." in history
    assert ">, Ana<" in history and "ana7" not in history and "updated" not in history


def test_on_to_who_waits_next(one_desk):
    codes = [one_desk.waiting(minutes=minutes) for minutes in (30, 20, 10)]
    http = one_desk.staff(desk=one_desk.case(codes[0]).goes_to)

    def after(code: str) -> str:
        return http.get(f"/cases/{code}/next").headers["location"].removeprefix("/cases/")

    in_order = [after("ZZZ-999")]
    in_order += [after(in_order[0])]
    in_order += [after(in_order[1])]
    assert set(in_order) == set(codes) and after(in_order[2]) == in_order[0]


def test_where_nobody_else_waits_the_next_is_the_queue(one_desk):
    code = one_desk.waiting()
    http = one_desk.staff(desk=one_desk.case(code).goes_to)
    assert http.get(f"/cases/{code}/next").headers["location"] == "/"
