"""What is read out on the telephone: what was found, and no call that was booked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.conversation.replies import AskCall
from bot.conversation.resuming import ONWARD
from bot.conversation.wishes import tell_booked
from tests.conversation.talk import Talk, interview

# As `Talk` has it, everything is said at this moment.
SAID = datetime(2026, 11, 21, 18, tzinfo=timezone.utc)
NOW = SAID - timedelta(minutes=5)
LATER = SAID + timedelta(minutes=5)
OF_A_CALL = ("call you", "booked", "Your call", "a call?", "nothing more")
NEXT = "Now I will tell you what comes next."
HOMELESS = {"life_now": "1 5", "health_now": "4 5", "housing": "1", "complex_need": "yes"}
REST = {"support_needs": "meals", "support_needs_list": "meals", "programs": "none"}


def called(when: str = "any") -> Talk:
    """Linda asked for a call early; then she goes on with the questions."""
    talk = Talk()
    talk.say("me", "medi-cal")
    talk.reply(AskCall(), "call me")
    talk.say("Linda", when, "yes", "skip", "english")
    assert talk.screening.handover.complete
    talk.screening = interview().put(ONWARD, talk.screening)
    return talk


def to_the_end(talk: Talk) -> Talk:
    talk.say("34")
    talk.answer(**HOMELESS, **REST)
    assert talk.screening.stage == "outcome"
    return talk


def read_out(talk: Talk, since: datetime) -> str:
    return interview().read_out(talk.message["text"], talk.screening, since)


@pytest.mark.parametrize("when", ["any", "1"], ids=["any time", "a time that was booked"])
def test_who_asked_for_a_call_before_hears_at_the_end_what_was_found_and_of_no_call(when):
    talk = to_the_end(called(when))
    outcome = read_out(talk, LATER)
    talk.say("no thanks")
    assert "will call you" in talk.message["text"]
    for told in (outcome, read_out(talk, LATER)):
        assert "a care manager" in told and "healthy meals" in told
        assert told.endswith(NEXT) and not any(words in told for words in OF_A_CALL)


def test_a_call_that_was_booked_in_this_one_is_read_out_as_ever():
    talk = to_the_end(called())
    talk.say("call me")
    assert talk.screening.open is None and "will call you" in talk.message["text"]
    assert read_out(talk, NOW) == talk.message["text"]
    assert "call you" not in read_out(talk, LATER)


def test_what_goes_before_the_message_stays():
    talk = to_the_end(called())
    text = f"OK, I changed that. {talk.message['text']}"
    told = interview().read_out(text, talk.screening, LATER)
    assert told.startswith("OK, I changed that. ") and told.endswith(NEXT)


def test_of_half_a_screening_nothing_is_told_as_found():
    talk = called()
    talk.screening = replace(talk.screening, open=None, stage="closed")
    assert read_out(talk, LATER) == NEXT


def test_amid_the_questions_the_call_is_not_told_of_and_the_question_is():
    talk = called()
    talk.screening = tell_booked(talk.screening).screening
    assert "call" in talk.message["text"]
    told = read_out(talk, LATER)
    assert "How old are you" in told and not any(words in told for words in OF_A_CALL)


def test_who_asked_for_no_call_is_asked_as_in_the_chat_whether_they_want_one():
    talk = Talk()
    talk.say("me", "medi-cal")
    assert read_out(to_the_end(talk), LATER) == talk.message["text"]


@pytest.mark.parametrize("texts", [("me", "medi-cal"), ("provider",), ("me", "1", "why")])
def test_all_else_is_read_out_as_the_chat_has_it(texts):
    talk = Talk()
    talk.say(*texts)
    assert read_out(talk, LATER) == talk.message["text"]
