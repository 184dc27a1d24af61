"""
Calls of the stand-in for Twilio: it rings, fetches our TwiML with a genuine signature, and obeys.

What people do is set beforehand: whether staff pick up and what they press, and what becomes of
the call to the member. All that is spoken and dialled is kept, for a test to hold against.
"""

from __future__ import annotations

import asyncio
import secrets
import xml.etree.ElementTree as Xml
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.turns import BrokenOff

VOICE_NUMBER = "+16505550177"
PICKS_UP = "completed"


@dataclass
class Call:
    """A call to a telephone of staff, and what came of it."""

    sid: str
    form: dict[str, str]
    events: list[str]
    said: list[str] = field(default_factory=list)
    dialled: list[dict[str, str]] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_over: bool = False


class FakeCalls:
    """
    Twilio's Calls.

    Args:
        twilio: The stand-in for the rest, which signs and sends.
        refuse: Gives Twilio's answer with an error code.
    """

    def __init__(self, twilio: Any, account: str, refuse: Callable[[int], Response]) -> None:
        self.twilio = twilio
        self.account = account
        self.refuse = refuse
        self.made: list[Call] = []
        self.faults: list[int | str] = []
        self.agent = PICKS_UP  # or "no-answer", "busy", "failed", "voicemail"
        self.presses = "1"
        self.member = "completed"  # or "no-answer", "busy", "failed"
        self.tells_done = True

    def routes(self) -> list[Route]:
        """Where calls are made."""
        path = "/2010-04-01/Accounts/{account}/Calls.json"
        return [Route(path, self.create, methods=["POST"])]

    async def create(self, request: Request) -> Response:
        """Make a call, or break as told: a code, or "drop_before" or "drop_after" making it."""
        refused = self.twilio.check_account(request)
        fault = self.faults.pop(0) if self.faults else None
        posted = await request.form()
        form = {key: str(value) for key, value in posted.items()}
        code = fault if isinstance(fault, int) else _refusal(form)
        if refused or code:
            return refused or self.refuse(code)
        if fault == "drop_before":
            return BrokenOff()
        events = [str(each) for each in posted.getlist("StatusCallbackEvent")]
        call = Call("CA" + secrets.token_hex(16), form, events)
        self.made.append(call)
        task = asyncio.create_task(self._run(call))
        self.twilio.tasks.add(task)
        task.add_done_callback(self.twilio.tasks.discard)
        if fault == "drop_after":
            return BrokenOff()
        return JSONResponse({"sid": call.sid, "status": "queued"}, 201)

    async def _run(self, call: Call) -> None:
        await asyncio.sleep(0.02)
        await self._report(call, "ringing", "ringing")
        picks_up = self.agent in (PICKS_UP, "voicemail")
        if picks_up:
            await self._report(call, "answered", "in-progress")
            await self._obey(call, call.form["Url"], {"CallStatus": "in-progress"})
        await self._report(call, "completed", "completed" if picks_up else self.agent)
        call.is_over = True

    async def _report(self, call: Call, event: str, status: str) -> None:
        if event in call.events:
            await self._ask(call, call.form["StatusCallback"], {"CallStatus": status})

    async def _ask(self, call: Call, url: str, fields: dict[str, str]) -> str:
        known = {"CallSid": call.sid, "AccountSid": self.account, "ApiVersion": "2010-04-01"}
        known |= {"From": call.form["From"], "To": call.form["To"], "FromCity": ""}
        sent = {**known, **fields}
        call.requests.append((url, sent))
        status, text = await self.twilio.fetch(url, sent)
        call.asked.append((url.rsplit("/", 1)[1], status))
        return text if status == 200 else ""

    async def _obey(self, call: Call, url: str, fields: dict[str, str]) -> None:
        """Fetch TwiML and do what it says; a verb that asks anew is the last one obeyed."""
        twiml = await self._ask(call, url, fields)
        for verb in Xml.fromstring(twiml) if twiml else ():
            if verb.tag == "Say":
                call.said.append(verb.text or "")
            elif verb.tag == "Gather":
                call.said += _spoken(verb)
                if self.agent != "voicemail" and self.presses:
                    pressed = {"Digits": self.presses, "msg": "Gather End", "FinishedOnKey": ""}
                    return await self._obey(call, verb.attrib["action"], pressed)
            elif verb.tag == "Dial":
                return await self._dial(call, verb)
            elif verb.tag == "Hangup":
                return None
        return None

    async def _dial(self, call: Call, verb: Xml.Element) -> None:
        number = verb.find("Number")
        assert number is not None and number.text
        call.dialled.append({**verb.attrib, "number": number.text})
        if self.tells_done:
            ended = {"DialCallStatus": self.member, "DialCallSid": "CA" + secrets.token_hex(16)}
            await self._obey(call, verb.attrib["action"], ended)

    async def again(self, call: Call) -> list[int]:
        """Send all requests of a call once more, backwards; give what was answered."""
        backwards = list(reversed(call.requests))
        return [(await self.twilio.fetch(*each))[0] for each in backwards]


def _refusal(form: dict[str, str]) -> int | None:
    if not form.get("To", "").startswith("+1"):
        return 21211
    return None if form.get("From") == VOICE_NUMBER else 21210


def _spoken(gather: Xml.Element) -> Iterator[str]:
    return (verb.text or "" for verb in gather if verb.tag == "Say")
