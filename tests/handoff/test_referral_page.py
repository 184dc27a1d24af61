"""The referral on paper: what is filled and what is blank, and that it can be read aloud."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from bot.channels.paper import can_print, tagged_pdf
from bot.handoff.referral import make_referral
from bot.handoff.referral_page import referral_page
from tests.channels.test_paper import unpacked
from tests.handoff.referrals import (
    AT,
    CONTACTS,
    FROM_LIFE,
    ACase,
    in_a_car_with_two_kids,
    mother_first_texted_about_then_by_telephone,
    sure_of_nothing,
    with_hostile_words,
    wrote_of_danger,
)


class Read(HTMLParser):
    """What a page holds: its tags with their attributes, and the text in each cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.cells: list[tuple[str, str]] = []
        self._cell: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self._cell = dict(attrs).get("class") or ""
            self.cells.append((self._cell, ""))

    def handle_endtag(self, tag):
        self._cell = None if tag == "td" else self._cell

    def handle_data(self, data):
        self.text += data
        if self._cell is not None:
            kind, before = self.cells[-1]
            self.cells[-1] = (kind, before + data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def page_of(case: ACase) -> str:
    return referral_page(make_referral(case, CONTACTS, AT))


@pytest.mark.parametrize("name", FROM_LIFE)
def test_every_table_has_a_caption_and_every_heading_cell_says_what_it_heads(name: str) -> None:
    read = Read(page_of(FROM_LIFE[name]()))
    assert read.count("table") == read.count("caption") >= 4
    scopes = [attributes.get("scope") for tag, attributes in read.tags if tag == "th"]
    assert scopes and set(scopes) <= {"col", "row"}
    assert read.tags[0] == ("html", {"lang": "en"}) and read.count("h1") == 1
    assert not {"img", "script", "link", "a", "iframe"} & {tag for tag, _ in read.tags}


def test_what_is_filled_and_what_is_blank_can_be_told_apart_at_a_glance() -> None:
    read = Read(page_of(in_a_car_with_two_kids()))
    filled = {text for kind, text in read.cells if kind == "filled"}
    blank = [text.strip() for kind, text in read.cells if kind == "blank"]
    assert {"Ana", "03/14/1992", "in my car with my two kids"} <= filled
    assert blank and all(text.startswith(("To fill in", "If known")) for text in blank)
    assert not any(text.startswith(("To fill in", "If known")) for text in filled)


def test_the_first_lines_say_what_it_is_that_nothing_is_decided_and_what_is_urgent() -> None:
    text = Read(page_of(wrote_of_danger())).text
    assert text.index("URGENT") < text.index("nothing is decided") < text.index("In short")
    assert "i dont want to be here anymore" in text


def test_where_little_is_known_it_does_not_print_every_criterion_of_everything() -> None:
    text = " ".join(Read(page_of(sure_of_nothing())).text.split())
    assert "May fit, since nothing rules it out: Adults at risk for avoidable hospital" in text
    assert "Nothing was told of this. Ask." not in text


def test_a_paper_that_goes_astray_says_whom_to_call() -> None:
    text = " ".join(Read(page_of(in_a_car_with_two_kids())).text.split())
    assert "call HPSM Member Services at 650-616-2133 and destroy all copies" in text


def test_hostile_words_stay_words() -> None:
    html = page_of(with_hostile_words())
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in Read(html).text and "\u202e" not in html
    plain = Read(page_of(ACase({**with_hostile_words().details, "answers": []})))
    assert plain.count("table") == plain.count("caption")


@pytest.mark.parametrize("name", ["in a car with two kids", "hostile words", "unreadable"])
def test_it_becomes_a_tagged_pdf(name: str) -> None:
    if not can_print():
        pytest.skip("this machine has no Pango")
    pdf = unpacked(tagged_pdf(page_of(FROM_LIFE[name]())))
    for part in (
        b"/StructTreeRoot",
        b"/Marked true",
        b"/Lang (en)",
        b"/Table",
        b"/TH",
        b"/Caption",
    ):
        assert part in pdf, part


def test_on_paper_each_answer_given_by_telephone_says_so() -> None:
    by_phone = page_of(mother_first_texted_about_then_by_telephone())
    assert "caregiver by telephone, written down by staff, 11/21/2026 10:00 PST" in by_phone
    assert "Said two different things about:</strong> where they live." in by_phone
    assert "telephone, written down" not in page_of(in_a_car_with_two_kids())
