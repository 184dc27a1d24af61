"""An answer as staff read it: what was asked, what was chosen, and the person's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.questions import UNSURE_MARK
from bot.conversation.screening import Answer
from bot.conversation.voice import Voice
from bot.errors import PolicyError

Json = dict[str, Any]


@dataclass(frozen=True)
class AnswerReader:
    """Puts answers into words, with the wording that the person saw."""

    voice: Voice

    def read(self, answer: Answer) -> Json:
        """Give one answer as it stands in a case."""
        chosen = [self._label(answer.question, value) for value in answer.values]
        return {
            "question": answer.question,
            "asked": self._asked(answer.question),
            "words": answer.words,
            "chosen": chosen,
            "quote": quote(answer.words, chosen),
            "learned": list(answer.learned),
            "said_by": answer.said_by,
            "at": answer.at,
        }

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


def quote(words: str, chosen: list[str]) -> str:
    """
    Give what to quote: their own words where they are words, else what they chose.

    A bare "2" in a text message is a choice, and means nothing to an agent.
    """
    says_more = any(character.isalpha() for character in words)
    return words if says_more or not chosen else ", ".join(chosen)


def quotes(said: list[Mapping[str, Any]]) -> list[str]:
    """Give the different quotes among answers, in order."""
    return list(dict.fromkeys(str(answer["quote"]) for answer in said if answer["quote"]))
