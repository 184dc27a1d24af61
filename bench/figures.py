"""The form in which a benchmark hands over what it measured."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """
    One measured number, with the goal it is held against.

    Args:
        name: What was measured, in a few words.
        value: The number.
        unit: Its unit ("ms", "replies", "x of stock"); empty for a bare count.
        goal: The goal as a person writes it ("<= 8"); empty where there is none.
        holds: Whether the goal was met; None where there is none.
    """

    name: str
    value: float
    unit: str = ""
    goal: str = ""
    holds: bool | None = None


def at_most(name: str, value: float, limit: float, unit: str = "") -> Figure:
    """A figure that should not be above its goal."""
    return Figure(name, value, unit, f"<= {limit:g}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str = "") -> Figure:
    """A figure that should not be below its goal."""
    return Figure(name, value, unit, f">= {limit:g}", value >= limit)


def table(parts: dict[str, list[Figure]]) -> str:
    """The figures as a plain table, one part after the other."""
    rows = [("", "figure", "value", "goal", "")]
    for part, figures in parts.items():
        rows += [(part, *_cells(figure)) for figure in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    verdict = {True: "ok", False: "FALLS SHORT", None: ""}[figure.holds]
    return figure.name, f"{figure.value:,.6g} {figure.unit}".rstrip(), figure.goal, verdict


def write(path: Path, parts: dict[str, list[Figure]]) -> None:
    """Keep the figures for whoever fills the README's table."""
    rows = {part: [asdict(figure) for figure in figures] for part, figures in parts.items()}
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def read_figures(returned: object) -> list[Figure]:
    """
    What a part returned, as figures.

    Takes a list of Figure, or a dict of name to number, also nested; anything else is no figure.
    """
    if isinstance(returned, dict):
        return [figure for name, value in returned.items() for figure in _named(str(name), value)]
    if isinstance(returned, Iterable) and not isinstance(returned, str):
        return [figure for figure in returned if isinstance(figure, Figure)]
    return []


def _named(name: str, value: object) -> list[Figure]:
    if isinstance(value, dict):
        return [
            figure for part, inner in value.items() for figure in _named(f"{name}, {part}", inner)
        ]
    return [Figure(name, float(value))] if isinstance(value, int | float) else []
