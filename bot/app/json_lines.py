"""Reading JSON lines: a line ends at a line feed only, and only what JSON knows is taken."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any as Json

from bot.errors import FactError


def read_lines(file: str) -> list[str]:
    """
    Read a file, or standard input for "-"; a byte-order mark at the start is not part of it.

    Other ends of line that Unicode knows (U+2028, a vertical tab) may stand within a text.
    """
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return content.decode("utf-8-sig", errors="replace").split("\n")


def read_value(line: str) -> Json:
    """
    Read one line.

    Raises:
        ValueError: It is not JSON.
        FactError: It holds a number that JSON cannot write (NaN, 1e999).
        RecursionError: It is nested too deeply.
    """
    return _DECODER.decode(line)


def one_line(error: object) -> str:
    """Give the message of an error as the one line that is printed of it."""
    return " ".join(str(error).split())


def _refuse(constant: str) -> None:
    raise FactError(f"{constant} is not a value of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise FactError(f"{text[:20]} is too large a number")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
