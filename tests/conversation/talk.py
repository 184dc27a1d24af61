"""A conversation in a test: says what a person types, keeps what the assistant answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from bot.channels.sms_text import render
from bot.conversation.interview import Interview, Said, Screening
from bot.conversation.replies import Reply
from bot.eligibility.loader import load_policy
from bot.language.reader import read_reply
from bot.wording.book import load_wording

TODAY = date(2026, 11, 21)


@lru_cache(maxsize=1)
def interview() -> Interview:
    """One interview for all tests, as a process has it."""
    return Interview(load_policy(), load_wording())


@dataclass
class Talk:
    """One conversation over one channel."""

    channel: str = "sms"
    today: date = TODAY
    screening: Screening = field(init=False)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.screening = interview().begin(self.today, channel=self.channel)
        self.heard.append(self._rendered(()))

    def say(self, *texts: str) -> str:
        """Send texts one after another; gives the body of the last answer."""
        for text in texts:
            question = interview().open_question(self.screening)
            self.reply(read_reply(text, question, None), text)
        return self.heard[-1]

    def reply(self, reply: Reply, text: str = "words") -> str:
        """Give a typed reply; gives the body of the answer."""
        said = Said(text, f"m{len(self.heard)}", "2026-11-21T10:00:00-08:00")
        taken = interview().take(self.screening, reply, said)
        self.screening = Screening.from_json(taken.screening.to_json())
        self.heard.append(self._rendered(taken.remarks))
        return self.heard[-1]

    def answer(self, **answers: str) -> str:
        """Answer whatever is asked, by question id, until a question has no answer here."""
        while self.asks in answers:
            self.say(answers[self.asks])
        return self.heard[-1]

    @property
    def asks(self) -> str:
        """The id of the open question; empty once the conversation has closed."""
        return self.screening.open or ""

    @property
    def message(self) -> dict[str, Any]:
        """What would be said now, as it travels to a channel."""
        return interview().ask(self.screening).to_json()

    def _rendered(self, remarks: tuple[str, ...]) -> str:
        message = self.message
        return render({**message, "text": " ".join([*remarks, message["text"]])})
