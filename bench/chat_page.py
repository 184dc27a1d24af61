"""How much a phone loads before it can chat, and with it the script on the plan's own page."""

from __future__ import annotations

import gzip

from bench.figures import Figure, at_most
from bot.gateway.colours import style_part
from bot.gateway.parts import STATIC, part, small
from bot.gateway.rendering import Look, page

GOAL_KB = 12
PARTS = ("chat.js", "face.svg", "embed.js")


def main() -> list[Figure]:
    """The page and everything it loads, each part packed as it is sent."""
    html = bytes(page("chat.html", Look(), token=None).body)
    sizes = [len(gzip.compress(html, 9)), len(style_part("").packed)]
    sizes += [len(part(small(STATIC / name), (STATIC / name).suffix).packed) for name in PARTS]
    return [at_most("chat page and embed, gzip", round(sum(sizes) / 1000, 2), GOAL_KB, "kB")]
