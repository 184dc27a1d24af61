"""What a person told is nowhere to be read: in no log, metric or answer, nor in the database."""

import os
import secrets
from pathlib import Path

import httpx
import pytest

from tests.fakes.serving import free_port, wait_for
from tests.faults.points import TURNS
from tests.faults.service import Service, service

WEB_TEXT, SMS_TEXT = (f"kanari{secrets.token_hex(8)}" for _ in range(2))
NAME = f"Zanari{secrets.token_hex(6)}"
BIRTH = "born 07/13/1953"
PHONE = "+16505567319"


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


def seen(folder: Path, without: str = "") -> dict[str, bytes]:
    """All that an outsider might get to see, by where."""
    ports = {"GATEWAY_METRICS_PORT": str(free_port()), "WORKER_METRICS_PORT": str(free_port())}
    with service(folder, workers=0, without=without, **ports) as made:
        answers = talk(made)
        metrics = "".join(metrics_at(port) for port in ports.values())
        files = b"".join(path.read_bytes() for path in folder.glob("calaim.db*"))
        found = {"logs": made.log.read_bytes(), "metrics": metrics.encode()}
        return {**found, "answers": answers.encode(), "database": files}


def metrics_at(port: str) -> str:
    return wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/metrics").text)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return seen(tmp_path_factory.mktemp("canaries"))


@pytest.mark.parametrize("canary", canaries())
@pytest.mark.parametrize("place", ["logs", "metrics", "answers", "database"])
def test_nothing_a_person_told_is_found(places, place, canary):
    assert len(places[place]) > 100
    assert canaries()[canary] not in places[place]


def test_without_sealing_all_of_it_would_be_found(tmp_path):
    found = seen(tmp_path, without="seal")
    told = [name for name, text in canaries().items() if text in found["database"]]
    assert {"web", "sms", "name", "birth", "number"} <= set(told)
