"""Every message about a question, in every state and for everyone: short, plain, sendable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.asking import OWN_QUESTIONS, STUCK
from bot.conversation.first import ABUSE, BOOKED, DANGER
from bot.conversation.screening import Screening
from tests.conversation.talk import interview
from tests.wording.reading import grade, labels_of

FIRST_ASIDES = (DANGER, ABUSE, BOOKED)
HIGHEST_GRADE = 6.0
MOST_SEGMENTS = 2
# The second has the longest dates: a window that began last year.
DAYS = (date(2026, 11, 21), date(2026, 3, 28))
STATES = ((0, None), (0, "why"), (1, None), (2, None), (3, None), *((0, a) for a in FIRST_ASIDES))

QUESTIONS = [*interview().basis.policy.questions, *(id for id in OWN_QUESTIONS if id != STUCK)]


def states(question: str, who: str) -> Iterator[Screening]:
    """A screening in every state in which this question can be open."""
    for day in DAYS:
        for channel in ("sms", "web"):
            begun = interview().begin(day, channel=channel)
            for attempts, aside in STATES:
                for remaining in (0, 5):
                    yield replace(
                        begun,
                        who=who,
                        stage="start" if question == "who" else "asking",
                        open=question,
                        attempts=attempts,
                        aside=aside,
                        remaining=remaining,
                    )


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_keeps_to_two_segments_and_sixth_grade(question: str, who: str) -> None:
    for screening in states(question, who):
        message = interview().ask(screening).to_json()
        body = render(message)
        assert is_gsm(body), body
        assert segments(body) <= MOST_SEGMENTS, (len(body), body)
        assert grade(message["text"], labels_of(message["question"])) <= HIGHEST_GRADE, body


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_says_what_is_asked_even_when_repeated(question: str, who: str) -> None:
    for screening in states(question, who):
        if screening.attempts < 2 and screening.aside is None:
            assert "?" in interview().ask(screening).text


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("question", [id for id in QUESTIONS if id != "which_is_right"])
def test_a_question_is_first_asked_in_full(question: str, who: str) -> None:
    for screening in states(question, who):
        if screening.attempts == 0 and screening.aside is None:
            asked = interview().basis.voice(screening).say(f"questions.{question}.ask")
            assert asked in interview().ask(screening).text


def test_no_sentence_gives_a_verdict_or_cheers() -> None:
    forbidden = ("eligible", "denied", "qualif", "approved", "!", "\u2014", "\u2019", "{}")
    for book in interview().basis.wording.books.values():
        for key, variants in book.phrases.items():
            for text in variants.values():
                assert not any(word in text.lower() for word in forbidden), (key, text)


def test_every_card_of_the_outcome_is_plain() -> None:
    voice = interview().basis.voice(replace(interview().begin(DAYS[0]), who="self"))
    keys = [key for key in voice.book.phrases if key.startswith("outcome.cards.")]
    assert keys
    for key in keys:
        if not key.endswith(".label"):
            text = voice.say(key, since="they have no home")
            assert grade(text) <= HIGHEST_GRADE, (key, text)
