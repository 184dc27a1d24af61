"""The acts of a message as Rasa's pipeline hands them on."""

from __future__ import annotations

from bot.app.acts_file import ensure_acts, on_stderr
from tests.dialogue.pipeline import parsed


def test_the_turn_hears_what_calaim_understand_hears() -> None:
    text = "thanks. and whats the number in case i want to call"
    acts = ensure_acts(on_stderr).read(text, None)
    heard = [(act["name"], act["confidence"]) for act in parsed(text)["intent_ranking"]]
    assert heard == [(act.name, act.confidence) for act in acts]
    assert {"thanks", "faq_phone_or_hours"} <= {name for name, _ in heard}


def test_the_intent_is_the_act_that_matters_most() -> None:
    assert parsed("hello there, is this thing free of charge")["intent"]["name"] == "faq_cost"


def test_an_act_bears_the_name_that_rasa_allows() -> None:
    assert parsed("please start the whole thing over")["intent"]["name"] == "start_over"


def test_nothing_believed_is_a_fallback() -> None:
    nothing = {"name": "nlu_fallback", "confidence": 0.0}
    answer = parsed("asdkjh qwe zzxcv")
    assert (answer["intent"], answer["intent_ranking"]) == (nothing, [nothing])


def test_the_open_question_comes_with_the_message() -> None:
    text = "no she was in a group home then"
    assert parsed(text, "foster_care")["intent"] == {"name": "deny", "confidence": 1.0}
    assert parsed(text)["intent"]["confidence"] < 1.0
