"""Going on after a person was there: the question once more, or the next one by telephone."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.resuming import AGAIN, ONWARD
from tests.conversation.talk import Talk, interview

RECALLS = ("Welcome back", "You told me", "Hi.")
PLACES = {
    "at the first question": (),
    "amid the questions": ("me", "1"),
    "asked for a person": ("me", "1", "person"),
    "asked for a person at once": ("person",),
    "amid the questions for a call": ("me", "1", "person", "1"),
    "stuck at a question": ("me", "1", "xyz", "xyz", "xyz"),
    "at the outcome": ("me", "3"),
    "all over": ("me", "3", "not now"),
}


def put(act: str, channel: str, *texts: str) -> Talk:
    talk = Talk(channel)
    talk.say(*texts)
    talk.screening = interview().put(act, talk.screening)
    return talk


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("texts", PLACES.values(), ids=PLACES.keys())
def test_who_never_left_is_asked_again_and_told_nothing_of_what_they_said(texts, channel):
    talk = put(AGAIN, channel, *texts)
    body = render(talk.message)
    assert not any(words in body for words in RECALLS)
    assert segments(body) <= 2 and is_gsm(body)
    question = interview().open_question(talk.screening)
    assert talk.message["question"] == (question.to_json() if question else None)


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (("person",), "who"),
        (("me", "person"), "coverage"),
        (("me", "1", "person"), "age"),
        (("me", "1", "person", "1"), "age"),
        (("me", "1", "person", "2"), "age"),
        (("me", "1", "xyz", "xyz", "xyz"), "age"),
    ],
)
def test_by_telephone_it_goes_on_at_the_next_question_of_the_screening(texts, asked):
    before = Talk("sms")
    before.say(*texts)
    talk = put(ONWARD, "sms", *texts)
    assert talk.message["question"]["id"] == asked
    assert talk.screening.answers == before.screening.answers
    assert talk.screening.handover == before.screening.handover
    assert not any(words in talk.message["text"] for words in RECALLS)


def test_by_telephone_a_settled_screening_stays_where_it_is():
    offered = put(ONWARD, "sms", "me", "3")
    assert (offered.screening.stage, offered.screening.open) == ("outcome", "handover")
    called = put(ONWARD, "sms", "me", "3", "1")
    assert called.screening.stage == "handover"
    over = put(ONWARD, "sms", "me", "3", "not now")
    assert over.screening.open is None
