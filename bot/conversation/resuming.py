"""Going on after a person was there, or with one on the telephone: no greeting, and no recall."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.course import onward
from bot.conversation.first import HELLOS
from bot.conversation.screening import Screening

AGAIN, ONWARD = "again", "onward"
"""What a turn may ask for that no member wrote."""

ONLY_AGAIN = "only_again"
"""An `aside` that puts the open question, and says nothing before it."""

_ASKING = ("start", "asking")


def put_again(screening: Screening, *, is_new: bool) -> Screening:
    """The open question once more, for whoever never left; before the first one, who we are."""
    aside = HELLOS[0] if is_new else ONLY_AGAIN
    return replace(screening, aside=aside, attempts=0, page=0)


def put_onward(screening: Screening, basis: Basis) -> Screening:
    """
    The next question of the screening, from wherever the way to a person led away from it.

    Where the screening is settled, what is open stays open.
    """
    here = replace(screening, aside="again", attempts=0, page=0)
    if here.stage in _ASKING:
        return here
    after = onward(here, basis)
    return replace(after, aside="again") if after.stage in _ASKING else here
