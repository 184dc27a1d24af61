"""The page with the result: what stands on it, for whom, and what does not."""

import html
import re

import pytest
import yaml

from bot.app.settings import ROOT
from bot.eligibility.loader import load_policy
from bot.gateway import outcome_view
from bot.gateway.limits import Limits, load_limits
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording
from tests.channels.test_paper import unpacked
from tests.conversation.talk import Talk
from tests.conversation.test_stories import asked, at_outcome
from tests.fakes.line import line as set_up
from tests.gateway.results import booked, case_of, out_of_jail, visitor
from tests.wording.reading import grade

PHONE = "650-616-2133"


def words_of(answer) -> str:
    """What a person reads on a page."""
    body = re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.text, flags=re.S)
    return " ".join(html.unescape(body).split())


def test_the_page_says_what_was_found_why_and_what_comes_next(shared_line):
    answer = visitor(shared_line, at_outcome("web")).post("/summary")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    words = words_of(answer)
    assert "What we found on November 21, 2026" in words and "For you" in words
    assert "A care manager (Enhanced Care Management)" in words
    assert "You told me you have no steady home and a health need." in words
    assert "Experiencing homelessness" in words and "2026-11-21" in words
    assert "Find a home, Healthy meals" in words
    assert "This is not a decision" in words
    assert f'href="tel:+1{PHONE.replace("-", "")}"' in answer.text
    assert "Monday to Friday, 8 a.m. to 6 p.m." in words
    assert f'role="img" aria-label="Picture to scan: calls {PHONE}"' in answer.text


def test_a_booked_call_stands_there_with_its_time_and_the_code_to_give(shared_line):
    someone, talk = visitor(shared_line, booked()), booked()
    code = case_of(someone, talk, CaseDrafter(load_policy(), load_wording()))
    words = words_of(someone.post("/summary"))
    assert "Someone from HPSM will call you by Monday, in the morning." in words
    assert "ends in 0147" in words and "555-0147" not in words
    assert f"Give this code: {code}" in words
    assert "Ana" not in words


def test_a_daughter_reads_that_it_is_for_her_mom(shared_line):
    talk = asked("my mom", "1", "71", channel="web")
    talk.answer(**dict.fromkeys(["housing"], "stable"))
    while talk.asks != "handover":
        talk.say("none")
    words = words_of(visitor(shared_line, talk).post("/summary"))
    assert "For your mom" in words or "For the person you care for" in words
    assert "This is not a decision" in words and PHONE in words


def test_where_nothing_was_found_nothing_is_listed_and_a_person_is_offered(shared_line):
    talk = asked("me", "3", channel="web")
    while talk.asks != "handover":
        talk.say("none")
    answer = visitor(shared_line, talk).post("/summary")
    assert "card" not in re.findall(r'<section class="(\w+)', answer.text)
    assert PHONE in words_of(answer)


def test_private_answers_and_reasons_stay_off_unless_they_are_wanted(shared_line):
    someone = visitor(shared_line, out_of_jail())
    plain, whole = someone.post("/summary"), someone.post("/summary", whole="yes")
    private = ("jail", "prison", "correctional", "mood, drugs", "Mental illness")
    assert [word for word in private if word in plain.text] == []
    assert all(word in whole.text for word in private)
    assert "Some private answers are left out" in words_of(plain)
    assert "Some private answers are left out" not in words_of(whole)
    # The service itself and what is harmless beside it stay.
    assert "A care manager" in plain.text and "No steady or safe home" in plain.text


def test_nobody_is_told_a_result_before_there_is_one(shared_line):
    for talk in (None, asked("me", "1", channel="web"), Talk("web")):
        answer = visitor(shared_line, talk).post("/summary")
        assert answer.status_code == 404
        assert "There is no result yet" in words_of(answer)
        assert 'action="/chat"' in answer.text and PHONE in answer.text


@pytest.mark.parametrize("path", ["/summary", "/summary.pdf", "/summary/text", "/s"])
def test_without_a_right_token_there_is_a_plain_page_with_a_way_on(shared_line, path):
    for fields in ({}, {"token": "made up"}, {"secret": "made up"}, {"token": "x" * 5000}):
        answer = shared_line.http.post(path, data=fields)
        assert answer.status_code in (401, 404), fields
        assert answer.headers["content-type"].startswith("text/html")
        assert PHONE in answer.text and 'href="/chat"' in answer.text


def test_its_address_alone_shows_nothing_but_a_way_on(shared_line):
    answer = shared_line.http.get("/summary")
    assert answer.status_code == 404 and 'href="/chat"' in answer.text


def test_what_is_no_form_gets_a_plain_page_too(shared_line):
    answer = shared_line.http.post("/summary", content=b"\xff\xfe=1")
    assert answer.status_code == 400 and PHONE in answer.text


LEAVE = re.compile(
    r'<form method="post" action="/chat">\s*(<[^>]+>)\s*<button class="call" id="leave"'
)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/summary", {}),
        ("/summary/text", {}),
        ("/summary/text", {"number": "650-555-0147"}),
        ("/summary/text/send", {"number": "650-555-0147", "id": "a" * 16}),
        ("/summary/text/send", {"number": "12", "id": "a" * 16}),
    ],
)
def test_who_leaves_from_a_page_of_the_result_leaves_nothing_that_shows_it(
    shared_line, path, fields
):
    someone = visitor(shared_line, at_outcome("web"))
    page = someone.post(path, **fields)
    [field] = LEAVE.findall(page.text)
    assert f'name="token" value="{someone.member.token}"' in field
    left = someone.post("/chat", do="leave")
    assert left.status_code == 200 and 'content="0; url=/leave"' in left.text
    for way_back in ("/summary", "/summary/text", "/summary.pdf"):
        again = someone.post(way_back)
        assert again.status_code == 401 and "This chat is over" in words_of(again)


def test_the_page_keeps_to_the_policy_that_lets_no_strange_script_in(shared_line):
    answer = visitor(shared_line, at_outcome("web")).post("/summary")
    assert "style=" not in answer.text and "<style" not in answer.text
    assert "onclick" not in answer.text and "data:" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_pdf_is_the_same_page_with_a_name_that_tells_nobody(shared_line):
    answer = visitor(shared_line, booked()).post("/summary.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="page-2026-11-21.pdf"'
    assert answer.content.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en)", b"/Figure"):
        assert part in unpacked(answer.content), part


def test_a_pdf_that_takes_too_long_is_ended_and_the_page_can_still_be_printed(tmp_path):
    with set_up(tmp_path, paper_seconds=0.01) as line:
        answer = visitor(line, at_outcome("web")).post("/summary.pdf")
    assert answer.status_code == 503
    assert "You can go back and print the page" in words_of(answer)
    assert 'action="/summary"' in answer.text


def test_no_more_than_two_pdfs_are_made_at_once(tmp_path):
    limits = Limits(load_limits(times=1000))
    with set_up(tmp_path, limits=limits) as line:
        someone = visitor(line, at_outcome("web"))
        with limits.making_paper(), limits.making_paper():
            answer = someone.post("/summary.pdf")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "One moment" in words_of(answer)
        assert someone.post("/summary.pdf").status_code == 200


def test_who_is_refused_a_pdf_since_many_are_made_has_as_many_tries_as_before(tmp_path):
    limits = Limits(load_limits())
    with set_up(tmp_path, limits=limits) as line:
        someone = visitor(line, at_outcome("web"))
        with limits.making_paper(), limits.making_paper():
            refused = [someone.post("/summary.pdf").status_code for _ in range(12)]
        assert refused == [503] * 12
        assert someone.post("/summary.pdf").status_code == 200


def test_who_asks_without_end_is_told_to_wait(tmp_path):
    with set_up(tmp_path, limits=Limits(load_limits())) as strict:
        someone = visitor(strict, at_outcome("web"))
        statuses = [someone.post("/summary").status_code for _ in range(61)]
        last = someone.post("/summary")
    assert statuses == [200] * 60 + [429]
    assert int(last.headers["retry-after"]) > 0 and PHONE in last.text


def test_each_sentence_of_these_pages_is_easy_to_read(shared_line):
    someone = visitor(shared_line, booked())
    pages = [
        someone.post("/summary"),
        someone.post("/summary/text"),
        someone.post("/summary/text", number="12"),
        someone.post("/summary/text", number="650-555-0147"),
        shared_line.http.get("/s/anything"),
        shared_line.http.get("/summary"),
    ]
    for answer in pages:
        for paragraph in re.findall(r"<p(?: [^>]*)?>(.*?)</p>", answer.text, flags=re.S):
            text = " ".join(html.unescape(re.sub("<[^>]+>", " ", paragraph)).split())
            if len(text.split()) > 4:
                assert grade(text) <= 6.0, text
                assert "!" not in text and "eligib" not in text.lower(), text


def test_bands_are_called_the_same_with_and_without_a_script():
    script = (ROOT / "bot/gateway/static/view.js").read_text(encoding="utf-8")
    words = yaml.safe_load(outcome_view.FILE.read_text(encoding="utf-8"))["en"]
    assert f'appears: "{words["bands"]["appears"]}"' in script
    assert f'may: "{words["bands"]["may"]}"' in script
    assert words["plan_words"] in script and words["told"] in script
