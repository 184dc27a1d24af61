"""
What we do about each of Twilio's error codes, in one table.

Used for refusals of a send and for `ErrorCode` in the reports on a text. What each code means:
https://www.twilio.com/docs/api/errors
"""

from enum import Enum


class Act(Enum):
    """What follows from a code."""

    OPTED_OUT = "opted_out"  # no text to this number, and nothing that waits is sent
    UNREACHABLE = "unreachable"  # this number takes no texts: staff telephone
    ONCE_MORE = "once_more"  # the telephone was away: once more after a pause
    SLOWER = "slower"  # we were too fast: again, after pauses that grow
    BLOCKED = "blocked"  # a carrier's filter: not again, and somebody has to look why
    OURS = "ours"  # our account, number or registration: all texts wait until it is mended
    GIVE_UP = "give_up"  # anything else: this text never arrives, staff are told


# No permission to the number's country (21408), no mobile number (21614), a landline (30006)...
_UNREACHABLE = (21211, 21214, 21217, 21408, 21421, 21612, 21614, 30005, 30006)
# Requests (20429), our queue (21611, 30001), the carriers' rates and daily caps (30022, 30023).
_SLOWER = (20429, 21611, 30001, 30022, 30023)
_BLOCKED = (30004, 30007)
# Wrong keys, an account that is closed or on trial, a number that is not ours or not registered.
_OURS = (
    *(20003, 20005, 20006, 20008, 20404, 21603, 21606, 21608, 21659, 21660),
    *(30002, 30032, 30034, 90010),
)

ACTS: dict[int, Act] = {
    21610: Act.OPTED_OUT,
    30003: Act.ONCE_MORE,
    30008: Act.ONCE_MORE,
    **dict.fromkeys(_UNREACHABLE, Act.UNREACHABLE),
    **dict.fromkeys(_SLOWER, Act.SLOWER),
    **dict.fromkeys(_BLOCKED, Act.BLOCKED),
    **dict.fromkeys(_OURS, Act.OURS),
}
# How long a telephone is given to come back, in minutes: switched off, or nobody knows why.
PAUSE_MINUTES = {30003: 30, 30008: 5}


def act_on(code: int | None) -> Act:
    """Say what follows from a code, or from a failure without one."""
    return ACTS.get(code or 0, Act.GIVE_UP)
