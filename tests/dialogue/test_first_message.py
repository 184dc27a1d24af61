"""The first message may tell and ask all at once: it is taken up before we say who we are."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import segments
from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, take_step
from bot.dialogue.side_questions import GENERAL, side_questions
from tests.dialogue.live import Live
from tests.dialogue.second_thoughts import AT, TODAY, Texting, texted

IN_HER_CAR = "been in my car w my 2 kids since we lost the apt, im 7 mo preg"


def first(text: str, intent: str = "inform") -> Texting:
    """Somebody whose first text this is."""
    talk = Texting.__new__(Texting)
    talk.channel, talk.intent, talk.saved, talk.heard, talk.bodies = "sms", intent, None, "", []
    talk.say(text)
    return talk


def test_what_was_told_first_is_said_back_with_a_warm_word() -> None:
    talk = first(IN_HER_CAR)
    said = talk.bodies[-1]
    assert said.startswith(
        "I'm sorry, that is a lot. Got it: pregnant, with kids, no home right now."
    )
    assert "automated helper" in said and "STOP" in said
    assert talk.asks == "coverage" and segments(said) <= 2


def test_whom_it_is_about_is_said_back_too() -> None:
    said = first("hi its my dad hes 74 in a nursing home with hpsm and wants to come home").bodies[
        -1
    ]
    assert "Got it: your dad, 74, in a nursing home, wants to move out" in said


@pytest.mark.parametrize(
    ("begins", "who", "named"),
    [
        (IN_HER_CAR, "self", "your plan"),
        ("i am 60 and i lost my apartment", "self", "your"),
        ("just got out of jail and sleeping in a shelter", "self", "you"),
        ("My mother is 81, she lives in a nursing home", "other", "your mother"),
        ("my son is 6 and has asthma", "child", "your son"),
    ],
)
def test_nobody_is_asked_for_whom_it_is_who_has_just_said_it(
    begins: str, who: str, named: str
) -> None:
    talk = first(begins)
    assert talk.screening.who == who and talk.asks != "who"
    assert "automated helper" in talk.bodies[-1] and segments(talk.bodies[-1]) <= 2
    assert named in talk.bodies[-1] or who == "self"


@pytest.mark.parametrize(
    "begins",
    [
        "my patient is 45 and homeless",
        "client is 34 pregnant and in a shelter",
        "i am a social worker at the shelter, she is 34 and pregnant",
        "our resident is 88 and wants to go home",
        "i am 60 and my husband is 70 with dementia",
        "my son is 6 and has asthma and im pregnant",
        "homeless and pregnant",
    ],
)
def test_where_facts_may_be_of_several_people_or_of_a_patient_it_is_asked(begins: str) -> None:
    talk = first(begins)
    assert talk.asks == "who" and talk.screening.who is None


@pytest.mark.parametrize(
    ("begins", "mends", "who", "lost"),
    [
        ("im sleeping in my car", "no its for my son", "child", "housing"),
        ("my mother is 81, she lives in a nursing home", "no its for me", "self", "age"),
    ],
)
def test_a_wrong_guess_at_whom_it_is_for_is_mended_in_a_word(
    begins: str, mends: str, who: str, lost: str
) -> None:
    talk = first(begins)
    talk.say(mends)
    if talk.asks == "switch_person":
        talk.say("yes")
    assert talk.screening.who == who and lost not in talk.known


def test_back_after_the_first_reply_asks_for_whom_it_is() -> None:
    talk = first("im sleeping in my car")
    talk.say("back")
    assert talk.asks == "who"


def test_a_mere_hello_is_greeted_as_ever() -> None:
    assert first("hi", "greet").bodies[-1].startswith("Hi. I am an automated helper")


def test_abuse_told_first_gets_help_first_and_is_not_repeated() -> None:
    said = first("hi my husband hits me i left last nite with my baby").bodies[-1]
    assert said.startswith("I'm sorry. If you are in danger now, call 911.")
    assert "harm" not in said and "hits" not in said


def test_a_question_in_the_first_message_is_answered_in_the_first_reply() -> None:
    talk = Live(begins="can you help me get meals? how much does it cost")
    said = talk.bodies[-1]
    assert "It is free." in said and "Got it: help with meals." in said
    assert said.index("It is free.") < said.index("Which")
    assert talk.known["support_needs"] == {"includes": ["meals"]}


@pytest.mark.parametrize("topic", sorted(side_questions() - set(GENERAL)))
def test_every_answer_has_room_in_the_first_reply(topic: str) -> None:
    for text in ("hello there", IN_HER_CAR):
        heard = Heard(text, topic, None, "m", "sms", TODAY, AT, acts=(topic,))
        step = take_step(interview(), None, heard)
        said = " ".join([*step.remarks, interview().ask(step.screening).text])
        told = interview().basis.voice(step.screening).say(f"answers.{topic}")
        assert told in said and "automated helper" in said, said


def test_a_greeting_that_tells_is_heard_for_what_it_tells() -> None:
    talk = Live()
    talk.say("hi i think im pregnant can you help")
    assert talk.screening.who == "self" and talk.asks == "coverage"


@pytest.mark.parametrize("again", ["me", "myself", "its for me", "just me", "for me please"])
def test_to_say_once_more_that_it_is_for_oneself_is_no_mistake(again: str) -> None:
    talk = texted("me", again)
    assert talk.asks == "coverage" and talk.screening.attempts == 0
    assert "Sorry" not in talk.bodies[-1]


@pytest.mark.parametrize("again", ["for her", "its for her", "her"])
def test_to_point_at_the_one_it_is_for_is_no_mistake(again: str) -> None:
    talk = texted("my mom", again)
    assert talk.asks == "coverage" and "Sorry" not in talk.bodies[-1]


@pytest.mark.parametrize(
    ("begins", "points", "who", "asks"),
    [
        ("i need help with my mom she is 81", "for her", "other", "does your mom have"),
        ("my son has asthma and he is 6", "for him", "child", "does your son have"),
        ("my son has asthma and he is 6", "him", "child", "does your son have"),
        ("hi", "for her", "other", "do they have"),
    ],
)
def test_for_him_is_for_the_one_spoken_of(begins: str, points: str, who: str, asks: str) -> None:
    talk = first(begins)
    talk.say(points)
    assert talk.screening.who == who and asks in talk.bodies[-1]


def test_a_word_for_somebody_it_is_not_for_is_forgotten() -> None:
    talk = first("its about my husband")
    talk.say("2")
    assert talk.screening.relation == "" and "your child" in talk.bodies[-1]


def test_me_is_no_switch_where_it_answers_about_somebody_else() -> None:
    talk = texted("my mom", "1", "81", "me")
    assert talk.screening.who == "other" and talk.asks != "switch_person"


def test_who_tells_much_at_once_is_answered_warmly_and_not_with_a_bare_list() -> None:
    talk = texted(
        "im 34 and pregnant, i have medi-cal with hpsm and we sleep in our car and my heart is bad",
        channel="web",
    )
    assert talk.bodies[-1].startswith("I'm sorry, that is a lot. Got it: 34, pregnant, no home")
