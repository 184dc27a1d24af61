"""
A small stateful stand-in for Twilio's Messages API, and for its Calls (`twilio_calls`).

It takes texts (unique SIDs, Twilio's status and error codes), reports on them by signed callbacks,
lists them, and hands texts from a pretended phone to the gateway with a genuine signature. It can
be told to break. Run by `calaim sms` as `python -m tests.fakes.twilio`.
"""

import argparse
import asyncio
import base64
import contextlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import format_datetime

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from tests.fakes.turns import BrokenOff
from tests.fakes.twilio_calls import FakeCalls

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "a token for tests"
OUR_NUMBER = "+16505550100"
ERRORS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "Invalid 'To' Phone Number"),
    21602: (400, "Message body is required"),
    21606: (400, "The 'From' phone number provided is not a valid message-capable number"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
}


def error(code: int) -> Response:
    """Answer as Twilio does when it refuses."""
    status, message = ERRORS.get(code, (400, "Refused"))
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return JSONResponse(body, status_code=status)


def signature(url: str, fields: dict[str, str], token: str = AUTH_TOKEN) -> str:
    """Sign a request as Twilio does."""
    return RequestValidator(token).compute_signature(url, fields)


@dataclass
class Text:
    """A text that was taken."""

    sid: str
    to: str
    body: str
    callback: str
    status: str = "queued"
    created: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def to_json(self) -> dict:
        """As Twilio shows it, as far as anyone here reads it."""
        return {
            "sid": self.sid,
            "account_sid": ACCOUNT_SID,
            "to": self.to,
            "from": OUR_NUMBER,
            "body": self.body,
            "status": self.status,
            "date_created": format_datetime(self.created),
            "error_code": None,
        }


class FakeTwilio:
    """
    The stand-in.

    Args:
        gateway: Where our gateway listens; the phone's texts go there.
        public_url: The address Twilio would know, which it signs; the gateway's own by default.
    """

    def __init__(self, gateway: str = "", public_url: str = "") -> None:
        self.gateway = gateway
        self.public_url = public_url or gateway
        self.texts: list[Text] = []
        self.opted_out: set[str] = set()
        self.faults: list[int | str] = []
        self.held = 0  # texts that were taken, the answer to which hangs
        self.list_is_down = False
        self.reports: tuple[str, ...] = ("sent", "delivered")
        self.arrived = asyncio.Event()
        self.tasks: set[asyncio.Task] = set()
        self.calls = FakeCalls(self, ACCOUNT_SID, error)
        path = "/2010-04-01/Accounts/{account}/Messages.json"
        self.app = Starlette(
            routes=[
                Route(path, self.create, methods=["POST"]),
                Route(path, self.list, methods=["GET"]),
                Route("/control/text", self.control_text, methods=["POST"]),
                Route("/control/texts", self.control_texts, methods=["GET"]),
                Route("/control/faults", self.control_faults, methods=["POST"]),
                *self.calls.routes(),
            ]
        )

    # What Twilio does

    async def create(self, request: Request) -> Response:
        """Take a text, or break as told: an error code or one of these words.

        "drop_before" and "drop_after" taking it, without an answer; "hang_after" taking it.
        """
        refused = self.check_account(request)
        fault = self.faults.pop(0) if self.faults else None
        form = {key: str(value) for key, value in (await request.form()).items()}
        if refused or isinstance(fault, int):
            return refused or error(fault)
        if fault == "drop_before":
            return BrokenOff()
        code = self._refusal(form)
        if code:
            return error(code)
        text = self._take(form)
        if fault == "hang_after":
            self.held += 1
            await asyncio.sleep(30)
        return (
            BrokenOff()
            if fault in ("drop_after", "hang_after")
            else JSONResponse(text.to_json(), 201)
        )

    def check_account(self, request: Request) -> Response | None:
        pair = base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {pair}":
            return error(20003)
        return None if request.path_params["account"] == ACCOUNT_SID else error(20404)

    def _refusal(self, form: dict[str, str]) -> int | None:
        checks = {
            21211: not form.get("To", "").startswith("+"),
            21602: not form.get("Body"),
            21606: form.get("From") != OUR_NUMBER,
            21610: form.get("To") in self.opted_out,
            21617: len(form.get("Body", "")) > 1600,
        }
        return next((code for code, applies in checks.items() if applies), None)

    def _take(self, form: dict[str, str]) -> Text:
        text = Text(
            "SM" + secrets.token_hex(16), form["To"], form["Body"], form.get("StatusCallback", "")
        )
        self.texts.append(text)
        self.arrived.set()
        self.arrived = asyncio.Event()
        task = asyncio.create_task(self._report(text))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return text

    async def _report(self, text: Text) -> None:
        for status in self.reports:
            await asyncio.sleep(0.02)
            text.status = status
            await self.report(text, status)

    async def report(self, text: Text, status: str) -> int:
        """Call back about one text; give what the gateway answered."""
        fields = {"MessageSid": text.sid, "MessageStatus": status, "AccountSid": ACCOUNT_SID}
        return await self._post(text.callback, fields)

    async def list(self, request: Request) -> Response:
        """List the texts to a number."""
        if self.list_is_down:
            return error(20500)
        to = request.query_params.get("To")
        found = [text.to_json() for text in reversed(self.texts) if to in (None, text.to)]
        return self.check_account(request) or JSONResponse({"messages": found})

    # What a phone does

    async def text(self, number: str, body: str, **fields: str) -> tuple[str, int]:
        """Text from a phone to our number; give the SID and what the gateway answered."""
        sid = fields.pop("MessageSid", "SM" + secrets.token_hex(16))
        word = body.strip().upper()
        if word in ("STOP", "START"):
            (self.opted_out.add if word == "STOP" else self.opted_out.discard)(number)
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": ACCOUNT_SID,
            "From": number,
            "To": OUR_NUMBER,
            "Body": body,
            "NumMedia": "0",
            "FromCity": "",
            "FromZip": "",
            **fields,
        }
        return sid, await self._post(f"{self.public_url}/sms/inbound", form)

    async def _post(self, url: str, fields: dict[str, str]) -> int:
        """Post a form as Twilio does; give the status of the answer, 0 where none came."""
        return (await self.fetch(url, fields))[0] if url else 0

    async def fetch(self, url: str, fields: dict[str, str]) -> tuple[int, str]:
        """Post a form, signed for the public address, sent to the gateway; give the answer."""
        headers = {"X-Twilio-Signature": signature(url, fields)}
        here = url.replace(self.public_url, self.gateway, 1)
        try:
            async with httpx.AsyncClient(timeout=15) as client:
                answer = await client.post(here, data=fields, headers=headers)
        except httpx.HTTPError:
            return 0, ""
        return answer.status_code, answer.text

    # What the terminal and the tests do

    async def control_text(self, request: Request) -> Response:
        asked = await request.json()
        sid, status = await self.text(asked["from"], asked["body"], **asked.get("fields", {}))
        return JSONResponse({"sid": sid, "status": status})

    async def control_texts(self, request: Request) -> Response:
        """Give the texts after the first N, waiting for one if told to."""
        after = int(request.query_params.get("after", 0))
        wait = float(request.query_params.get("wait", 0))
        arrived = self.arrived
        if len(self.texts) <= after and wait:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(arrived.wait(), wait)
        return JSONResponse({"texts": [text.to_json() for text in self.texts[after:]]})

    async def control_faults(self, request: Request) -> Response:
        self.faults += (await request.json())["faults"]
        return JSONResponse({"faults": self.faults})


def main() -> None:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description="A stand-in for Twilio's Messages API")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--gateway", required=True)
    options = parser.parse_args()
    app = FakeTwilio(options.gateway).app
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning", ws="none")


if __name__ == "__main__":
    main()
