"""Members who write while the service is being killed, and repeat what was not acknowledged."""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.twilio import ACCOUNT_SID, OUR_NUMBER, FakeTwilio, signature
from tests.faults.counting import Counted, count_answers

PATIENCE_SECONDS = 120.0
REPEATED = 0.15
"""The share of messages that are posted again though they were acknowledged."""
DANGER = "I am going to kill myself tonight"


class GaveUp(AssertionError):
    """Nobody acknowledged for two minutes."""


def until_taken(post: Callable[[], int], taken: int) -> None:
    """Post again and again, as browsers and Twilio do, until the status says it is kept."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if post() == taken:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise GaveUp(f"not acknowledged within {PATIENCE_SECONDS:g} s")


@dataclass
class Person:
    """Somebody of either channel; `said` are the marks of what was taken, in order."""

    gateway: str
    name: str
    chance: random.Random
    said: list[str] = field(default_factory=list)
    wants_case: bool = False

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.gateway, timeout=10)

    def next_mark(self, tail: str = "") -> str:
        """A word that nobody else says."""
        return f"{self.name}-{len(self.said)}{tail}"

    def say(self, mark: str) -> None:
        """Post until taken, sometimes once more."""
        identity = secrets.token_hex(16)
        self.deliver(identity, mark)
        if self.chance.random() < REPEATED:
            self.deliver(identity, mark)
        self.said.append(mark)

    def deliver(self, identity: str, text: str) -> None:
        """Post one message with an id until it is taken."""
        raise NotImplementedError

    def heard(self) -> list[str]:
        """All texts this person got, oldest first."""
        raise NotImplementedError

    def wait_for_answer(self, mark: str) -> None:
        """Read on until the answer is there; a person waits no longer than a minute."""
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(f": {mark}" in text for text in self.heard()):
            time.sleep(0.1)

    def count(self) -> Counted:
        """Hold what was said against what was heard."""
        return count_answers(self.said, self.heard())

    def close(self) -> None:
        """Hang up."""
        self.http.close()


@dataclass
class WebPerson(Person):
    """Somebody at the web chat."""

    headers: dict[str, str] = field(default_factory=dict)
    read: list[dict[str, Any]] = field(default_factory=list)

    def open(self) -> None:
        """Open the conversation."""

        def post() -> int:
            answer = self.http.post("/api/conversations")
            if answer.status_code == 201:
                self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
            return answer.status_code

        until_taken(post, 201)

    def deliver(self, identity: str, text: str) -> None:
        """See `Person`."""
        if not self.headers:
            self.open()
        body = {"id": identity, "text": text}
        until_taken(
            lambda: self.http.post("/api/messages", json=body, headers=self.headers).status_code,
            202,
        )

    def heard(self) -> list[str]:
        """See `Person`; reads only what is new, as the page does."""
        last = self.read[-1]["seq"] if self.read else 0
        try:
            answer = self.http.get(f"/api/messages?after={last}", headers=self.headers)
        except httpx.HTTPError:
            return []
        if answer.status_code == 200:
            self.read += answer.json()["messages"]
        return [message["text"] for message in self.read if message["from"] == "assistant"]

    def count(self) -> Counted:
        """See `Person`; a number left out is a message that a reader skipped."""
        counted = super().count()
        numbers = [message["seq"] for message in self.read]
        gaps = sum(
            after != before + 1 for before, after in zip([0, *numbers], numbers, strict=False)
        )
        return counted + Counted(lost=gaps)


@dataclass
class Phone(Person):
    """Somebody who texts; `name` is the number."""

    twilio: FakeTwilio | None = None
    stopped_at: int | None = None

    def next_mark(self, tail: str = "") -> str:
        """A word that nobody else says, without the plus."""
        return f"p{self.name[-7:]}-{len(self.said)}{tail}"

    def deliver(self, identity: str, text: str) -> None:
        """See `Person`; posts with a genuine signature."""
        form = {
            "MessageSid": f"SM{identity}",
            "AccountSid": ACCOUNT_SID,
            "From": self.name,
            "To": OUR_NUMBER,
            "Body": text,
            "NumMedia": "0",
            "FromCity": "",
        }
        signed = {"X-Twilio-Signature": signature(f"{self.gateway}/sms/inbound", form)}
        until_taken(
            lambda: self.http.post("/sms/inbound", data=form, headers=signed).status_code, 200
        )

    def heard(self) -> list[str]:
        """See `Person`."""
        assert self.twilio is not None
        return [text.body for text in list(self.twilio.texts) if text.to == self.name]

    def stop(self) -> None:
        """Opt out; from then on every text is unwanted."""
        self.deliver(secrets.token_hex(16), "STOP")
        self.stopped_at = len(self.heard())

    def count(self) -> Counted:
        """See `Person`."""
        counted = super().count()
        later = 0 if self.stopped_at is None else len(self.heard()) - self.stopped_at
        return counted + Counted(sends=len(self.heard()), unwanted=later)
