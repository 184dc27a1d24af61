"""Going away and coming back, asking where things are, complaining, another language, the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.breaks import recalled
from bot.conversation.handover import CODE_PLACE
from bot.conversation.screening import Answer
from bot.conversation.step import VOLUNTEERED
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.screening_step import Heard, take_step
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording
from tests.dialogue.second_thoughts import Texting

NEXT_DAY = ("2026-11-22", "2026-11-22T18:00:00-08:00")
PHONE = "+16505550199"


@dataclass
class Acting(Texting):
    """Somebody who texts, and the act that the language model hears in it."""

    today: str = "2026-11-21"
    at: str = "2026-11-21T10:00:00-08:00"

    def act(self, text: str, *acts: str) -> str:
        """Send a text in which these acts are heard, the first as the intent."""
        number = f"m{len(self.bodies)}"
        heard = Heard(
            text, acts[0], None, number, self.channel, self.today, self.at, acts=acts, spotted=None
        )
        before = self.saved
        step = take_step(interview(), self.saved, heard)
        self.saved = step.screening.to_json()
        message = interview().ask(step.screening).to_json()
        body = render({**message, "text": " ".join([*step.remarks, message["text"]])})
        assert segments(body) <= 2 and is_gsm(body), body
        assert before is not None
        self.bodies.append(body)
        return body

    @property
    def question(self) -> str:
        """The open question in its short form."""
        voice = interview().basis.voice(self.screening)
        return voice.say(f"questions.{self.asks}.again")

    def next_day(self) -> None:
        """It is the evening of the day after."""
        self.today, self.at = NEXT_DAY


def begun(*texts: str, channel: str = "sms") -> Acting:
    talk = Acting(channel)
    talk.say(*texts)
    return talk


OPEN_QUESTIONS = [
    ((), "who"),
    (("me",), "coverage"),
    (("me", "1"), "age"),
    (("me", "1", "34"), "life_now"),
    (("me", "1", "34", "none"), "health_now"),
]


@pytest.mark.parametrize(("before", "asks"), OPEN_QUESTIONS)
@pytest.mark.parametrize("channel", ["sms", "web"])
def test_who_has_to_go_is_asked_nothing_and_loses_nothing(
    before: tuple[str, ...], asks: str, channel: str
) -> None:
    talk = begun(*before, channel=channel)
    known = talk.known
    body = talk.act("gotta go, can we do this later", "pause")
    assert "I keep what you told me" in body and "?" not in body and "\n" not in body
    assert talk.asks == asks and talk.known == known


def test_a_courtesy_after_that_answers_nothing() -> None:
    talk = begun("me", "1", "34", "none", "none")
    known = talk.known
    talk.act("brb", "pause")
    for courtesy in ("ok", "ok thanks", "sure"):
        assert talk.act(courtesy, "affirm") == "Take care. Write when you want to go on."
    talk.act("thank you so much", "thanks")
    assert talk.known == known


@pytest.mark.parametrize("said", ["yes", "hi", "im back", "blah blah blah"])
def test_whoever_is_back_is_shown_the_question_again(said: str) -> None:
    talk = begun("me", "1", "34", "none")
    talk.act("brb", "pause")
    known = talk.known
    act = {"yes": "affirm", "hi": "greet", "im back": "resume"}.get(said, "nlu_fallback")
    body = talk.act(said, act)
    assert "\n1 ER 3 or more times" in body and talk.known == known


def test_an_answer_after_a_pause_is_an_answer() -> None:
    talk = begun("me", "1")
    talk.act("brb", "pause")
    talk.act("34", "inform")
    assert talk.known["age"] == 34


def test_an_answer_together_with_a_goodbye_is_kept_and_nothing_is_asked() -> None:
    talk = begun("me", "1")
    body = talk.act("34 but i gotta go", "pause")
    assert talk.known["age"] == 34 and "I keep what you told me" in body and "?" not in body


def test_what_is_said_of_going_is_no_fact() -> None:
    talk = begun("me", "1", "34")
    talk.act("gotta go, can we do this later", "pause")
    assert talk.asks == "life_now" and "housing" not in talk.known


def test_who_says_hi_the_next_day_is_told_what_was_said_and_asked_on() -> None:
    talk = begun("me", "1")
    talk.next_day()
    body = talk.act("hi", "greet")
    assert body.startswith("Welcome back. You told me: Medi-Cal with HPSM. How old are you?")


def test_what_was_told_in_passing_is_told_again_but_nothing_sensitive() -> None:
    talk = begun("out of prison 2 months ago, staying with my cousin, 41", "me")
    talk.next_day()
    body = talk.act("hi", "greet")
    assert "age 41" in body and "With others for now" in body and "prison" not in body


def test_a_long_message_is_no_goodbye() -> None:
    talk = begun("my mom", "1", "79")
    heard = Heard(
        "i take care of her all day and im so tired",
        *("goodbye", None, "m9", "sms", talk.today, talk.at),
    )
    step = take_step(interview(), talk.saved, heard)
    assert step.screening.aside not in ("answer:goodbye", "answer:thanks")


def test_who_says_hi_at_once_is_only_asked_again() -> None:
    talk = begun("me", "1")
    assert "Welcome back" not in talk.act("hi", "greet")


def test_where_were_we_tells_whom_it_is_about() -> None:
    talk = begun("my mom", "1", "81")
    body = talk.act("where were we", "resume")
    assert "This is about your mom." in body and talk.question in body


def test_nothing_of_what_is_sensitive_is_told_again() -> None:
    talk = begun("me", "1", "34", "none", "none")
    while talk.asks and talk.asks not in ("handover", "risk_now", "social_factors"):
        talk.say("none")
    talk.say("1")
    assert "overdose" not in talk.act("where were we", "resume").split("You told me")[-1][:60]


def test_coming_back_another_day_the_day_is_that_day() -> None:
    talk = begun("me", "1")
    talk.next_day()
    talk.act("34", "inform")
    assert talk.screening.today.isoformat() == "2026-11-22"


def test_status_says_honestly_that_nothing_was_sent() -> None:
    talk = begun("me", "1")
    body = talk.act("did anyone get my answers", "status")
    assert "Nothing was sent to HPSM yet." in body and "How old are you?" in body


def test_status_after_a_call_was_asked_for_tells_the_code() -> None:
    talk = begun("me", "kaiser", "call me", "Ana", "any", "yes", "skip", "english")
    body = talk.act("is anybody going to call me", "status")
    assert "Someone from HPSM will call" in body and CODE_PLACE in body
    assert "Nothing was sent" not in body


@pytest.mark.parametrize("said", ["is anyone going to call me?", "i lost my code", "any news"])
def test_where_things_are_is_heard_in_so_many_words(said: str) -> None:
    talk = begun("me", "kaiser", "call me", "Ana", "any", "yes", "skip", "english")
    assert CODE_PLACE in talk.act(said, "nlu_fallback")


def test_english_is_what_they_have_already() -> None:
    talk = begun("me", "1")
    talk.act("english please", "switch_language")
    assert talk.asks == "age" and talk.screening.handover.language is None


def test_status_within_the_hand_over_says_what_is_still_open() -> None:
    talk = begun("me", "kaiser", "call me", "Ana")
    assert "I need a bit more for it." in talk.act("whats happening with my case", "status")


@pytest.mark.parametrize("said", ["i want to stop now", "no more questions please"])
def test_who_wants_no_more_is_let_go_kindly(said: str) -> None:
    talk = begun("me", "1")
    body = talk.act(said, "nlu_fallback")
    assert body.startswith("OK, we stop here.") and "STOP" in body and "ERASE" in body
    assert "How old are you?" in talk.act("hi", "greet")


def test_a_complaint_is_answered_kept_for_staff_and_learned_nothing_from() -> None:
    talk = begun("me", "1")
    body = talk.act("nobody ever calls me back", "complaint")
    assert "I noted it for HPSM." in body and "PERSON" in body and talk.asks == "age"
    drafter = CaseDrafter(policy(), load_wording())
    before = {**(talk.saved or {}), "complaints": []}
    case = drafter.draft(talk.saved or {}, before, "sms", PHONE)
    assert case is not None and case.may_open
    assert case.summary.startswith('COMPLAINT: "nobody ever calls me back"')
    assert "Complained, asked for no call." in case.summary
    again = drafter.draft(talk.saved or {}, talk.saved, "sms", PHONE)
    assert again is not None and not again.may_open


def test_how_to_complain_is_a_question_and_no_complaint() -> None:
    talk = begun("me", "1")
    talk.act("how do i file a complaint?", "complaint")
    assert not talk.screening.complaints


@pytest.mark.parametrize(
    ("said", "language", "written"),
    [
        ("hablo español", "spanish", True),
        ("do you speak spanish", "spanish", False),
        ("necesito ayuda para mi mama, no tenemos casa", "spanish", True),
        ("my mom only speaks tagalog", "tagalog", False),
        ("我需要幫助", "chinese", True),
        ("мне нужна помощь", "russian", True),
    ],
)
def test_another_language_is_offered_in_a_call(said: str, language: str, written: bool) -> None:
    talk = begun("me")
    body = talk.act(said, "switch_language")
    handover = talk.screening.handover
    assert (handover.language, handover.brief) == (language, written)
    assert handover.wanted is None, "nothing is sent unasked"
    assert talk.asks == "handover" and "650-616-2133" in body


def test_a_spanish_speaker_gets_a_call_with_one_answer() -> None:
    talk = begun()
    assert "Mande 1" in talk.act("hola necesito ayuda no hablo ingles", "nlu_fallback")
    body = talk.say("1")
    handover = talk.screening.handover
    assert handover.complete and handover.wanted == "call_me" and handover.language == "spanish"
    assert body.startswith("Gracias.") and CODE_PLACE in body and talk.asks is None


def test_who_writes_english_is_asked_the_rest_but_not_the_language() -> None:
    talk = begun("me", "kaiser")
    talk.act("do you speak spanish", "switch_language")
    talk.say("1", "Ana", "any", "yes", "skip")
    assert talk.screening.handover.complete and talk.screening.handover.language == "spanish"


def test_who_would_rather_go_on_goes_on_where_they_were() -> None:
    talk = begun("me", "1")
    talk.act("se habla espanol", "switch_language")
    talk.say("3")
    assert talk.asks == "age" and not talk.screening.handover.brief


@pytest.mark.parametrize("said", ["el camino real", "no", "si", "my name is Maria de la Cruz"])
def test_a_few_words_that_sound_spanish_are_no_language(said: str) -> None:
    talk = begun("me", "1")
    talk.act(said, "nlu_fallback")
    assert talk.screening.handover.language is None


def test_a_name_is_a_name_and_no_goodbye() -> None:
    talk = begun("me", "kaiser", "call me")
    talk.act("Hope", "pause")
    assert talk.screening.handover.name == "Hope"


@pytest.mark.parametrize(
    ("form", "told"),
    [("declined", []), ("not_sure", []), ({"one_of": [1]}, []), (34, ["age 34"])],
)
def test_an_age_that_was_not_told_is_not_recalled(form: object, told: list[str]) -> None:
    screening = interview().begin(date(2026, 11, 21))
    answer = Answer(VOLUNTEERED, learned=({"age": form},))
    basis = interview().basis
    known = replace(screening, who="self", answers=(answer,))
    assert list(recalled(known, basis, basis.voice(known))) == told
