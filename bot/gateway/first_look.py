"""
What a message is before anything else is done with it.

Pure: whatever must be answered when Rasa is down is decided here and, for danger to life, in
`bot.gateway.alarm`.
"""

from enum import Enum

from bot.language.plain import plain
from bot.language.vocabulary import vocabulary
from bot.safety import wants_back, wants_out

# What Twilio and the carriers take for opting out, and in: a message that is nothing else. Opting
# out in other words is read by `wants_out`, and YES is an answer to our questions.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "OPT OUT"}
)
START_WORDS = frozenset({"START", "UNSTOP"})  # in other words: `wants_back`
# In the web chat these are about a call that was booked.
NOT_FOR_THE_WEB = frozenset({"CANCEL", "REVOKE"})


class Look(Enum):
    """What to do with a message."""

    TURN = "turn"  # let the dialogue answer it
    STOP = "stop"  # no further text to this number; in the web chat the end of the talk
    LEAVE = "leave"  # the same said in a sentence, which Twilio does not confirm
    START = "start"  # texts are welcome again
    ERASE = "erase"  # forget everything, at once
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
    if wants_all_erased(text):
        return Look.ERASE
    if _word(text) in STOP_WORDS or twilio_took == "STOP":
        return Look.STOP
    if wants_out(text):
        return Look.STOP if opted_out else Look.LEAVE
    if opted_out:
        is_word = _word(text) in START_WORDS or wants_back(text)
        comes_back = is_word or twilio_took == "START"
        return Look.START if comes_back else Look.SILENT
    if twilio_took == "HELP":
        return Look.SILENT
    return Look.TURN if text.strip() else Look.WORDLESS


def look_at_web(text: str) -> Look:
    """Say what a message in the web chat is."""
    if wants_all_erased(text):
        return Look.ERASE
    word = _word(text)
    stops = word in STOP_WORDS or wants_out(text)
    return Look.STOP if stops and word not in NOT_FOR_THE_WEB else Look.TURN


def wants_all_erased(text: str) -> bool:
    """Whether the message is the word ERASE; in a sentence it is asked about first."""
    return vocabulary("en").whole.get(plain(text)) == "erase"


def _word(text: str) -> str:
    return " ".join(text.upper().split()).rstrip(".!")
