"""What people say without being asked: taken in, said back, and not asked again."""

from __future__ import annotations

from datetime import date

from bot.channels.sms_text import render, segments
from bot.conversation.interview import Said, Screening, Taken
from bot.conversation.replies import Chosen, GoBack, Number, Reply, Volunteered
from tests.conversation.talk import interview

TODAY = date(2026, 11, 21)
IN_HER_CAR = Volunteered(
    {"age": 34, "housing": "unsheltered", "caring_for_child": True},
    ("34", "staying in your car", "with your kids"),
    "self",
)


def after(*replies: Reply) -> Taken:
    taken = Taken(interview().begin(TODAY))
    for reply in replies:
        said = Said("their words", "m", "2026-11-21T10:00:00-08:00")
        taken = interview().take(taken.screening, reply, said)
    return taken


def known(screening: Screening) -> dict[str, object]:
    return interview().basis.facts(screening).to_json()


def test_a_mother_in_her_car_is_not_asked_what_she_has_told() -> None:
    taken = after(IN_HER_CAR, Chosen(("hpsm",)))
    assert taken.screening.who == "self"
    assert known(taken.screening)["housing"] == "unsheltered"
    asked = {answer.question for answer in taken.screening.answers} | {taken.screening.open}
    assert not asked & {"age", "housing", "life_now", "caring_for_child"}


def test_what_was_told_is_said_back_in_a_few_words() -> None:
    spoken = " ".join(after(IN_HER_CAR).remarks)
    assert "34, staying in your car, with your kids" in spoken


def test_facts_and_an_answer_in_one_message_are_both_taken() -> None:
    both = Volunteered({"age": 34}, ("34",), None, Chosen(("hpsm",)))
    screening = after(Chosen(("self",)), both).screening
    assert known(screening)["age"] == 34
    assert known(screening)["coverage"] == "medi_cal_hpsm"


def test_without_knowing_for_whom_that_is_asked_first() -> None:
    screening = after(Volunteered({"age": 74}, ("74",), None)).screening
    assert screening.open == "who"
    assert known(screening)["age"] == 74


def test_a_correction_takes_the_place_of_what_was_said() -> None:
    said = Volunteered({"age": 43}, ("43",))
    right = Volunteered({"age": 34}, ("34",), corrects=True)
    screening = after(Chosen(("self",)), Chosen(("hpsm",)), said, right).screening
    assert known(screening)["age"] == 34
    assert interview().basis.facts(screening).conflicts == ()


def test_going_back_takes_back_what_was_told_in_passing() -> None:
    screening = after(Chosen(("self",)), Volunteered({"age": 34}, ("34",)), GoBack()).screening
    assert "age" not in known(screening)


def test_what_was_heard_is_said_back_before_the_longest_list_too() -> None:
    told = Volunteered({"incarceration": "within_12_months"}, ("out of jail this past year",))
    replies = Chosen(("self",)), Chosen(("hpsm",)), Number(34), Chosen(("none",)), told
    taken = Taken(interview().begin(TODAY, channel="sms"))
    for reply in replies:
        taken = interview().take(taken.screening, reply, Said("words", "m", "2026-11-21T10:00:00Z"))
    assert "out of jail this past year" in " ".join(taken.remarks)
    message = interview().ask(taken.screening)
    said = {"text": " ".join([*taken.remarks, message.text]), "question": message.question}
    assert segments(render(said)) <= 2
