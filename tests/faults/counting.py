"""What a load of members came to: nothing lost, doubled or out of order, or how much was."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

_ANSWER = re.compile(r"(\d+): (\S+)")


@dataclass(frozen=True)
class Counted:
    """
    The faults of one run; all but `turns`, `sends` and `uncertain` are to be zero.

    Args:
        turns: Messages that a member was told are kept, and that ask for an answer.
        sends: Texts the network took.
        lost: Of these messages those without an answer; gaps in the numbers of a web chat.
        doubled: Answers and texts beyond the one each.
        out_of_order: Answers in another order than the messages, or that forgot an earlier one.
        cases_lost, cases_doubled: Members who asked for staff and have no case, or several.
        unwanted: Texts to people who had opted out.
        uncertain: Texts of which neither a report nor the provider's list tells, so that they are
            not sent again.
    """

    turns: int = 0
    sends: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    cases_lost: int = 0
    cases_doubled: int = 0
    unwanted: int = 0
    uncertain: int = 0

    @property
    def faults(self) -> dict[str, int]:
        """What must not be, and was; empty for a run without fault."""
        aside = ("turns", "sends", "uncertain")
        return {name: n for name, n in asdict(self).items() if n and name not in aside}

    def __add__(self, other: "Counted") -> "Counted":
        """Take two runs, or two members, together."""
        return Counted(**{name: n + getattr(other, name) for name, n in asdict(self).items()})


def count_answers(said: list[str], heard: Iterable[str]) -> Counted:
    """
    Hold one member's messages against what came back.

    Args:
        said: The marks of the messages that were taken, in order; each is one word.
        heard: What the member saw; "3: mark ..." answers a mark as the third turn of their talk.
    """
    found = [(int(m[1]), m[2]) for m in map(_ANSWER.match, heard) if m]
    place = {mark: number for number, mark in enumerate(said)}
    answers = [(turn, place[mark]) for turn, mark in found if mark in place]
    times = Counter(number for _, number in answers)
    first = list(dict.fromkeys(answers))
    misplaced = sum(
        after[0] <= before[0] or after[1] < before[1] for before, after in itertools.pairwise(first)
    )
    return Counted(
        turns=len(said),
        lost=len(said) - len(times),
        doubled=sum(times.values()) - len(times),
        out_of_order=misplaced,
    )
