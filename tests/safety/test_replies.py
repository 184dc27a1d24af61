"""The fixed texts of help keep the rules of the crisis lines and of the voice."""

import re

import pytest

from bot.channels.sms_text import is_gsm, segments
from bot.safety import help_first, help_line, kind_of_help, names_help, sorrow
from bot.safety.lexicon import KINDS as OF_DANGER
from bot.safety.replies import load
from tests.wording.reading import grade

KINDS = (*OF_DANGER, "abuse")

METHODS = re.compile(
    r"pill|gun|knife|rope|jump|hang|cut|blade|pistola|cuchillo|soga|pastilla", re.I
)
PROMISES = re.compile(r"we will|i will|promise|you are safe|it will be ok|prometo|todo va a", re.I)
MINIMIZES = re.compile(
    r"calm down|just |don't worry|i understand how|c[aá]lmese|no se preocupe", re.I
)


def texts():
    both = [(k, lang, a) for k in KINDS for lang in ("en", "es") for a in (False, True)]
    return {
        f"{k}-{lang}-{'again' if a else 'first'}": help_first(k, lang, a) for k, lang, a in both
    }


@pytest.mark.parametrize("text", texts().values(), ids=texts())
def test_no_method_no_promise_no_exclamation_no_question(text):
    assert not METHODS.search(text)
    assert not PROMISES.search(text)
    assert not MINIMIZES.search(text)
    assert "!" not in text and "?" not in text and "{" not in text


@pytest.mark.parametrize("text", texts().values(), ids=texts())
def test_help_at_any_hour_comes_first_and_the_person_last(text):
    assert "911" in text and "988" in text and text.endswith("650-616-2133")
    assert min(text.index("911"), text.index("988")) < 90


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_reply_says_a_machine_speaks_and_to_be_near_someone(kind):
    english = help_first(kind, "en").lower()
    assert "automated helper" in english and "asistente autom" in help_first(kind, "es")
    assert "someone" in english or "stay with the person" in english


def test_who_may_hurt_themselves_is_asked_to_put_distance_to_it():
    assert "away from what could hurt you" in help_first("self_harm", "en")
    assert "aléjese" in help_first("self_harm", "es")


@pytest.mark.parametrize("kind", KINDS)
def test_texts_fit_their_segments_and_repeats_are_shorter_and_other(kind):
    first, again = help_first(kind, "en"), help_first(kind, "en", again=True)
    assert is_gsm(first) and segments(first) <= 2
    assert is_gsm(again) and segments(again) == 1
    assert segments(help_first(kind, "es")) <= 4
    assert len(again) < len(first) and again not in first


def test_the_line_is_short_and_has_the_number():
    assert len(help_line("en")) <= 110 and is_gsm(help_line("en"))
    assert "988" in help_line("en") and "988" in help_line("es")


def test_an_unknown_language_gets_english():
    assert help_first("medical", "zh") == help_first("medical", "en")


def test_each_number_says_who_verified_it_or_that_nobody_has():
    for entry in [load()["approval"], *load()["numbers"].values()]:
        assert {"verified_by", "verified_on"} <= set(entry)
        assert (entry["verified_by"] is None) == (entry["verified_on"] is None)


def test_each_number_names_the_official_address_where_it_can_be_checked():
    for number in load()["numbers"].values():
        assert number["source"].startswith("https://")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", [False, True])
def test_the_first_sentence_is_the_help(kind, again):
    for language in ("en", "es"):
        beginning = help_first(kind, language, again)[:75]
        assert "911" in beginning or "988" in beginning


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_ways_to_reach_the_crisis_line_are_named_to_who_may_hurt_themselves(language):
    text = help_first("self_harm", language) + help_line(language)
    assert ("call or text 988" in text) or ("llamar o mandar un texto al 988" in text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", [False, True])
def test_the_english_texts_of_help_read_at_sixth_grade(kind, again):
    # The closing "HPSM: number" is no sentence; numbers read as short words.
    told = help_first(kind, "en", again).rpartition("HPSM:")[0].removesuffix("A person at ")
    assert grade(told) <= 6.0, told


def test_the_line_reads_at_sixth_grade():
    assert grade(help_line("en")) <= 6.0


@pytest.mark.parametrize(
    "text", ["my foster mom hits me", "my stepdad beats me", "mi mamá me pega"]
)
def test_who_is_hurt_hears_that_they_did_nothing_wrong_and_of_the_line_for_children(text):
    kind = kind_of_help("violence", text)
    for again in (False, True):
        assert "You did nothing wrong" in help_first(kind, "en", again)
        assert "1-800-632-4615" in help_first(kind, "en", again)


@pytest.mark.parametrize("text", ["i want to kill my boss", "i hit my son", "im gonna shoot him"])
def test_who_threatens_others_is_not_told_so(text):
    assert kind_of_help("violence", text) == "violence"


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_with_office_hours_is_not_offered_as_open_in_a_repeat_about_hardship(kind):
    if kind in ("self_harm", "violence", "abuse"):
        assert "Mon-Fri 8 to 6" in help_first(kind, "en", again=True)


def test_a_reply_that_names_help_needs_no_line_before_it():
    assert names_help("Call or text 988, day or night. In danger, call 911.")
    assert not names_help("Your code is WKR-988. Call 650-616-2133.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my wife died in march", "loss"),
        ("se murió mi mamá y estoy sola", "loss"),
        ("im so sad", "sad"),
        ("no tengo con quien hablar", "sad"),
        ("my phone died", None),
        ("i lost my job", None),
        ("a car hit me", None),
    ],
)
def test_a_sorrow_is_told_from_an_everyday_mishap(text, told):
    assert sorrow(text) == told
