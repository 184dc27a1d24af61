"""How Rasa reaches the actions: over loopback with one open connection, or within the process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.dialogue.turn import Json, note_failure

TIMEOUT_SECONDS = 10.0
"""An action is a few milliseconds of arithmetic; Rasa's own limit of 300 s is no limit."""


class NotingEndpoint(EndpointConfig):
    """An action endpoint that notes every failed call on the running turn; Rasa hides them."""

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Call an action; Rasa passes the call as `json`."""
        try:
            return await self.call(kwargs["json"])
        except Exception as error:
            note_failure(f"action call: {type(error).__name__}")
            raise

    async def call(self, content: Json) -> Any:
        """Hand one call over and return the action's answer."""
        raise NotImplementedError


class RemoteActions(NotingEndpoint):
    """The action server. One session is kept open: stock Rasa makes a new one in every call."""

    _session: aiohttp.ClientSession | None = None

    async def call(self, content: Json) -> Any:
        """One POST to the action server."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=timeout)
        async with self._session.post(self.url, json=content) as response:
            if response.status >= 400:
                # Rasa reads the text of a 400 and logs that of any other, with the member's words.
                text = await response.text() if response.status == 400 else ""
                raise ClientResponseError(response.status, str(response.reason), text)
            return await response.json()

    async def close(self) -> None:
        """Close the connection at the end of the process."""
        if self._session is not None:
            await self._session.close()


class LocalActions(NotingEndpoint):
    """Actions in this very process, for the tests and the terminal chat."""

    def __init__(self, run: Callable[[Json], Awaitable[Any]]) -> None:
        """Take `rasa_sdk.executor.ActionExecutor().run`."""
        super().__init__()
        self._run = run

    async def call(self, content: Json) -> Any:
        """Run the action."""
        return await self._run(content)
