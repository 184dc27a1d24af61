"""A message in plain form: what phones add to it is taken off before anything is read."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})
_LONGEST = 400
"""Nothing that answers a question is longer; the rest of a long message is not read."""


_CODE = re.compile(r"\S*(?:[{}\\|]|\d\*\d|\w\(\d|</?[a-z]\w*>)\S*")


def without_code(text: str) -> str:
    """The text without what no person writes: "{{7*7}}", "${x}", "a|b"."""
    return _CODE.sub(" ", text)


def plain(text: str) -> str:
    """
    Lower case without accents, apostrophes, emoji and punctuation, single spaces between words.

    Kept are the signs that carry meaning in an answer: a question mark ("3?"), a hyphen or slash
    between numbers, a plus after one. Commas and the like become spaces.
    """
    written = without_code(text[:_LONGEST])
    folded = unicodedata.normalize("NFKD", written.translate(_QUOTES)).lower()
    kept = "".join(c for c in folded if not unicodedata.combining(c) and c not in "\u20e3\ufe0f")
    kept = kept.replace("'", "")
    kept = re.sub(r"(?<=\d)\s*[-\u2013/]\s*(?=\d)", lambda m: m.group().strip()[:1] or "-", kept)
    kept = re.sub(r"[^a-z0-9?+/\-]+", " ", kept)
    kept = re.sub(r"(?<!\d)[-/]|[-/](?!\d)|(?<!\d)\+", " ", kept)
    kept = re.sub(r"(?<=[a-z])\?+", " ", kept) if re.search(r"[a-z]", kept) else kept
    return " ".join(kept.split())


def pieces(text: str) -> list[str]:
    """The parts of a message between commas, line breaks and "and", each in plain form."""
    parts = re.split(r"[,;\n]|\band\b|&|\+", text, flags=re.IGNORECASE)
    return [part for part in (plain(part) for part in parts) if part]
