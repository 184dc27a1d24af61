"""`calaim sms`: everything, with a stand-in for Twilio, and this terminal as the telephone."""

import argparse
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone

import httpx

from bot.app.processes import Child
from bot.app.run import prepare, with_secret
from bot.app.settings import read_settings
from bot.app.supervisor import Supervisor, say
from bot.app.wiring import sealed_database
from bot.storage import conversations
from bot.storage.database import Database

STANDIN_PORT = "8090"
# Of the stand-in alone: they open nothing anywhere else.
STANDIN = {
    "CALAIM_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "CALAIM_TWILIO_AUTH_TOKEN": "a token for tests",
    "CALAIM_TWILIO_FROM": "+16505550100",
    "CALAIM_TWILIO_VOICE_FROM": "+16505550177",
    "CALAIM_TWILIO_AUTH_TOKEN_FILE": "",
    "CALAIM_TWILIO_AUTH_TOKEN_SECONDARY": "",
    "CALAIM_TWILIO_AUTH_TOKEN_SECONDARY_FILE": "",
}
REPLY_SECONDS = 60.0
# After the first text of a reply: how long to listen for another.
MORE_SECONDS = 0.5
# A number that has opted out gets no answer: how often to look whether that is so.
LOOK_SECONDS = 1.5
OPTED_OUT = "(no answer: this number has opted out; text START to come back)"


def main(argv: list[str]) -> int:
    """Start everything, then text line by line; also from a pipe."""
    parser = argparse.ArgumentParser(prog="calaim sms", description=__doc__)
    parser.add_argument("--number", default="+16505550199", help="the number you text from")
    parser.add_argument("--port", default=STANDIN_PORT, help="the port of the stand-in")
    options = parser.parse_args(argv)
    standin = f"http://127.0.0.1:{options.port}"
    environment = with_secret({**STANDIN, "CALAIM_TWILIO_API_BASE_URL": standin})
    settings = read_settings({**os.environ, **environment})
    gateway = f"http://127.0.0.1:{settings.port}"
    environment["CALAIM_PUBLIC_URL"] = gateway
    arguments = ("tests.fakes.twilio", "--port", options.port, "--gateway", gateway)
    twilio = Child("twilio", arguments, settings.logs, f"{standin}/control/texts", {})
    supervisor = prepare(settings, environment, before=(twilio,))
    # Waiting for a line is not ended by a flag, so here every signal interrupts.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), _running(supervisor):
        say(f"\nText as {options.number}; an empty line or Ctrl-D ends it.\n")
        phone = Phone(standin, options.number, sealed_database(settings))
        try:
            return phone.talk(supervisor.stopping)
        finally:
            phone.close()
    return 0


@contextlib.contextmanager
def _running(supervisor: Supervisor) -> Iterator[None]:
    keeper = threading.Thread(target=supervisor.keep, daemon=True)
    try:
        supervisor.start()
        keeper.start()
        yield
    finally:
        supervisor.stopping.set()
        if keeper.is_alive():
            keeper.join()
        supervisor.end()


class Phone:
    """A telephone in the terminal."""

    def __init__(self, standin: str, number: str, database: Database) -> None:
        self._database = database
        self._http = httpx.Client(base_url=standin, timeout=REPLY_SECONDS + 5)
        self._number = number
        self._seen = 0

    def close(self) -> None:
        """Hang up."""
        self._http.close()
        self._database.close()

    def talk(self, stopping: threading.Event) -> int:
        """Text each line and show what comes back; 1 where no answer came."""
        for line in _lines():
            if stopping.is_set():
                break
            asked = {"from": self._number, "body": line}
            status = self._http.post("/control/text", json=asked).json()["status"]
            if status != httpx.codes.OK:
                say(f"The gateway did not take the text (HTTP {status}).")
                return 1
            if not self._hear():
                say("No answer came.")
                return 1
        return 0

    def _hear(self) -> bool:
        """Show the reply, or why there is none; False when one was due and did not come."""
        until = time.monotonic() + REPLY_SECONDS
        while time.monotonic() < until:
            if self._show(LOOK_SECONDS):
                while self._show(MORE_SECONDS):
                    pass
                return True
            if self._has_opted_out():
                print(f"\n{OPTED_OUT}\n", flush=True)
                return True
        return False

    def _has_opted_out(self) -> bool:
        with self._database.write() as connection:
            now = datetime.now(timezone.utc)
            identity = conversations.find_or_create_sms(connection, self._number, now)
            return conversations.get(connection, identity).opted_out_at is not None

    def _show(self, seconds: float) -> bool:
        """Wait for the next texts and print them; False when none came."""
        query = {"after": self._seen, "wait": seconds}
        texts = self._http.get("/control/texts", params=query).json()["texts"]
        self._seen += len(texts)
        for text in texts:
            if text["to"] == self._number:
                print(f"\n{text['body']}\n", flush=True)
        return bool(texts)


def _lines() -> Iterator[str]:
    is_terminal = sys.stdin.isatty()
    while True:
        if is_terminal:
            print("> ", end="", flush=True)
        line = sys.stdin.readline()
        if not line or (is_terminal and not line.strip()):
            return
        if line.strip():
            if not is_terminal:
                print(f"> {line.strip()}", flush=True)
            yield line.strip()
