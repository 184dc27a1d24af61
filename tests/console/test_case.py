"""The one screen: who, how to reach them, what they want, what fits and why, what is open."""

from bot.handoff.danger import mark_danger
from tests.fakes.desk import ANSWERS, asks_for_a_call


def page_of(desk, draft=None, *said: str) -> str:
    return desk.staff().get(f"/cases/{desk.waiting(draft, *said)}").text


def test_one_screen_tells_the_case(desk):
    page = page_of(desk, None, "my mom sleeps on my couch")
    for told in (
        "Maria",
        "For themselves.",
        "Spanish: bring an interpreter",
        "NO voicemail.",
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
        "opened by assistant",
    ):
        assert told in page, told


def test_danger_stands_above_everything(one_desk):
    at = one_desk.clock.now().isoformat()
    page = page_of(one_desk, mark_danger(asks_for_a_call(), "self_harm", "i cant go on", at))
    assert page.index("Wrote of danger") < page.index("i cant go on") < page.index("Maria")


def test_a_caregiver_is_told_from_the_member(one_desk):
    draft = asks_for_a_call(
        who="other", member_name="Rosa", may_speak="no", number="6505550147", name="Maria"
    )
    page = page_of(one_desk, draft)
    assert "A caregiver, for someone they care for." in page
    assert "All answers are second-hand" in page
    assert "tell the caller nothing about the member" in page
    assert "Name of the caregiver" in page and "Rosa" in page
    assert 'href="tel:+16505550147">650-555-0147<' in page


def test_what_a_member_wrote_is_shown_and_never_run(one_desk):
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    page = page_of(one_desk, asks_for_a_call(name=bad), bad)
    assert "<script>alert" not in page and "<img" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_a_case_that_hardly_says_anything_can_be_read(one_desk):
    page = page_of(one_desk, asks_for_a_call(answers=ANSWERS[:1], name=None, when=None))
    assert "No way to call back" in page and "Not asked" in page


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
