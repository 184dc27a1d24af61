"""What a figure is: a picture and its table, in words and counts that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.console.reports_cells import FEW, Cell
from bot.console.spans import span

MOST_BARS = 12
MOST_BESIDE = 5
"""With more columns of words than that a table stands below its picture, over the whole width."""
HIGHEST = 3
"""How many shades a map has for counts that are told, the palest first."""


@dataclass(frozen=True)
class Bar:
    """
    One bar.

    Args:
        width: In percent of the widest one; None where nothing is told.
        series: Which kind it is where there are two of each, from 1.
    """

    width: float | None
    text: str
    series: int = 1


@dataclass(frozen=True)
class Bars:
    """A label over its bars, one below another; `kinds` names the kinds of bars if several."""

    rows: tuple[tuple[str, tuple[Bar, ...]], ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heat:
    """Rows and columns of shades; each cell is its shade, 0 where it is hidden, and its text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]


@dataclass(frozen=True)
class Figure:
    """
    One figure of the report.

    Args:
        id: For addresses within the page.
        said: What it shows, in a sentence for who does not see it.
        head: Of the table; its first column holds labels.
        note: What has to be known to read it; may be empty.
        is_live: It shows what the queue shows just now, nothing hidden, and is not exported.
    """

    id: str
    title: str
    said: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: Bars | None = None
    heat: Heat | None = None
    note: str = ""
    is_live: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether its table needs the whole width."""
        return self.heat is None and len(self.head) > MOST_BESIDE


def bars_of(
    rows: Sequence[tuple[str, Sequence[Cell]]], kinds: tuple[str, ...] = (), most: int = MOST_BARS
) -> Bars:
    """
    Draw counts, the largest at the top; rows in which nothing is told are left to the table.

    By what is shown, never by what is hidden: the order must not tell either.
    """
    told = [row for row in rows if any(cell.is_told for cell in row[1])]
    told = sorted(told, key=lambda row: -max(c.low for c in row[1] if c.is_told))[:most]
    return in_order(told, kinds)


def in_order(rows: Sequence[tuple[str, Sequence[Cell]]], kinds: tuple[str, ...] = ()) -> Bars:
    """Draw counts as they come, also those that are hidden."""
    widest = max((cell.low for _, cells in rows for cell in cells if cell.is_told), default=0)
    return Bars(
        tuple(
            (label, tuple(_bar(cell, widest or 1, 1 + n) for n, cell in enumerate(cells)))
            for label, cells in rows
        ),
        kinds,
    )


def _bar(cell: Cell, widest: int, series: int) -> Bar:
    width = round(100 * cell.low / widest, 1) if cell.is_told else None
    return Bar(width, cell.text, series)


def lengths(rows: Sequence[tuple[str, Sequence[timedelta | None]]], kinds: tuple[str, ...]) -> Bars:
    """Draw lengths of time."""
    longest = max((each for _, row in rows for each in row if each), default=timedelta(1))
    return Bars(
        tuple(
            (
                label,
                tuple(
                    Bar(None if each is None else round(100 * each / longest, 1), length(each), n)
                    for n, each in enumerate(row, 1)
                ),
            )
            for label, row in rows
        ),
        kinds,
    )


def length(each: timedelta | None) -> str:
    """Write a length of time; None where it rests on too few."""
    return f"{FEW} cases" if each is None else span(each)


def heat_of(columns: tuple[str, ...], rows: Sequence[tuple[str, Sequence[Cell]]]) -> Heat:
    """Shade counts by thirds of the greatest."""
    told = [cell.low for _, cells in rows for cell in cells if cell.is_told]
    greatest = max(told, default=1)
    return Heat(
        columns,
        tuple(
            (label, tuple((_shade(cell, greatest), _brief(cell)) for cell in cells))
            for label, cells in rows
        ),
    )


def _shade(cell: Cell, greatest: int) -> int:
    return min(HIGHEST, 1 + HIGHEST * cell.low // (greatest + 1)) if cell.is_told else 0


def _brief(cell: Cell) -> str:
    return cell.short if cell.is_told or cell.is_few else "?"
