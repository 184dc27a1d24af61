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
TAKES_OVER = {
    "en": "This is {name} from {desk}. I can see what you wrote to the helper.",
    "es": "Le escribe {name} de {desk}. Puedo ver lo que usted ha escrito.",
}
# After words of danger: who it is, that it is a person, and that they stay.
TAKES_OVER_DANGER = {
    "en": (
        "This is {name} from {desk}. I am a person. I read what you wrote, and I am here with you "
        "now."
    ),
    "es": (
        "Le escribe {name} de {desk}. Soy una persona. He visto lo que usted escribe, y ahora me "
        "quedo con usted."
    ),
}
HAS_LEFT = {"en": "{name} has left. I am the automated helper, and I go on from here."}
HAD_TO_LEAVE = {
    "en": (
        "Sorry, {name} could not write back. I am the automated helper. Your request waits for "
        "the next person. You can also call 650-616-2133 (TTY 711)."
    ),
}
# Somebody of the staff asks the questions on the telephone, and writes down what is answered.
BY_PHONE = {"en": "We talk on the phone now. I write down here what you tell me."}
NOT_SHOWN = {"en": "We go on talking on the phone."}
AFTER_PHONE = {
    "en": "You talked with {name} on the phone. I am the automated helper, and I go on from here."
}
SETTLED = {"en": "This was settled: {settled}"}
HANDED_ON = {
    "en": (
        "Your request is with {desk} now. They can see what you told us. To hear where it is, "
        "write STATUS."
    ),
}
# A case is closed: by name, why where that is kind to say, and how to reach a person again.
FINISHED = {"en": "{name} has finished with your request."}
# After words of danger: it was right to write, and help is there at any hour.
FINISHED_DANGER = {
    "en": (
        "{name} has finished for now. It was good that you wrote. In danger, call 911. To talk, "
        "call or text 988, day or night."
    ),
    "es": (
        "{name} ha terminado por ahora. Hizo bien en escribir. En peligro, llame al 911. Para "
        "hablar, llame o mande un texto al 988 a toda hora."
    ),
}
FINISHED_WHY = {
    "referral_started": {"en": "The next step is under way."},
    "authorization_sent": {"en": "It was sent in for a decision."},
    "questions_answered": {"en": "Your questions were answered."},
    "other_help_found": {"en": "You heard who else can help."},
    "other_plan": {"en": "You heard who to call."},
    "help_to_apply": {"en": "You heard how to apply."},
    "not_reached": {"en": "We tried to call you and did not reach you."},
    "not_wanted": {"en": "You said that you do not want it now. That is fine."},
}
"""By the reasons of promises.yaml; of danger, of the same case twice and of others nothing."""
FINISHED_WAY_BACK = {
    "en": "To talk with a person again, write PERSON here or call 650-616-2133 (TTY 711).",
}
# After the sentence before, where nobody may be there to read on.
SEND_HI = {"en": "To go on, send HI."}

# In danger, where nobody of ours is there yet: no question, and help that is there at any hour.
SOON = {
    "en": (
        "Staff can see what you wrote. Somebody writes to you as soon as they can. In danger, call "
        "911. To talk now, call or text 988, day or night. To go on with the questions, write GO "
        "ON."
    ),
    "es": (
        "El personal ve lo que usted escribe. Alguien le escribe en cuanto pueda. En peligro, "
        "llame al 911. Para hablar ahora, llame o mande un texto al 988 a toda hora. Para seguir "
        "con las preguntas, escriba GO ON."
    ),
}
# Where the telephone may be in the hands of who hurts them.
NO_CALL = {
    "en": (
        "I will not ask to call you. Write PERSON when it is safe, or call 650-616-2133 (TTY 711) "
        "from another phone."
    ),
}
NO_CALL_PERSON = {
    "en": (
        "I will not ask to call you. Somebody writes to you as soon as they can. Or call "
        "650-616-2133 (TTY 711) from another phone. In danger, call 911."
    ),
}

# After the fixed help, which tells of office hours, while a person has the conversation.
STILL_HERE = {
    "en": "{name} gets this message too.",
    "es": "{name} también recibe este mensaje.",
}
# While a person has the conversation.
HELP_BY_A_PERSON = {
    "en": (
        "{name} reads what you write here and will answer. You can also call 650-616-2133 "
        "(TTY 711)."
    ),
}
HOW_TO_STOP = {"en": "For no more texts, send STOP."}
TEXTS_AGAIN = {"en": "Texts are on again. {name} is still here."}

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
NOBODY_IN_DANGER = {
    "en": (
        "Nobody is free to write with you right now. Somebody writes to you here as soon as they "
        "can. In danger, call 911. To talk now, call or text 988, day or night."
    ),
    "es": (
        "Nadie puede escribirle en este momento. Alguien le escribe en cuanto pueda. En peligro, "
        "llame al 911. Para hablar ahora, llame o mande un texto al 988 a toda hora."
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
ON_THE_PHONE = (Notice.LINK,)
"""What is told while they go on by telephone: only what they ask for."""


def waits_for_the_day(body: str) -> bool:
    """Whether a text may arrive long after anybody wrote, and so not at night."""
    return body in UNASKED[Notice.LATE].values() or _tells_of_closing(body)


def tells_nothing_new(text: str) -> bool:
    """Whether a text answers no message, so that nothing is lost where it never arrives."""
    told = (
        each for notice in UNASKED if notice is not Notice.LATE for each in UNASKED[notice].values()
    )
    return _tells_of_closing(text) or any(_is_it(text, each) for each in told)


def _tells_of_closing(text: str) -> bool:
    return text.endswith(tuple(FINISHED_WAY_BACK.values()))


def _is_it(text: str, written: str) -> bool:
    """Whether a text is the one written here, whatever link it has."""
    before, link, after = written.partition("{link}")
    return text.startswith(before) and text.endswith(after) if link else text == written


def in_language(texts: dict[str, str], language: str) -> str:
    """Give a text in the language, or in English until it is written."""
    return texts.get(language, texts["en"])
