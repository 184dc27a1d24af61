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
# {number}: as above; {again}: one of `AGAIN`, empty where no time is known. Sent at once, since a
# call from a number they do not know was just missed.
TRIED = {
    "en": (
        "We just called you from {number} and missed you. We will try again{again}. To not wait, "
        "call 650-616-2133 (TTY 711)."
    ),
}
# The same, told in the morning of a call in the night.
TRIED_EARLIER = {
    "en": (
        "We tried to call you earlier from {number} and missed you. We will try again{again}. To "
        "not wait, call 650-616-2133 (TTY 711)."
    ),
}
# {day}: "today", "tomorrow" or a weekday; {hour}: as above, of a time that they chose.
AGAIN = {
    "en": {
        "today": " today",
        "by": " by {day}",
        "near": " {day}, after {hour}",
        "at": " on {day}, after {hour}",
    }
}
NUMBER_FAILED = {
    "en": (
        "We tried to call you, but the call did not go through. What number can we call? Text it "
        "here, or call 650-616-2133 (TTY 711)."
    ),
}
# {number}: which they gave.
NUMBER_TAKEN = {
    "en": ("Thank you. We will call {number}. If that is not right, call 650-616-2133 (TTY 711)."),
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

# An answer has no other words than these; who says more has something else to say.
_OF_A_CALL = (
    "a all already an and answer answered any anybody anyone at but call called calling calls cell "
    "did earlier ever from get getting got gotten had has have hear heard hello her hey hi him "
    "hpsm i it just lady man me message my of ok on one only or our phone pick picked please rang "
    "reach reached receive received ring rung she so somebody someone sorry spoke still talk "
    "talked text thank thanks that the them then they thing think to today told u up us voicemail "
    "was we were with y yall yet you"
)
_AS_YES = "1 si sure ya yea yeah yep yes yess yup"
_AS_NO = (
    "2 aint couldnt didnt dont hasnt havent miss missed n nah naw never no nobody none noone nope "
    "not nothing wasnt"
)
_DID = frozenset(("answered", "called", "did", "reached", "spoke", "talked"))
_MISSED = frozenset(("miss", "missed", "couldnt", "didnt"))
_YES, _NO = frozenset(_AS_YES.split()), frozenset(_AS_NO.split())
_KNOWN = frozenset(_OF_A_CALL.split()) | _YES | _NO


def reached(text: str) -> bool | None:
    """Whether an answer to `ASKS` says that they were reached; None where it says anything else."""
    said = re.findall(r"\w+", re.sub("['\u2019]", "", text.lower()))
    words = set(said)
    if said == ["y"]:
        return True
    if not words <= _KNOWN or text.rstrip().endswith("?") or said[:1] == ["did"]:
        return None
    if words & _NO:
        return None if words & _YES and not words & _MISSED else False
    return True if words & (_YES | _DID) else None
