"""
The colours of all pages, in light and dark, at the head of the style sheet that all pages share.

A host may bring the colour of its brand. It is darkened for the light scheme and lightened for the
dark one until text can be read on it and with it: WCAG 2.2, success criterion 1.4.3.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import yaml
from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.parts import STATIC, Part, part, small
from bot.gateway.rendering import look_of

FILE = Path(__file__).parent / "colours.yaml"
READABLE = 4.5
WASH = 0.12
STEPS = 50
BLACK, WHITE = "#000000", "#ffffff"

Scheme = dict[str, str]


async def style(request: Request) -> Response:
    """GET /style.css?brand=0a4f5c: the colours and what is made with them, in one piece."""
    brand = look_of({"colour": request.query_params.get("brand", "")}).colour
    return style_part(brand).answer(request.headers)


@lru_cache(maxsize=64)
def style_part(brand: str) -> Part:
    """Make the style sheet of a brand, packed, once."""
    return part(colour_rules(brand) + small(STATIC / "chat.css"), ".css")


@cache
def schemes() -> dict[str, Scheme]:
    """Read the named colours, by scheme: "light" and "dark"."""
    read: dict[str, Scheme] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def colour_rules(brand: str = "") -> str:
    """
    Give the rules that name the colours.

    Args:
        brand: Six hexadecimal digits, or empty for our own colours.
    """
    light, dark = schemes()["light"], schemes()["dark"]
    if brand:
        light = {**light, **_light_brand(f"#{brand}", light)}
        dark = {**dark, **_dark_brand(f"#{brand}", dark)}
    night = f"@media (prefers-color-scheme:dark){{:root{{{_named(dark)}}}}}"
    return f":root{{color-scheme:light dark;{_named(light)}}}{night}"


def _named(scheme: Scheme) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in scheme.items())


def _light_brand(brand: str, light: Scheme) -> Scheme:
    def in_use(colour: str) -> Scheme:
        return {"brand": colour, "mine": colour, "brand-wash": mixed(light["paper"], colour, WASH)}

    def is_readable(colour: str) -> bool:
        behind = (light["paper"], light["page"], in_use(colour)["brand-wash"])
        return all(contrast(colour, each) >= READABLE for each in behind)

    return in_use(_moved(brand, BLACK, is_readable))


def _dark_brand(brand: str, dark: Scheme) -> Scheme:
    def in_use(colour: str) -> Scheme:
        return {"brand": colour, "brand-wash": mixed(dark["paper"], colour, WASH)}

    def is_readable(colour: str) -> bool:
        around = (dark["paper"], dark["page"], dark["on-brand"], in_use(colour)["brand-wash"])
        return all(contrast(colour, each) >= READABLE for each in around)

    def carries_white(colour: str) -> bool:
        return contrast(colour, dark["on-mine"]) >= READABLE

    return {
        **in_use(_moved(brand, WHITE, is_readable)),
        "mine": _moved(brand, BLACK, carries_white),
    }


def _moved(colour: str, towards: str, is_right: Callable[[str], bool]) -> str:
    """Give the nearest colour on the way to black or white that is right; the end always is."""
    steps = (mixed(colour, towards, step / STEPS) for step in range(STEPS))
    return next(filter(is_right, steps), towards)


def mixed(one: str, other: str, share: float) -> str:
    """Mix two colours; `share` is the other one's, from 0 to 1."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours as WCAG 2.2 defines it: 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
