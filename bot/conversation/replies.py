"""The typed replies: all that the conversation ever hears from a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.conversation.call_replies import CallReply


@dataclass(frozen=True)
class Chosen:
    """Options were picked, by value; in a list `X?` means not sure about X."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """One number was given: an age in years, a count."""

    value: int


@dataclass(frozen=True)
class NumberRange:
    """A number known only within bounds ("6 or 7", "at least 5"); both ends count."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class BornOn:
    """A date of birth, or only its year, where an age was asked."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class NotSure:
    """The person does not know; closes the question and never counts as no."""


@dataclass(frozen=True)
class Declined:
    """The person would rather not say; taken without fuss."""


@dataclass(frozen=True)
class Text:
    """Free words for a question that wants them: a name, a number to call, a date."""

    value: str


@dataclass(frozen=True)
class AskWhy:
    """Why is this asked, or (at the outcome) why me?"""


@dataclass(frozen=True)
class AskMore:
    """Go on with the list or the reasons begun in the last message."""


@dataclass(frozen=True)
class GoBack:
    """Undo the last answer and ask it again."""


@dataclass(frozen=True)
class Repeat:
    """Say the last question again."""


@dataclass(frozen=True)
class AskPerson:
    """A person, please: now, whatever was being asked."""


@dataclass(frozen=True)
class AskCall:
    """
    Please call me: whatever was being asked.

    Args:
        number, when: What to call, and when in their words, where the same message gives it.
        this_phone: Whether it says to call the phone they write from.
    """

    number: str | None = None
    when: str | None = None
    this_phone: bool = False


@dataclass(frozen=True)
class Farewell:
    """A goodbye, or an "ok", after all was said."""


@dataclass(frozen=True)
class Thanked:
    """A thank you after all was said."""


@dataclass(frozen=True)
class Pause:
    """They have to go, and may come back."""


@dataclass(frozen=True)
class StillAway:
    """A mere courtesy from somebody who has just gone ("ok thanks")."""


@dataclass(frozen=True)
class Leave:
    """A goodbye amid the questions."""


@dataclass(frozen=True)
class Acknowledged:
    """A mere "ok" where something else was asked."""


@dataclass(frozen=True)
class Stop:
    """They want no more of this."""


@dataclass(frozen=True)
class Resume:
    """Where were we?"""


@dataclass(frozen=True)
class Status:
    """Where are things, and what was sent?"""


@dataclass(frozen=True)
class Complain:
    """They complain; staff are to read it."""


@dataclass(frozen=True)
class NoComplaint:
    """What was noted as a complaint was none."""


@dataclass(frozen=True)
class OtherLanguage:
    """
    They want another language.

    Args:
        language: Its English name in small letters; empty where it is not known.
        written: Whether they write in it; then our English questions are no use to them.
        asks: Whether the message asks something.
    """

    language: str = ""
    written: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Restart:
    """Begin again with empty hands."""


@dataclass(frozen=True)
class Erase:
    """Forget everything, now: said in so many words."""


@dataclass(frozen=True)
class AskErase:
    """Forget everything, as far as a sentence could be understood; asked about once."""


@dataclass(frozen=True)
class SideQuestion:
    """Something asked beside the questions; `topic` names its answer in the wording."""

    topic: str


@dataclass(frozen=True)
class Hint:
    """What a message only hints at: the fact, the form, and the words, as they were written."""

    fact: str
    form: Any
    words: str = ""


@dataclass(frozen=True)
class Volunteered:
    """
    Facts told in passing.

    Args:
        forms: What is learned, per fact.
        echo: A few words for each, to say it back.
        about: Whom the message is about, where it says so: "self", "child" or "other".
        answer: What the same message answers to the open question, if it does.
        corrects: Whether it takes back what was said of these facts before.
        hints: What it only hints at; one of it may be asked about.
        part: Whether it answers a part of the open list, and says nothing of the rest.
    """

    forms: Mapping[str, Any]
    echo: tuple[str, ...] = ()
    about: str | None = None
    answer: Reply | None = None
    corrects: bool = False
    hints: tuple[Hint, ...] = ()
    part: bool = False


@dataclass(frozen=True)
class Amended:
    """Another answer to a question about facts that was answered before ("i meant 6")."""

    question: str
    answer: Reply


@dataclass(frozen=True)
class Mistaken:
    """Something said before is wrong, and the message does not tell what."""


@dataclass(frozen=True)
class ForWhom:
    """
    From here on it is about somebody else.

    Args:
        who: "self", "child" or "other".
        person: The word for them ("mom"), where one was said.
        forms: What the same message tells of them.
        sure: They asked to start over for them; it need not be asked about.
    """

    who: str
    person: str = ""
    forms: Mapping[str, Any] = field(default_factory=dict)
    sure: bool = False


@dataclass(frozen=True)
class NotUnderstood:
    """Nothing above could be read from the message."""


Reply: TypeAlias = (
    Chosen
    | Number
    | NumberRange
    | BornOn
    | NotSure
    | Declined
    | Text
    | AskWhy
    | AskMore
    | GoBack
    | Repeat
    | AskPerson
    | AskCall
    | CallReply
    | Farewell
    | Thanked
    | Leave
    | NoComplaint
    | Acknowledged
    | Restart
    | Erase
    | AskErase
    | SideQuestion
    | Volunteered
    | Amended
    | Mistaken
    | ForWhom
    | Pause
    | StillAway
    | Stop
    | Resume
    | Status
    | Complain
    | OtherLanguage
    | NotUnderstood
)
