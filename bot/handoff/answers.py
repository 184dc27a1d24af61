"""An answer as staff read it: what was asked, what was chosen, and the person's own words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.confirming import CONFIRM
from bot.conversation.questions import NONE, NOT_SURE, SKIP, UNSURE_MARK
from bot.conversation.screening import Answer
from bot.conversation.values import hint_key, number_words
from bot.conversation.voice import Voice
from bot.errors import PolicyError
from bot.language.volunteered.echo import echo, echo_words

Json = dict[str, Any]
ENDED = ((NOT_SURE,), (SKIP,))
FEW_WORDS = 3
JOINING = ("and", "or", "y", "o")


@dataclass(frozen=True)
class AnswerReader:
    """Puts answers into words, with the wording that the person saw."""

    voice: Voice

    def read(self, answer: Answer) -> Json:
        """Give one answer as it stands in a case."""
        chosen = self.labels(answer, answer.values)
        return {
            "question": answer.question,
            "asked": self._confirmed(answer) or self._asked(answer.question),
            "words": answer.words,
            "chosen": chosen,
            "quote": quote(answer.words, chosen),
            "value": self._value(answer, chosen),
            "ended": answer.values[0] if answer.values in ENDED else "",
            "is_none": answer.values == (NONE,),
            "learned": list(answer.learned),
            "said_by": answer.said_by,
            "by_phone": answer.by_phone,
            "at": answer.at,
        }

    def read_part(self, answer: Answer, ticked: tuple[str, ...], unticked: tuple[str, ...]) -> Json:
        """
        Give an answer as far as it bears on one criterion.

        Args:
            ticked: The values chosen that bear on it.
            unticked: The items left out that do; they count where nothing ticked does.
        """
        read = self.read(answer)
        if ticked == answer.values or is_own_words(answer.words, read["chosen"]):
            return read
        chosen = self.labels(answer, ticked)
        left = f"not ticked: {', '.join(self.labels(answer, unticked))}" if unticked else ""
        return {**read, "chosen": chosen, "quote": ", ".join(chosen) or left or read["quote"]}

    def labels(self, answer: Answer, values: tuple[str, ...]) -> list[str]:
        """Give values of an answer as the person read them."""
        return [self._label(answer.question, value) for value in values]

    def _value(self, answer: Answer, chosen: list[str]) -> str:
        """What was learned in plain words; empty where there are none for it."""
        if answer.values == ("yes",):
            return self.voice.say_if_there(f"confirm.names.{answer.question}")
        if chosen or answer.values in ENDED:
            return ", ".join(chosen)
        words = echo_words(self.voice.book.language)
        told = [part for forms in answer.learned for part in echo(forms, words)]
        return ", ".join(dict.fromkeys(told))

    def _confirmed(self, answer: Answer) -> str:
        """What was asked about a hint, where it was and they said yes."""
        told = [(fact, form) for forms in answer.learned for fact, form in forms.items()]
        if answer.question != CONFIRM or len(told) != 1:
            return ""
        fact, form = told[0]
        number = number_words(form, self.voice)
        return self.voice.say_if_there(hint_key(fact, form), number=number)

    def _asked(self, question: str) -> str:
        for part in ("again", "ask"):
            try:
                asked = self.voice.say_if_there(f"questions.{question}.{part}")
            except PolicyError:
                continue  # a placeholder that only the running conversation can fill
            if asked:
                return asked
        return question.replace("_", " ")

    def _label(self, question: str, value: str) -> str:
        if value.endswith(UNSURE_MARK):
            return f"not sure: {self._label(question, value.rstrip(UNSURE_MARK))}"
        for key in (f"questions.{question}.options.{value}", f"conversation.options.{value}"):
            if self.voice.book.has(key):
                return self.voice.say(key)
        return value.replace("_", " ")


def is_own_words(words: str, chosen: list[str]) -> bool:
    """Whether they wrote something; a button's label or a bare "1 and 3" is only a choice."""
    if words.casefold() == ", ".join(chosen).casefold():
        return False
    return any(word not in JOINING for word in re.findall(r"[^\W\d_]+", words.casefold()))


def quote(words: str, chosen: list[str]) -> str:
    """
    Give what to quote: their own words where they are words, else what they chose.

    A bare "2" in a text message is a choice, and means nothing to an agent.
    """
    return words if is_own_words(words, chosen) or not chosen else ", ".join(chosen)


def quotes(said: list[Mapping[str, Any]]) -> list[str]:
    """Give the different quotes among answers, in order."""
    return list(dict.fromkeys(str(answer["quote"]) for answer in said if answer["quote"]))


def recap(said: Iterable[Mapping[str, Any]], longest: int) -> list[str]:
    """
    Give the different answers in a few words each, in order.

    The plain value where there is one; their own words beside it where they say more than a few.

    Args:
        longest: Characters of their own words; the rest is cut.
    """
    told: dict[str, None] = {}
    for answer in said:
        words, value = str(answer["quote"]), str(answer.get("value") or "")
        tidy = " ".join(words.split())
        quoted = f'"{tidy if len(tidy) <= longest else tidy[: longest - 3] + "..."}"'
        if not value or value.casefold() == words.casefold() or not answer.get("words"):
            told |= {quoted: None} if any(letter.isalpha() for letter in words) else {}
        elif any(letter.isalpha() for letter in value):  # a bare age says nothing new
            told |= {value if len(words.split()) <= FEW_WORDS else f"{value} ({quoted})": None}
    return list(told)
