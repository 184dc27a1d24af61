"""Telling a desk's system by a signed web request, and Chatwoot through its client API."""

import asyncio
import base64
import threading
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from bot.app.settings import ROOT
from bot.channels.chatwoot import ChatwootTarget
from bot.channels.desk_notice import TEST, WORDS, NoticeFailed
from bot.channels.webhook import WebhookTarget, content_of, signature
from tests.channels.test_desk_email import NOTICE
from tests.fakes.desks import SECRET_BYTES, Chatwoot, Receiver
from tests.fakes.serving import free_port, serve


def test_a_receiver_takes_a_notice_that_it_finds_genuine():
    receiver = Receiver()
    with serve(receiver.app) as url:
        WebhookTarget(f"{url}/calaim?desk=1", SECRET_BYTES).send(NOTICE)
    assert receiver.taken[NOTICE.key] == {
        "type": "case.opened",
        "timestamp": "2026-11-21T20:05:00+00:00",
        "data": {
            "code": "KTR-493",
            "urgency": "urgent",
            "desk": "icm",
            "status": "waiting",
            "waiting_since": "2026-11-21T20:05:00+00:00",
            "link": "https://console.example/cases/KTR-493",
        },
    }


def test_the_readme_names_every_type_of_notice_that_a_receiver_may_get():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    types = {content_of(replace(NOTICE, kind=kind))["type"] for kind in (*WORDS, TEST)}
    assert {each for each in types if f"`{each}`" not in readme} <= {"case.opened"}
    assert '"type": "case.opened"' in readme


def test_the_signature_is_that_of_the_standard():
    # Secret, id, time, body and header as its own libraries have them in their tests.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_with_another_secret_refuses():
    receiver = Receiver()
    with serve(receiver.app) as url, pytest.raises(NoticeFailed) as raised:
        WebhookTarget(url, b"another secret of tests....").send(NOTICE)
    assert str(raised.value) == "The webhook does not accept our key (401)."
    assert receiver.taken == {}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "answered with an error (500)"),
        (429, "answered with an error (429)"),
        (404, "is not at this address (404)"),
    ],
)
def test_a_receiver_that_says_no_is_told_in_plain_words(status, words):
    with serve(Receiver(status=status).app) as url, pytest.raises(NoticeFailed) as raised:
        WebhookTarget(url, SECRET_BYTES).send(NOTICE)
    assert str(raised.value) == f"The webhook {words}."


def test_a_redirect_is_not_followed():
    there = Receiver()
    with serve(there.app) as elsewhere:
        here = Receiver(status=307, location=elsewhere)
        with serve(here.app) as url, pytest.raises(NoticeFailed) as raised:
            WebhookTarget(url, SECRET_BYTES).send(NOTICE)
    assert str(raised.value) == (
        "The webhook leads to another address (307), which is not followed."
    )
    assert there.asked == 0


def test_a_receiver_that_is_away_cannot_be_reached():
    with pytest.raises(NoticeFailed, match=r"^The webhook cannot be reached\.$"):
        WebhookTarget(f"http://127.0.0.1:{free_port()}", SECRET_BYTES).send(NOTICE)


def test_a_receiver_that_hangs_is_left_in_time():
    with serve(Receiver(hangs=True).app) as url, pytest.raises(NoticeFailed) as raised:
        WebhookTarget(url, SECRET_BYTES, longest_seconds=0.5).send(NOTICE)
    assert str(raised.value) == "The webhook does not answer in time."


def test_a_receiver_whose_answer_drips_without_end_is_left_in_time():
    stop = threading.Event()

    async def drip(_request):
        async def parts():
            while not stop.is_set():
                yield b" "
                await asyncio.sleep(0.1)

        return StreamingResponse(parts())

    with serve(Starlette(routes=[Route("/", drip, methods=["POST"])])) as url:
        try:
            with pytest.raises(NoticeFailed, match="in time"):
                WebhookTarget(f"{url}/", SECRET_BYTES, longest_seconds=0.6).send(NOTICE)
        finally:
            stop.set()


def test_chatwoot_gets_one_contact_and_one_conversation_for_a_case():
    chatwoot = Chatwoot()
    with serve(chatwoot.app) as url:
        target = ChatwootTarget(url, chatwoot.inbox)
        target.send(NOTICE)
        target.send(replace(NOTICE, key="another key of tests", kind="escalated"))
        target.send(replace(NOTICE, key="third key of the tests", code="MHW-222"))
    assert {name: len(one["conversations"]) for name, one in chatwoot.contacts.items()} == {
        "calaim-KTR-493": 1,
        "calaim-MHW-222": 1,
    }
    opened, escalated, other = chatwoot.said()
    assert opened.startswith("URGENT: case KTR-493\n\nA new case waits for your desk.")
    assert "has waited longer than promised" in escalated
    assert "MHW-222" in other
    [talk] = chatwoot.contacts["calaim-KTR-493"]["conversations"]
    assert talk["custom_attributes"] == {"case": "KTR-493", "desk": "icm", "urgency": "urgent"}


@pytest.mark.parametrize("lost", ["/contacts", "/conversations", "/messages"])
def test_a_try_of_which_chatwoots_answer_was_lost_is_found_and_not_made_twice(lost):
    chatwoot = Chatwoot(breaks_after=lost)
    with serve(chatwoot.app) as url:
        target = ChatwootTarget(url, chatwoot.inbox)
        with pytest.raises(NoticeFailed, match=r"^Chatwoot answered with an error \(500\)\.$"):
            target.send(NOTICE)
        target.send(NOTICE)
    assert len(chatwoot.said()) == 1
    [contact] = chatwoot.contacts.values()
    assert len(contact["conversations"]) == 1


def test_an_inbox_that_is_not_there_is_told_in_plain_words():
    with serve(Chatwoot().app) as url, pytest.raises(NoticeFailed) as raised:
        ChatwootTarget(url, "another-inbox").send(NOTICE)
    assert str(raised.value) == "Chatwoot is not at this address (404)."


def test_a_page_in_chatwoots_place_makes_no_sense():
    async def page(_request):
        return PlainTextResponse("Welcome to nginx")

    app = Starlette(routes=[Route("/{path:path}", page, methods=["POST"])])
    with serve(app) as url, pytest.raises(NoticeFailed, match="makes no sense"):
        ChatwootTarget(url, "inbox").send(NOTICE)
