"""A yes to a question about a hint, as staff read it."""

from __future__ import annotations

from bot.conversation.screening import Answer
from bot.handoff.answers import AnswerReader
from tests.conversation.talk import TODAY, interview


def read(answer: Answer) -> dict[str, object]:
    voice = interview().basis.voice(interview().begin(TODAY))
    return AnswerReader(voice).read(answer)


def test_staff_see_what_was_asked_about_a_hint() -> None:
    yes = Answer("confirm", ("yes",), ({"housing": "shelter"},), "yeah")
    assert read(yes)["asked"] == "Are you staying in a shelter now?"
    count = Answer("confirm", ("yes",), ({"ed_visits_6_months": 6},), "yes")
    assert read(count)["asked"] == "Did you go to the ER 6 times since May 21?"


def test_a_no_to_it_says_nothing_of_the_fact() -> None:
    assert read(Answer("confirm", ("no",), (), "no"))["asked"] == "Did I get that right?"
