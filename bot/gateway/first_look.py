"""
What a text message is before anything else is done with it.

Pure: whatever must be answered when Rasa is down is decided here and, for danger to life, in
`bot.gateway.alarm`.
"""

from enum import Enum

from bot.safety import wants_out

# What Twilio and the carriers take for opting out, and in: a message that is nothing else. Opting
# out in other words is read by `wants_out`, and YES is an answer to our questions.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "OPT OUT"}
)
START_WORDS = frozenset({"START", "UNSTOP"})


class Look(Enum):
    """What to do with a text message."""

    TURN = "turn"  # let the dialogue answer it
    STOP = "stop"  # no further text to this number
    START = "start"  # texts are welcome again
    SILENT = "silent"  # keep it, say nothing: they opted out
    WORDLESS = "wordless"  # a picture, or nothing at all


def look_at(text: str, opted_out: bool, twilio_took: str = "") -> Look:
    """
    Say what a text message is.

    Args:
        opted_out: Whether the person has opted out before it.
        twilio_took: "STOP", "START" or "HELP" where Twilio has answered it itself already
            (OptOutType of its Advanced Opt-Out). A YES that it took for opting in is still an
            answer to the open question.
    """
    word = " ".join(text.upper().split()).rstrip(".!")
    if word in STOP_WORDS or twilio_took == "STOP" or wants_out(text):
        return Look.STOP
    if opted_out:
        comes_back = word in START_WORDS or twilio_took == "START"
        return Look.START if comes_back else Look.SILENT
    if twilio_took == "HELP":
        return Look.SILENT
    return Look.TURN if text.strip() else Look.WORDLESS
