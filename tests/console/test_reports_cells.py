"""Small counts stay hidden: whoever subtracts, divides or compares learns none of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from bot.console.reports_cells import FEW, HELD, MOST_HIDDEN, SMALL, UNTOLD, alone, parted, share

CASES = 4_000


def drawn(seed: int) -> list[int]:
    """The parts of a total, as they come: many small ones, some of no one at all."""
    draw = random.Random(seed)
    sizes = (0, 0, draw.randrange(11), draw.randrange(11), draw.randrange(40), draw.randrange(900))
    return [draw.choice(sizes) for _ in range(draw.randint(1, draw.choice((3, 6, 56))))]


def possible(parts: Sequence[int], shown: Sequence, index: int) -> tuple[int, int]:
    """
    What a hidden part may be, for somebody who knows even more than is told.

    They know the total and each told part to the last one, not only rounded, and all the rules.
    """
    least = most = sum(parts)
    for at, (count, cell) in enumerate(zip(parts, shown, strict=True)):
        if at == index:
            continue
        low, high = (count, count) if cell.is_told else (cell.low, cell.high)
        if cell == UNTOLD and SMALL in shown:
            low = 11  # what is held back for another is never small itself
        least, most = (least - high if high is not None else -1), most - low
    return max(least, 0), min(most, MOST_HIDDEN)


def test_no_small_count_is_shown_and_each_could_be_anything_below_eleven():
    for seed in range(CASES):
        parts = drawn(seed)
        shown = parted(parts)
        for index, (count, cell) in enumerate(zip(parts, shown, strict=True)):
            assert not (cell.is_told and count < 11), parts
            if count < 11 and sum(parts) >= 11:
                assert possible(parts, shown, index) == (0, MOST_HIDDEN), (parts, shown)


def test_whoever_knows_which_part_is_given_up_first_learns_no_more():
    for seed in range(CASES):
        parts = drawn(seed)
        shown = parted(parts, give_up=0)
        for index, count in enumerate(parts):
            if count < 11 and sum(parts) >= 11:
                assert possible(parts, shown, index) == (0, MOST_HIDDEN), (parts, shown)


def test_a_range_that_is_told_instead_is_true():
    ranges = 0
    for seed in range(CASES):
        parts = drawn(seed)
        for count, cell in zip(parts, parted(parts), strict=True):
            if not cell.is_told and cell.high is not None:
                ranges += not cell.is_few
                assert cell.low <= count <= cell.high, (parts, cell)
    assert ranges > 100


def test_nothing_is_held_back_where_nothing_is_small():
    assert [cell.text for cell in parted([11, 200, 3_000])] == ["15", "200", "3,000"]


def test_two_small_ones_that_add_up_to_nearly_nothing_hide_a_third():
    assert [cell.text for cell in parted([200, 2, 1])] == ["180 to 205", FEW, FEW]
    assert [cell.text for cell in parted([14, 0])] == [HELD, HELD]


def test_all_is_few_where_the_total_is():
    assert parted([3, 4]) == (SMALL, SMALL) and alone(7) == SMALL


@pytest.mark.parametrize("count", range(11))
def test_each_small_count_reads_the_same_nought_too(count):
    assert alone(count).text == FEW


@pytest.mark.parametrize(("count", "text"), [(11, "15"), (15, "15"), (16, "20"), (1_001, "1,005")])
def test_what_is_shown_is_rounded_up(count, text):
    assert alone(count).text == text


def test_two_counts_that_differ_by_few_do_not_tell_by_how_many():
    for few in range(1, 5):
        told = {alone(200 + at + few).low - alone(200 + at).low for at in range(5)}
        assert told == {0, 5}


def test_shares_are_of_what_is_shown_and_of_nothing_hidden():
    assert share(alone(51), alone(102)) == "52%"
    assert share(alone(3), alone(100)) == share(parted([200, 2, 1])[0], alone(203)) == ""
