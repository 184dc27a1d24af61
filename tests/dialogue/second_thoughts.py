"""Somebody who texts, through the same step as a turn takes, without Rasa."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.channels.sms_text import render, segments
from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, take_step

TODAY, AT = "2026-11-21", "2026-11-21T10:00:00-08:00"


@dataclass
class Texting:
    """A conversation by text message; the greeting has been said."""

    channel: str = "sms"
    intent: str = "inform"
    saved: dict[str, Any] | None = None
    heard: str = ""
    bodies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.say("hi")

    def say(self, *texts: str) -> str:
        """Send texts one after another; gives the last answer as it goes out."""
        for text in texts:
            number = f"m{len(self.bodies)}"
            heard = Heard(text, self.intent, None, number, self.channel, TODAY, AT)
            step = take_step(interview(), self.saved, heard)
            self.saved = step.screening.to_json()
            message = interview().ask(step.screening).to_json()
            said = " ".join([*step.remarks, message["text"]])
            body = render({**message, "text": said})
            assert segments(body) <= 2, body
            self.bodies.append(body)
        return self.bodies[-1]

    @property
    def screening(self) -> Screening:
        """The screening as it stands."""
        assert self.saved is not None
        return Screening.from_json(self.saved)

    @property
    def asks(self) -> str | None:
        """The id of the open question."""
        return self.screening.open

    @property
    def known(self) -> dict[str, Any]:
        """What is known of the person now."""
        return interview().basis.facts(self.screening).to_json()


def texted(*texts: str, channel: str = "sms") -> Texting:
    """A conversation after these texts."""
    texting = Texting(channel)
    if texts:
        texting.say(*texts)
    return texting
