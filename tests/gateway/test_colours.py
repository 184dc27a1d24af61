"""Colours: whatever a host's brand is, text on it and with it can be read."""

from __future__ import annotations

import re

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.gateway.colours import colour_rules, contrast, mixed, schemes

# Text and what it stands on, on any page.
READ_TOGETHER = [
    *((ink, behind) for ink in ("ink", "ink-soft") for behind in ("page", "paper")),
    ("ink", "brand-wash"),
    *(("brand", behind) for behind in ("page", "paper", "brand-wash")),
    ("on-brand", "brand"),
    ("on-mine", "mine"),
    ("good", "good-wash"),
    ("maybe", "maybe-wash"),
    *(("alert", behind) for behind in ("page", "paper")),
]
# Borders of what can be pressed or typed in: WCAG 2.2, success criterion 1.4.11.
SEEN_TOGETHER = [("line", "page"), ("line", "paper"), ("brand", "page"), ("alert", "paper")]
brands = st.integers(0, 0xFFFFFF).map("{:06x}".format)


def sheet(brand: str) -> list[dict[str, str]]:
    """The named colours of a style sheet as a browser would read them: light, then dark."""
    blocks = re.findall(r":root\{([^}]*)\}", colour_rules(brand))
    return [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", block)) for block in blocks]


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#ff0000", "#0000ff") == contrast("#0000ff", "#ff0000")


def test_halfway_between_black_and_white_is_grey() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@settings(max_examples=300, deadline=None)
@given(brands)
@example("")
@example("ffffff")
@example("000000")
@example("ffff00")
@example("0000ff")
@example("808080")
def test_with_any_brand_all_text_can_be_read_in_light_and_dark(brand: str) -> None:
    for scheme in sheet(brand):
        for text, behind in READ_TOGETHER:
            assert contrast(scheme[text], scheme[behind]) >= 4.5, (text, behind)
        for edge, behind in SEEN_TOGETHER:
            assert contrast(scheme[edge], scheme[behind]) >= 3, (edge, behind)


def test_a_brand_that_can_be_read_already_is_taken_as_it_is() -> None:
    light, _ = sheet("7a1f5c")
    assert light["brand"] == light["mine"] == "#7a1f5c"


def test_a_brand_changes_nothing_but_its_own_colours() -> None:
    for ours, theirs in zip(sheet(""), sheet("c02020"), strict=True):
        changed = {name for name in ours if ours[name] != theirs[name]}
        assert changed == {"brand", "brand-wash", "mine"}


def test_light_and_dark_name_the_same_colours() -> None:
    assert schemes()["light"].keys() == schemes()["dark"].keys()


@pytest.mark.parametrize("brand", ["red", "12345", "1234567", "12345g", "#12345", "</style>", ""])
def test_what_is_no_colour_gives_our_own(shared_line, brand: str) -> None:
    answer = httpx.get(f"{shared_line.gateway}/style.css", params={"brand": brand})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.text.startswith(colour_rules())
