"""A referral as a page to print and fax: HTML that becomes a tagged PDF."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.handoff.referral_parts import Referral

HERE = Path(__file__).parent


def referral_page(referral: Referral) -> str:
    """Write a referral as one HTML document that needs nothing beside itself."""
    return _template().render(referral=referral)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("referral.html")
