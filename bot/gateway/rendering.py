"""Every page is a template; a host's colour and the language travel in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("en",)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_COLOUR = re.compile(r"[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Look:
    """
    How a page is shown.

    Args:
        colour: The colour of the host's brand, as six hexadecimal digits; empty for our own.
        language: One of LANGUAGES.
    """

    colour: str = ""
    language: str = LANGUAGES[0]

    @property
    def sheet(self) -> str:
        """The address of the style sheet that all pages share."""
        return f"/style.css?brand={self.colour}" if self.colour else "/style.css"


def look_of(asked: Mapping[str, str] | QueryParams) -> Look:
    """Read a look from a query or a form; what is unknown is left out, for a page must come."""
    colour, language = asked.get("colour", ""), asked.get("language", "")
    return Look(
        colour.lower() if _COLOUR.fullmatch(colour) else "",
        language if language in LANGUAGES else LANGUAGES[0],
    )


class Unindented(Extension):
    """Leaves out how far a line of a template is indented, for on a slow line each byte counts."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Change the template itself, never what is filled in."""
        return _INDENT.sub("", source)


@cache
def environment() -> Environment:
    """Give the one environment of all pages of the web."""
    return read_templates(TEMPLATES)


def read_templates(folder: Path) -> Environment:
    """
    Read all templates of a folder at once.

    So a process stays of one piece while the files under it are exchanged for the next release.
    """
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        extensions=[Unindented],
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,  # keeps all of them, however many there are
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in made.list_templates(["html"]):
        made.get_template(name)
    return made


def page(
    template: str,
    look: Look,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response:
    """
    Render a page; without headers of its own it is kept nowhere (`SafeHeaders`).

    Args:
        context: What the template needs beside `look`, `sheet` and `language`.
    """
    shown = {"look": look, "sheet": look.sheet, "language": look.language, **context}
    html = environment().get_template(template).render(shown)
    return HTMLResponse(html, status_code=status, headers=headers)
