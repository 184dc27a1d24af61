"""Whole conversations, as typed, from the greeting to what happens next."""

from __future__ import annotations

from bot.conversation.replies import NotUnderstood
from tests.conversation.talk import Talk

HOMELESS = {
    "life_now": "1",
    "health_now": "4 5",
    "housing": "street",
    "complex_need": "yes",
    "support_needs_list": "find a home, healthy meals",
    "support_needs": "find a home, healthy meals",
    "programs": "none",
}


def asked(*texts: str, channel: str = "sms") -> Talk:
    talk = Talk(channel)
    talk.say(*texts)
    return talk


def at_outcome(channel: str = "sms") -> Talk:
    talk = asked("me", "medi-cal", "34", channel=channel)
    talk.answer(**HOMELESS)
    assert talk.asks == "handover", talk.asks
    return talk


def test_the_greeting_says_what_it_is_and_holds_the_first_question() -> None:
    greeting = Talk().heard[0]
    assert "automated" in greeting and "private" in greeting and "STOP" in greeting
    assert "PERSON" in greeting and "1 Me" in greeting and "provider" in greeting


def test_coverage_and_age_come_first() -> None:
    talk = asked("me")
    assert talk.asks == "coverage"
    talk.say("1")
    assert talk.asks == "age"


def test_a_homeless_member_hears_of_a_care_manager_and_of_the_help_they_want() -> None:
    talk = at_outcome()
    text = talk.message["text"]
    assert "may be able to get" in text and "care manager" in text
    assert "find a home" in text and "healthy meals" in text
    assert "free" in text and "not a decision" in text
    assert talk.message["outcome"]["ecm"]["band"] == "appears"


def test_pronouns_follow_who_is_screened() -> None:
    assert "How old are you" in asked("me", "1").heard[-1]
    assert "How old is your child" in asked("my son", "1").heard[-1]
    assert "How old is the person you care for" in asked("my mom", "1").heard[-1]


def test_windows_are_told_as_dates() -> None:
    talk = asked("me", "1", "34", "none")
    assert talk.asks == "health_now"
    assert "Since May 21" in talk.heard[-1]


def test_back_undoes_the_last_answer_and_asks_it_again() -> None:
    talk = asked("me", "2", "back")
    assert talk.asks == "coverage" and len(talk.screening.answers) == 1
    talk.say("medi-cal")
    assert talk.asks == "age"


def test_back_to_the_very_first_question_and_no_further() -> None:
    talk = asked("me", "back")
    assert talk.asks == "who" and talk.screening.who is None
    assert "nothing to go back to" in talk.say("back")


def test_why_is_answered_and_the_question_stays_open() -> None:
    talk = asked("me", "1", "34")
    before = talk.asks
    assert "help" in talk.say("why")
    assert talk.asks == before


def test_not_understood_leads_to_choices_then_an_example_then_a_person_and_never_loops() -> None:
    talk = asked("me")
    assert "1 Medi-Cal" in talk.reply(NotUnderstood())
    assert "For example" in talk.reply(NotUnderstood())
    assert "Talk to a person" in talk.reply(NotUnderstood())
    talk.reply(NotUnderstood())
    assert talk.asks == "age"


def test_after_three_misunderstandings_one_may_try_again_or_skip() -> None:
    talk = asked("me", "xyzzy", "xyzzy", "xyzzy")
    talk.say("try again", "1")
    assert talk.asks == "age"
    talk.say("xyzzy", "xyzzy", "xyzzy", "skip this one")
    assert talk.asks not in ("age", "")


def test_the_words_of_each_answer_are_kept_with_who_said_them() -> None:
    talk = asked("my mom", "it is medi-cal", "about 80")
    coverage = talk.screening.answers[1]
    assert coverage.words == "it is medi-cal" and coverage.said_by == "caregiver"
    assert coverage.message_id and coverage.at
    assert asked("me", "1").screening.answers[1].said_by == "self"


def test_starting_over_asks_for_another_person_and_keeps_who_called() -> None:
    talk = at_outcome()
    talk.say("call me", "Ana", "any", "yes", "skip", "english", "hello", "start over")
    assert talk.asks == "who" and talk.screening.round == 2 and not talk.screening.answers
    assert talk.screening.handover.name == "Ana" and talk.screening.handover.wanted is None


def test_a_contradiction_is_asked_about_and_the_right_answer_counts() -> None:
    talk = asked("me", "1", "34", "1")
    talk.answer(health_now="4", support_needs="meals", support_needs_list="meals")
    assert talk.asks == "housing"
    talk.say("steady, safe home")
    assert talk.asks == "which_is_right"
    talk.say("2")
    assert "fixed" in talk.heard[-1]
    withdrawn = [a.withdraws for a in talk.screening.answers if a.withdraws]
    assert [fact for _, fact in withdrawn] == ["housing"]


def test_a_count_is_asked_as_a_number_by_text_and_as_ranges_on_the_web() -> None:
    from dataclasses import replace

    from tests.conversation.talk import TODAY, interview

    for channel, kind in (("sms", "number"), ("web", "choice")):
        begun = interview().begin(TODAY, channel=channel)
        screening = replace(begun, who="self", stage="asking", open="ed_visits_6_months")
        question = interview().open_question(screening)
        assert question is not None and question.kind == kind


def test_a_side_question_is_answered_within_two_segments_and_changes_nothing() -> None:
    from bot.channels.sms_text import segments
    from bot.conversation.replies import SideQuestion

    talk = asked("me", "1", "34")
    open_before, answers = talk.asks, talk.screening.answers
    body = talk.reply(SideQuestion("privacy_question"))
    assert "private" in body and segments(body) <= 2
    assert talk.asks == open_before and talk.screening.answers == answers
    talk.say("1 6")
    assert talk.asks != open_before


def test_a_finished_conversation_stays_useful() -> None:
    talk = at_outcome()
    talk.say("not now")
    assert talk.asks == "" and not talk.screening.is_asking
    assert "Start over" in talk.say("ok thanks")
    talk.say("why")
    assert talk.asks == "handover"
