"""The sentences that go out when all else is down."""

import pytest
import yaml

from bot.app.settings import ROOT
from bot.channels import fixed_texts
from bot.channels.sms_text import is_gsm, segments

GROUPS = {
    "set aside": fixed_texts.SET_ASIDE,
    "only words": fixed_texts.ONLY_WORDS,
    "way back": fixed_texts.FINISHED_WAY_BACK,
    "no call": fixed_texts.NO_CALL,
    "no call, but a person": fixed_texts.NO_CALL_PERSON,
    **{notice.value: texts for notice, texts in fixed_texts.UNASKED.items()},
}
TEXTS = {
    f"{name} {language}": text for name, texts in GROUPS.items() for language, text in texts.items()
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_names_the_plans_number_and_fits_two_segments(text):
    contacts = yaml.safe_load((ROOT / "bot/policy/contacts.yaml").read_text(encoding="utf-8"))
    assert contacts["member_services"]["phone"] in text
    assert is_gsm(text)
    assert segments(text) <= 2


COMING_AND_GOING = {
    "takes over": fixed_texts.TAKES_OVER,
    "takes over in danger": fixed_texts.TAKES_OVER_DANGER,
    "has left": fixed_texts.HAS_LEFT,
    "has finished": fixed_texts.FINISHED,
    "has finished, in danger": fixed_texts.FINISHED_DANGER,
    "had to leave": fixed_texts.HAD_TO_LEAVE,
    "help": fixed_texts.HELP_BY_A_PERSON,
}


@pytest.mark.parametrize("texts", COMING_AND_GOING.values(), ids=COMING_AND_GOING)
def test_a_person_who_comes_or_goes_is_named_in_a_text_that_fits(texts):
    for text in texts.values():
        said = text.format(name="Maria Fernanda", desk="Member Services")
        assert "Maria Fernanda" in said
        assert is_gsm(said) and segments(f"{said} {fixed_texts.SEND_HI['en']}") <= 2


def test_a_language_not_yet_written_falls_back_on_english():
    assert fixed_texts.in_language(fixed_texts.SET_ASIDE, "xx") == fixed_texts.SET_ASIDE["en"]


@pytest.mark.parametrize("text", fixed_texts.SOON.values(), ids=fixed_texts.SOON)
def test_what_is_said_in_danger_names_help_at_any_hour_and_fits_two_segments(text):
    assert "911" in text and "988" in text
    assert is_gsm(text) and segments(text) <= 2
