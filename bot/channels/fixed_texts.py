"""
The few sentences that must go out when Rasa, the policy files or the wording cannot be reached.

All other sentences live in `bot/wording/`. These are in code so that nothing can keep them away;
a test holds the telephone number to the one in `bot/policy/contacts.yaml`.
"""

from enum import Enum

SET_ASIDE = {
    "en": (
        "Sorry, we could not work with that message. Please try other words, or call "
        "650-616-2133 (TTY 711) to talk with a person."
    ),
}

ONLY_WORDS = {
    "en": (
        "We can only read words here, not pictures or files. Please answer in words, or call "
        "650-616-2133 (TTY 711) to talk with a person."
    ),
}

# What Twilio says where we cannot be reached; a copy may stand on another host (README, "Texting").
FALLBACK = (
    "Sorry, we cannot read texts right now. Please send it again later, or call 650-616-2133 "
    "(TTY 711). In danger, call 911. In crisis, call or text 988."
)
FALLBACK_TWIML = (
    f'<?xml version="1.0" encoding="UTF-8"?><Response><Message>{FALLBACK}</Message></Response>'
)


class Notice(Enum):
    """All that ever arrives without a message just before it."""

    TROUBLE = "trouble"
    LATE = "late"
    MANY = "many"
    LINK = "link"


# They may light up a telephone that somebody else is looking at: nothing in them tells of health,
# of the plan's help, or of what was talked about. A test holds them to that.
UNASKED = {
    Notice.TROUBLE: {
        "en": (
            "We are having a problem on our side. We have your message and will answer it. "
            "To talk with a person now, please call 650-616-2133 (TTY 711)."
        ),
    },
    Notice.LATE: {
        "en": (
            "Sorry for the wait. We have an answer for you. To see it, send HI. "
            "To talk with a person, call 650-616-2133 (TTY 711)."
        ),
    },
    Notice.MANY: {
        "en": (
            "We get many texts from this number right now. We keep them, but cannot answer each "
            "one. Please wait a while, or call 650-616-2133 (TTY 711) to talk with a person."
        ),
    },
    # Asked for on a page, but the number may be mistyped: whoever gets it learns nothing.
    Notice.LINK: {
        "en": (
            "Here is the link you asked for, good for 24 hours: {link} "
            "Or call 650-616-2133 (TTY 711). Send STOP to end texts."
        ),
    },
}


def waits_for_the_day(body: str) -> bool:
    """Whether a text may arrive long after anybody wrote, and so not at night."""
    return body in UNASKED[Notice.LATE].values()


def tells_nothing_new(text: str) -> bool:
    """Whether a text answers no message, so that nothing is lost where it never arrives."""
    told = (
        each for notice in UNASKED if notice is not Notice.LATE for each in UNASKED[notice].values()
    )
    return any(_is_it(text, each) for each in told)


def _is_it(text: str, written: str) -> bool:
    """Whether a text is the one written here, whatever link it has."""
    before, link, after = written.partition("{link}")
    return text.startswith(before) and text.endswith(after) if link else text == written


def in_language(texts: dict[str, str], language: str) -> str:
    """Give a text in the language, or in English until it is written."""
    return texts.get(language, texts["en"])
