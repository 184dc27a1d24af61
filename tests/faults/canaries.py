"""What people tell in a talk with crashes, and where it might be found afterwards."""

import os
import re
import secrets
from pathlib import Path

import httpx

from tests.fakes.serving import free_port, wait_for
from tests.faults.own_server import OwnServer
from tests.faults.points import TURNS
from tests.faults.service import Service, service

WEB_TEXT, SMS_TEXT = (f"kanari{secrets.token_hex(8)}" for _ in range(2))
NAME = f"Zanari{secrets.token_hex(6)}"
BIRTH = "born 07/13/1953"
PHONE = "+16505567319"
_HEXADECIMAL = re.compile(rb"'\\\\x((?:[0-9a-f]{2})+)'")


def canaries() -> dict[str, bytes]:
    """Each thing that must not be found, in the forms in which it might be."""
    told = {"web": WEB_TEXT, "sms": SMS_TEXT, "name": NAME, "birth": BIRTH}
    told |= {"number": PHONE, "number in an address": PHONE.replace("+", "%2B")}
    told |= {"digits of the number": PHONE[2:]}
    return {name: text.encode() for name, text in told.items()}


def talk(made: Service) -> str:
    """One conversation on each channel, a worker and the gateway dying in the middle."""
    web, phone = made.web(), made.phone()
    phone.name = PHONE
    made.twilio.reports = ()
    made.twilio.faults = ["drop_after", 21610]
    trapped = made.start_worker((TURNS[3], made.folder / "died"))
    for text in (WEB_TEXT, f"my name is {NAME}", BIRTH):
        web.deliver(os.urandom(8).hex(), text)
        phone.deliver(os.urandom(8).hex(), text.replace(WEB_TEXT, SMS_TEXT))
    trapped.join(60)
    made.kill(made.gates)
    made.start_gateway()
    made.start_worker()
    errors = [
        httpx.post(f"{made.url}/api/messages", json={"id": 1, "text": WEB_TEXT}),
        httpx.post(f"{made.url}/api/messages", content=WEB_TEXT, headers=web.headers),
        httpx.post(f"{made.url}/sms/inbound", data={"Body": SMS_TEXT, "From": PHONE}),
        httpx.get(f"{made.url}/{NAME}", params={"q": BIRTH}),
    ]
    made.rest()
    assert any(SMS_TEXT in text for text in phone.heard())
    return "".join(answer.text for answer in errors)


def seen(folder: Path, server: OwnServer | None = None, without: str = "") -> dict[str, bytes]:
    """All that an outsider might get to see, by where."""
    ports = {"GATEWAY_METRICS_PORT": str(free_port()), "WORKER_METRICS_PORT": str(free_port())}
    url = server.url if server else ""
    with service(folder, url, workers=0, without=without, **ports) as made:
        answers = talk(made)
        metrics = "".join(metrics_at(port) for port in ports.values())
        files = b"".join(path.read_bytes() for path in folder.glob("calaim.db*"))
        found = {"logs": made.log.read_bytes(), "metrics": metrics.encode()}
    if server:
        dump = server.dump()
        files = server.files() + dump + spelled_out(dump)
    return {**found, "answers": answers.encode(), "database": files}


def metrics_at(port: str) -> str:
    return wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/metrics").text)


def spelled_out(dump: bytes) -> bytes:
    """What a dump of PostgreSQL writes as hexadecimal digits."""
    return b"\n".join(bytes.fromhex(digits.decode()) for digits in _HEXADECIMAL.findall(dump))


def found_in(content: bytes) -> list[str]:
    """The names of the canaries that are there."""
    return [name for name, text in canaries().items() if text in content]
