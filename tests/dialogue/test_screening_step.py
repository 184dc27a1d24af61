"""From a message as Rasa understood it to the next state of the screening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.replies import Chosen, Declined, NotSure, Repeat
from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, reply_to, take_step
from bot.dialogue.side_questions import side_questions

# Said at the first question the one tells who they are; the other leads to the offer of a call.
ELSEWHERE = {"provider_wants_to_refer", "other_language", "goodbye"}
HEARD = Heard("", "inform", None, "m1", "web", "2026-11-21", "2026-11-21T10:00:00Z")


def begun() -> dict:
    step = take_step(interview(), None, HEARD)
    return step.screening.to_json()


def test_with_nothing_saved_the_screening_begins_on_the_day_of_the_message() -> None:
    screening = Screening.from_json(begun())
    assert (screening.open, screening.today.isoformat()) == ("who", "2026-11-21")


@pytest.mark.parametrize(
    ("choice", "reply"),
    [
        (("self",), Chosen(("self",))),
        (("not_sure",), NotSure()),
        (("skip",), Declined()),
        (None, Repeat()),
    ],
)
def test_a_choice_is_taken_as_what_it_is_and_a_hello_as_repeat(choice, reply) -> None:
    question = interview().open_question(Screening.from_json(begun()))
    assert reply_to(question, replace(HEARD, choice=choice), "en") == reply


@pytest.mark.parametrize("intent", sorted(side_questions() - ELSEWHERE))
def test_a_side_question_is_answered_and_the_question_stays_open(intent) -> None:
    heard = replace(HEARD, text="hm well so what about it", intent=intent)
    after = take_step(interview(), begun(), heard).screening
    assert (after.open, after.answers, after.aside) == ("who", (), f"answer:{intent}")


def test_a_goodbye_leaves_the_question_waiting_and_asks_nothing() -> None:
    heard = replace(HEARD, text="hm well so what about it", intent="goodbye")
    after = take_step(interview(), begun(), heard).screening
    assert (after.open, after.answers, after.aside) == ("who", (), "gone")


def test_an_answer_wins_over_what_the_model_takes_it_for() -> None:
    heard = replace(HEARD, text="me", intent="privacy_question")
    step = take_step(interview(), begun(), heard)
    assert step.screening.who == "self"


def test_once_a_side_question_is_answered_the_question_is_put_as_for_the_first_time() -> None:
    lost = take_step(interview(), begun(), replace(HEARD, text="purple", intent="nlu_fallback"))
    assert lost.screening.attempts == 1
    heard = replace(HEARD, text="and the others then", intent="privacy_question")
    again = take_step(interview(), lost.screening.to_json(), heard)
    assert again.screening.attempts == 0


def test_what_we_do_not_know_never_keeps_anybody_at_one_question() -> None:
    saved = begun()
    for _ in range(3):
        heard = replace(HEARD, text="and what of the moon", intent="out_of_scope")
        saved = take_step(interview(), saved, heard).screening.to_json()
    question = interview().open_question(Screening.from_json(saved))
    assert question is not None and question.id == "stuck"


def at(question: str, **known) -> dict:
    stage = {"handover": "outcome", "call_name": "handover"}.get(question, "asking")
    screening = replace(Screening.from_json(begun()), who="self", stage=stage, open=question)
    return replace(screening, **known).to_json()


@pytest.mark.parametrize(
    ("question", "text", "act"),
    [
        ("coverage", "does this change my medi-cal", "faq_lose_other_benefits"),
        ("coverage", "can careadvantage members get ecm", "faq_medi_cal_or_careadvantage"),
        ("who", "how would a care manager help my mom", "faq_care_manager_does"),
        ("age", "is it 12 months or 6", "faq_how_long_it_lasts"),
        ("stays_6_months", "what are the seven core services", "faq_core_services"),
        ("call_name", "what is ecm", "faq_what_is_ecm"),
        ("call_when", "are you open on monday morning", "faq_phone_or_hours"),
        ("housing", "can they help my mom with rent", "faq_support_housing_deposits"),
    ],
)
def test_no_word_of_a_question_is_taken_for_an_answer(question, text, act) -> None:
    heard = replace(HEARD, text=text, intent=act, acts=(act,))
    after = take_step(interview(), at(question), heard).screening
    assert (after.open, after.answers, after.aside) == (question, (), f"answer:{act}")


def test_a_message_may_answer_and_ask() -> None:
    acts = ("inform", "faq_cost")
    heard = replace(HEARD, text="im 34. is it free?", intent="inform", acts=acts)
    step = take_step(interview(), at("age"), heard)
    assert step.screening.answers[-1].learned == ({"age": 34},)
    assert step.screening.aside == "answer:faq_cost" and step.screening.open != "age"


def test_help_in_danger_goes_before_an_answer() -> None:
    heard = replace(HEARD, text="yes. is it free?", intent="affirm", acts=("affirm", "faq_cost"))
    step = take_step(interview(), at("high_risk"), heard)
    assert "988" in interview().ask(step.screening).text


def test_a_question_of_a_provider_at_the_first_question_says_who_they_are() -> None:
    act = "provider_wants_to_refer"
    heard = replace(HEARD, text="how do i refer a patient", intent=act, acts=(act,))
    assert take_step(interview(), begun(), heard).screening.who == "provider"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("coverage", "do people with kaiser get a parking permit"),
        ("call_name", "is there a bus that goes there"),
        ("age", "what does my cholesterol mean"),
    ],
)
def test_a_question_we_know_nothing_of_is_said_to_be_so(question, text) -> None:
    heard = replace(HEARD, text=text, intent="nlu_fallback", acts=("nlu_fallback",))
    after = take_step(interview(), at(question), heard).screening
    assert (after.open, after.answers, after.aside) == (question, (), "answer:out_of_scope")
    assert "I don't know that" in interview().ask(after).text


@pytest.mark.parametrize(("question", "text"), [("coverage", "kaiser?"), ("age", "is 40 fine?")])
def test_an_answer_put_as_a_question_is_still_one(question, text) -> None:
    heard = replace(HEARD, text=text, intent="nlu_fallback", acts=("nlu_fallback",))
    assert take_step(interview(), at(question), heard).screening.answers


def test_what_is_asked_for_comes_before_help_and_thanks() -> None:
    acts = ("help", "faq_support_home_transition", "thanks")
    heard = replace(HEARD, text="thanks, what can you do to get dad home", intent="help", acts=acts)
    after = take_step(interview(), at("age"), heard).screening
    assert after.aside == "answer:faq_support_home_transition"


def test_a_topic_without_a_question_mark_is_no_name() -> None:
    act = "faq_support_housing_deposits"
    heard = replace(HEARD, text="deposit help", intent=act, acts=(act,))
    after = take_step(interview(), at("call_name"), heard).screening
    assert (after.open, after.aside) == ("call_name", f"answer:{act}")


def test_a_question_that_names_somebody_else_does_not_change_who_it_is_for() -> None:
    act = "faq_support_respite"
    text = "can i get a break from caring for my mom"
    heard = replace(HEARD, text=text, intent=act, acts=(act,))
    after = take_step(interview(), at("handover"), heard).screening
    assert (after.who, after.open, after.aside) == ("self", "handover", f"answer:{act}")


def test_a_social_worker_who_refers_has_told_nothing_of_a_member() -> None:
    text, act = "i am a social worker and want to refer a patient", "provider_wants_to_refer"
    heard = replace(HEARD, text=text, intent=act, acts=(act,))
    after = take_step(interview(), begun(), heard).screening
    assert (after.who, after.open) == ("provider", "provider")
    assert [answer.question for answer in after.answers] == ["who"]
