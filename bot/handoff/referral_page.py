"""A referral as a page to print and fax: HTML that becomes a tagged PDF."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.handoff.referral_parts import Referral
from bot.handoff.words import readable

HERE = Path(__file__).parent
INVISIBLE = {
    *range(0x00, 0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
}
"""Characters that a printed form cannot show, or that turn the words beside them around."""


def referral_page(referral: Referral) -> str:
    """Write a referral as one HTML document that needs nothing beside itself."""
    return _template().render(referral=referral)


def printable(text: str) -> str:
    """Put a space where a text holds what would hide or turn around the words beside it."""
    return "".join(" " if ord(letter) in INVISIBLE else letter for letter in text)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"printable": printable, "readable": readable}
    return environment.get_template("referral.html")
