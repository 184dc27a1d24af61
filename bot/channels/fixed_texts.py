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


# A person of the plan comes and goes: always by name, so that nobody wonders who is there.
TAKES_OVER = {"en": "This is {name} from {desk}. I can see what you wrote to the helper."}
HAS_LEFT = {"en": "{name} has left. I am the automated helper, and I go on from here."}
HAD_TO_LEAVE = {
    "en": (
        "Sorry, {name} could not write back. I am the automated helper. Your request waits for "
        "the next person. You can also call 650-616-2133 (TTY 711)."
    ),
}
# Somebody of the staff asks the questions on the telephone, and writes down what is answered.
BY_PHONE = {"en": "We talk on the phone now. I write down here what you tell me."}
AFTER_PHONE = {
    "en": "You talked with {name} on the phone. I am the automated helper, and I go on from here."
}
SETTLED = {"en": "This was settled: {settled}"}
# After the sentence before, where nobody may be there to read on.
SEND_HI = {"en": "To go on, send HI."}

# While a person has the conversation.
HELP_BY_A_PERSON = {
    "en": (
        "{name} reads what you write here and will answer. You can also call 650-616-2133 "
        "(TTY 711). For no more texts, send STOP."
    ),
}

# In the web chat, to who asked for a person.
IN_LINE = {
    "en": (
        "You are number {place} in line. Somebody can write to you here as soon as they are "
        "free. You can also call 650-616-2133 (TTY 711)."
    ),
}
NEXT_IN_LINE = {
    "en": (
        "You are next in line. Somebody can write to you here as soon as they are free. You can "
        "also call 650-616-2133 (TTY 711)."
    ),
}
NOBODY_THERE = {
    "en": (
        "Nobody is here to write with you right now. The office opens {day} at {hour}. You do "
        "not have to wait here: give us a number, and your call is kept."
    ),
}
NOBODY_FREE = {
    "en": (
        "Nobody is free to write with you right now. You do not have to wait here: call "
        "650-616-2133 (TTY 711) until {hour}, or give us a number, and your call is kept."
    ),
}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class Notice(Enum):
    """All that ever arrives without a message just before it."""

    TROUBLE = "trouble"
    LATE = "late"
    MANY = "many"
    LINK = "link"
    WAIT = "wait"
    TALKED = "talked"


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
    Notice.WAIT: {
        "en": (
            "Sorry that this takes long. We told our team that you are waiting. To talk with "
            "somebody now, please call 650-616-2133 (TTY 711)."
        ),
    },
    # Where whoever phoned them wants it sent.
    Notice.TALKED: {
        "en": (
            "Thank you for talking with us on the phone today. To talk again, call 650-616-2133 "
            "(TTY 711) or send HI."
        ),
    },
}
WHILE_HELD = (Notice.WAIT, Notice.LINK)
"""What is told while a person has the conversation; all other notices would only confuse."""


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
