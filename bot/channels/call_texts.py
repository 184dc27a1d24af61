"""
What is said of a call that somebody asked for: that it comes, that it is late, whether it came.

They arrive unasked and may light up a telephone that somebody else is looking at: nothing in them
tells of health, of the plan, or of what was talked about. A test holds them to that.
"""

from __future__ import annotations

import re

# {day}: one of `DAYS`; {hour}: "8 am"; {number}: from which the call comes.
COMING = {
    "en": (
        "The call you asked for comes {day}, after {hour}, from {number}. Nobody will ask for your "
        "Social Security number. To change it, call 650-616-2133 (TTY 711)."
    ),
}
DAYS = {"en": {"today": "today", "tomorrow": "tomorrow"}}
MISSED = {
    "en": (
        "Sorry, we are late with the call you asked for. We told our team. To not wait, call "
        "650-616-2133 (TTY 711)."
    ),
}
ASKS = {
    "en": (
        "Somebody tried to call you today. Did we reach you?\n1 Yes 2 No\n"
        "You can also call 650-616-2133 (TTY 711)."
    ),
}
REACHED = {"en": "Good. Thank you for telling us. If you need more, call 650-616-2133 (TTY 711)."}
NOT_REACHED = {
    "en": (
        "Sorry that we missed you. Somebody will try again. To not wait, call 650-616-2133 "
        "(TTY 711)."
    ),
}

_YES = (
    "1, yes, y, yeah, yep, yup, si, yes you did, you did, yes they did, they did, yes thanks, "
    "yes thank you, yes i talked to them, i talked to them, yes we talked, we talked"
)
_NO = (
    "2, no, n, nope, nah, no you didnt, you didnt, no they didnt, they didnt, not yet, "
    "no one called, nobody called, no one called me, nobody called me, no nobody called, no call, "
    "i missed it, i missed the call, no i missed it, no i missed the call, missed it, "
    "never called, they never called"
)


def reached(text: str) -> bool | None:
    """Whether an answer to `ASKS` says that they were reached; None where it says anything else."""
    said = " ".join(re.findall(r"\w+", re.sub("['\u2019]", "", text.lower())))
    if said in _YES.split(", "):
        return True
    return False if said in _NO.split(", ") else None
