"""
Places in the product at which a process under test kills itself, once and for certain.

Nothing in the product knows of them: the process wraps its own functions before it starts. Just
before it dies it writes which point it reached, so that a test need not guess whether it did.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.channels.twilio_sms import TwilioSms
from bot.channels.twilio_voice import TwilioVoice
from bot.storage import dials, inbox, outbox
from bot.storage.database import Database
from bot.worker import calls
from bot.worker.turn_client import TurnClient

GATEWAY = ("before the commit of a message", "after the commit of a message")
TURNS = (
    "before the commit of a claim",
    "after the commit of a claim",
    "after the reply of a turn",
    "before the commit of an answer",
    "after the commit of an answer",
)
SENDS = (
    "before the commit of an intent",
    "after the commit of an intent",
    "after Twilio's answer",
    "before the commit of a send",
    "after the commit of a send",
)
CALLS = ("before the commit of a word on a call", "after the commit of a word on a call")
DIALS = (
    "before the commit of a ring",
    "after the commit of a ring",
    "after Twilio rings",
    "before the commit of what rang",
    "after the commit of what rang",
)
TIDYING = ("before the commit of tidying", "after the commit of tidying", "after Twilio's list")


class Trap:
    """Waits at one point for this process."""

    def __init__(self, point: str, marker: Path) -> None:
        self.point = point
        self.marker = marker

    def reach(self, point: str) -> None:
        """Die here if this is the point, unless a process did already."""
        if point != self.point:
            return
        try:
            file = os.open(self.marker, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            return
        os.write(file, point.encode())
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)  # the other threads are not let on either


def set_trap(point: str, marker: Path) -> None:
    """Have this process die at a point."""
    trap, noted = Trap(point, marker), threading.local()
    _note(inbox, "add", "a message", noted)
    _note(inbox, "claim", "a claim", noted)
    _note(inbox, "finish", "an answer", noted)
    _note(outbox, "claim", "an intent", noted)
    _note(outbox, "settle", "a send", noted)
    _note(calls, "tell", "a word on a call", noted)
    _note(dials, "claim", "a ring", noted)
    _note(dials, "settle", "what rang", noted, always=True)
    _note(outbox, "give_up_leases", "tidying", noted, always=True)
    Database.write = _watched(Database.write, trap, noted)
    TurnClient.take = _followed(TurnClient.take, lambda: trap.reach("after the reply of a turn"))
    TwilioSms.send = _followed(TwilioSms.send, lambda: trap.reach("after Twilio's answer"))
    TwilioVoice.ring = _followed(TwilioVoice.ring, lambda: trap.reach("after Twilio rings"))
    listed = _followed(TwilioSms.sent_since, lambda: trap.reach("after Twilio's list"))
    TwilioSms.sent_since = listed


def _note(module: Any, name: str, what: str, noted: threading.local, always: bool = False) -> None:
    """Have a function note in its thread that it did something."""
    original = getattr(module, name)

    def noting(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        if result or always:
            noted.done = {*getattr(noted, "done", ()), what}
        return result

    setattr(module, name, noting)


def _watched(original: Any, trap: Trap, noted: threading.local) -> Any:
    @contextmanager
    def write(self: Database) -> Iterator[Any]:
        noted.done = set()
        with original(self) as connection:
            yield connection
            for what in noted.done:
                trap.reach(f"before the commit of {what}")
        for what in noted.done:
            trap.reach(f"after the commit of {what}")

    return write


def _followed(original: Any, then: Callable[[], None]) -> Any:
    def followed(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        then()
        return result

    return followed
