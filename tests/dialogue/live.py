"""Somebody who texts, heard by the trained pipeline: what a turn hears, without Rasa's start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rasa.shared.nlu.training_data.message import Message

from bot.channels.sms_text import is_gsm, render, segments
from bot.dialogue.fact_extractor import FactExtractor
from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, take_step
from tests.dialogue.pipeline import classifier
from tests.dialogue.second_thoughts import AT, TODAY, Texting

MOST_ANSWERS = 15
LISTS = ("life_now", "health_now", "support_needs")


@lru_cache(maxsize=1)
def _facts() -> FactExtractor:
    return FactExtractor()


@dataclass
class Live(Texting):
    """A conversation in which every text goes through acts and facts as in a turn."""

    begins: str = "hi"

    def __post_init__(self) -> None:
        self.say(self.begins)

    def say(self, *texts: str) -> str:
        """Send texts one after another; gives the last answer as it goes out."""
        for text in texts:
            step = take_step(interview(), self.saved, Heard.from_message(self._message(text)))
            self.saved = step.screening.to_json()
            message = interview().ask(step.screening).to_json()
            body = render({**message, "text": " ".join([*step.remarks, message["text"]])})
            assert segments(body) <= 2 and is_gsm(body), body
            self.bodies.append(body)
        return self.bodies[-1]

    def _message(self, text: str) -> dict[str, Any]:
        metadata = {
            "question": (self.saved or {}).get("open"),
            "who": (self.saved or {}).get("who"),
            "today": TODAY,
            "at": AT,
            "channel": self.channel,
        }
        message = Message(data={"text": text, "metadata": metadata})
        if self.saved is None and not text:
            intent = {"name": "start_screening", "confidence": 1.0}
            return {"text": text, "intent": intent, "metadata": metadata}
        classifier().process([message])
        _facts().process([message])
        told = message.as_dict(only_output_properties=True)
        return {**told, "text": text, "metadata": metadata, "message_id": f"m{len(self.bodies)}"}


def live(*texts: str, channel: str = "sms") -> Live:
    """A conversation after these texts; a greeting goes before them."""
    talk = Live(channel)
    if texts:
        talk.say(*texts)
    return talk


def at_the_outcome(channel: str = "sms") -> Live:
    """Somebody with no home who has been told what may fit, and is offered a call."""
    talk = live("me", "hpsm", "34", "1", "1", channel=channel)
    for _ in range(MOST_ANSWERS):
        if talk.screening.stage == "outcome":
            return talk
        talk.say("none" if talk.asks in LISTS else "no")
    raise AssertionError(talk.bodies)
