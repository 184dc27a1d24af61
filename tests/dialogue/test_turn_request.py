"""What the channel takes, and what it refuses before Rasa sees it."""

from __future__ import annotations

import pytest

from bot.dialogue.turn import BadTurn
from bot.dialogue.turn_request import TurnRequest

GOOD = {
    "conversation": "c1",
    "message_id": "m1",
    "text": "hello",
    "choice": None,
    "channel": "sms",
    "today": "2026-11-21",
    "at": "2026-11-21T10:00:00Z",
    "state": {"version": 1, "events": [{"event": "session_started"}]},
}

WRONG = {
    "no object": None,
    "a list": [GOOD],
    "no conversation": {**GOOD, "conversation": ""},
    "a number for a text": {**GOOD, "text": 7},
    "a choice that is no list": {**GOOD, "choice": "yes"},
    "a choice of numbers": {**GOOD, "choice": [1]},
    "an unknown channel": {**GOOD, "channel": "fax"},
    "no day": {**GOOD, "today": "today"},
    "a state of another version": {**GOOD, "state": {"version": 0, "events": []}},
    "a state without events": {**GOOD, "state": {"version": 1, "events": []}},
    "an act that there is not": {**GOOD, "act": "erase"},
    "a state that is a text": {**GOOD, "state": "{}"},
}


def test_a_good_request_is_read() -> None:
    request = TurnRequest.from_json(GOOD)
    assert (request.words, request.choice, request.channel) == ("hello", None, "sms")


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_request_is_refused_in_words(body) -> None:
    with pytest.raises(BadTurn, match=r"\w+"):
        TurnRequest.from_json(body)


@pytest.mark.parametrize("text", ["/restart", " //restart", "/ restart "])
def test_what_rasa_would_take_for_a_command_loses_its_slash(text) -> None:
    assert TurnRequest.from_json({**GOOD, "text": text}).words == "restart"
