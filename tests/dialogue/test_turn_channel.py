"""The channel over HTTP: who may come in, and that every request is answered."""

from __future__ import annotations

import asyncio
import socket
import threading

import httpx
import pytest
from sanic import Sanic

from bot.dialogue.turn_channel import TurnChannel
from tests.dialogue.test_turn_request import GOOD
from tests.dialogues.model import agent

SECRET = {"X-Calaim-Secret": "a secret for tests"}
HELLO = {**GOOD, "text": None, "state": None}


class Door:
    """A server with the channel and nothing else; what is behind it can be changed."""

    def __init__(self) -> None:
        """Not yet open."""
        self.handle = None
        self._loop = asyncio.new_event_loop()
        self._app = Sanic("channel_under_test", configure_logging=False)
        channel = TurnChannel(SECRET["X-Calaim-Secret"])
        self._app.blueprint(channel.blueprint(self._behind), url_prefix="/turn")

    async def _behind(self, message):
        return await (self.handle or agent().handle_message)(message)

    def open(self) -> None:
        """Serve in a thread of its own: Sanic adapts its classes once per process."""
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(timeout=60)

    async def _serve(self) -> None:
        own = socket.create_server(("127.0.0.1", 0))  # Sanic takes port 0 for its own 8000
        server = await self._app.create_server(
            sock=own, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        self._port = own.getsockname()[1]

    def send(self, path: str = "/message", handle=None, method="POST", **request):
        """One request."""
        self.handle = handle
        url = f"http://127.0.0.1:{self._port}/turn{path}"
        return httpx.request(method, url, timeout=30, **request)

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture(scope="module")
def door():
    """The channel, served."""
    agent()  # on a busy machine it takes longer than a request may
    opened = Door()
    opened.open()
    yield opened
    opened.close()


def test_a_hello_is_answered_with_reply_state_and_screening(door) -> None:
    answer = door.send(json=HELLO, headers=SECRET)
    assert answer.status_code == 200
    assert set(answer.json()) == {"reply", "state", "screening", "effects", "understood"}
    assert answer.json()["reply"]["question"]["id"] == "who"
    assert answer.json()["screening"]["open"] == "who"


@pytest.mark.parametrize("headers", [{}, {"X-Calaim-Secret": ""}, {"X-Calaim-Secret": "guess"}])
def test_without_the_secret_nothing_is_done(door, headers) -> None:
    answer = door.send(json=HELLO, headers=headers)
    assert answer.status_code == 403
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text": 1}'])
def test_what_is_no_request_is_refused(door, body) -> None:
    answer = door.send(content=body, headers=SECRET)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_choice_of_no_open_question_is_a_conflict(door) -> None:
    first = door.send(json=HELLO, headers=SECRET).json()
    body = {**GOOD, "text": None, "choice": ["banana"], "state": first["state"]}
    assert door.send(json=body, headers=SECRET).status_code == 409


def test_silence_is_an_error(door) -> None:
    async def say_nothing(message) -> None:
        """As Rasa does when an action failed."""

    assert door.send(json=HELLO, headers=SECRET, handle=say_nothing).status_code == 503


def test_an_exception_is_an_answer_that_tells_nothing(door) -> None:
    async def break_down(message) -> None:
        raise ValueError("secret words")

    answer = door.send(json=HELLO, headers=SECRET, handle=break_down)
    assert answer.status_code == 500
    assert "secret words" not in answer.text


def test_it_says_when_it_is_up(door) -> None:
    assert door.send("/", method="GET").status_code == 200


def test_it_does_not_start_without_a_secret(monkeypatch) -> None:
    monkeypatch.delenv("CALAIM_RASA_SECRET", raising=False)
    with pytest.raises(ValueError, match="CALAIM_RASA_SECRET"):
        TurnChannel.from_credentials(None)
