"""Danger to life: what must be caught, what must not be an alarm, and through which disguises."""

import json
import statistics
import time
from pathlib import Path

import pytest

from bot.safety import look, look_across

FOLDER = Path(__file__).parent


def rows(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", rows("must.jsonl"), ids=lambda row: row["text"])
def test_every_clear_danger_is_in_a_tier(row):
    assert look(row["text"]) is not None


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_clear_and_now_is_nearly_always_in_the_first_tier(language):
    clear = [r for r in rows("must.jsonl") if r["tier"] == 1 and r["language"] == language]
    first = sum(look(row["text"]).tier == 1 for row in clear)
    assert first / len(clear) >= 0.8


def test_the_must_set_is_kept_apart_from_the_examples():
    from bot.safety.examples import read

    same = {row["text"].lower() for row in rows("must.jsonl")} & {e.text.lower() for e in read()}
    # Some of the plainest sentences have only one wording.
    assert len(same) <= 0.25 * len(rows("must.jsonl"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_ordinary_answers_are_seldom_taken_for_danger(language):
    answers = [row for row in rows("harmless.jsonl") if row["language"] == language]
    found = [look(row["text"], row["question"]) for row in answers]
    assert sum(d is not None and d.tier == 1 for d in found) <= 0.02 * len(answers)
    assert sum(d is not None and d.tier == 2 for d in found) <= 0.10 * len(answers)


DISGUISES = {
    "capitals": "I WANT TO KILL MYSELF",
    "typo": "i want to kil myslef",
    "letters as digits": "i want to k1ll mys3lf",
    "letters apart": "i want to k i l l myself",
    "drawn out": "i want to kiiiill myself",
    "emoji": "i want to kill myself 😞🔪",
    "no width": "i want to k\u200bill my\u200bself",
    "full width": "ｉ ｗａｎｔ ｔｏ ｄｉｅ",  # noqa: RUF001
    "curly apostrophe": "I don\u2019t want to live",
    "no punctuation": "hi yes no i want to kill myself ok",
    "long": "we need a place to stay. " * 40 + "i want to kill myself. " + "call my mom. " * 30,
    "both languages": "no puedo i want to kill myself ya",
    "quoted": 'he asked and i said "i want to kill myself"',
    "accents left out": "me quiero quitar la vida manana",
    "accents": "mañana me quitaré la vida, ya no quiero vivir",
}


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_danger_is_seen_through_how_it_is_typed(text):
    assert look(text) is not None


@pytest.mark.parametrize("question", [None, "age", "housing", "high_risk", "risk_now", "call_name"])
@pytest.mark.parametrize(
    "text", ["i want to die", "me quiero morir", "yes, i will kill myself now"]
)
def test_intent_is_an_emergency_whatever_was_asked(text, question):
    assert look(text, question).tier == 1


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("overdose", "high_risk"),
        ("yes", "high_risk"),
        ("sobredosis", "risk_now"),
        ("4 times, the ER", "ed_visits_6_months"),
        ("2 times, overdose", "behavioral_visits_12_months"),
        ("suicide attempt in 2023", "high_risk"),
        ("shelter, getting away from abuse", "housing"),
        ("not safe", "social_factors"),
    ],
)
def test_an_answer_that_names_what_was_asked_is_only_an_answer(text, question):
    assert look(text, question) is None


@pytest.mark.parametrize(
    "text",
    ["i am not suicidal", "im not going to kill myself", "no me quiero matar"],
)
def test_negation_lowers_words_about_suicide_and_never_hides_them(text):
    danger = look(text)
    assert danger is None or danger.tier == 2
    assert look(text.replace("nunca voy a matarme", "nunca voy a matarme")).tier == 2


@pytest.mark.parametrize("text", ["i don't want to live", "ya no quiero vivir"])
def test_not_wanting_to_live_is_no_negation(text):
    assert look(text).tier == 1


@pytest.mark.parametrize(
    "text", ["i tried to kill myself two years ago", "intenté matarme hace años"]
)
def test_the_past_is_in_the_second_tier(text):
    assert look(text).tier == 2


def test_a_look_is_quick():
    texts = [row["text"] for row in rows("must.jsonl")]
    look(texts[0])
    took = []
    for text in texts:
        started = time.perf_counter()
        look(text)
        took.append(time.perf_counter() - started)
    assert statistics.median(took) < 0.001


@pytest.mark.parametrize("text", ["i want to ", "took all the ", "no ", "a b c ", "*!* ", "kkkk1"])
def test_the_longest_message_takes_no_longer_than_its_length(text):
    look("warm")
    best = 1.0
    for _ in range(3):
        started = time.perf_counter()
        look((text * 1600)[:1600])
        best = min(best, time.perf_counter() - started)
    assert best < 0.02


@pytest.mark.parametrize("text", ["", " ", "\u200b", "🔥", "\x00", "/intent", "340", "." * 1600])
def test_nothing_readable_is_no_danger_and_no_error(text):
    assert look(text) is None


@pytest.mark.parametrize("text", ["me", "Me", "myself", "self", "why me", "Why me?"])
def test_an_answer_of_a_word_or_two_is_no_cry_for_help(text: str) -> None:
    assert look(text) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("the card is blue", "coverage"),
        ("white with blue", "coverage"),
        ("hes got the blue card", "coverage"),
        ("my hair turned gray", None),
        ("la tarjeta es azul con blanco", "coverage"),
        ("azul", "coverage"),
        ("mi tarjeta está azul", "coverage"),
        ("necesito unas sillas", None),
        ("me, im 71", "who"),
        ("i have medical i think", "coverage"),
        ("my dad, hes 74, is in a nursing home and wants out", "who"),
        ("me and my mom", "who"),
        ("i do my own cooking", "nursing_level_need"),
        ("viola", "call_name"),
        ("convulsiones", "chronic_condition"),
        ("septic tank", None),
    ],
)
def test_an_everyday_answer_is_no_danger_with_or_without_its_question(text, question):
    assert look(text, question) is None
    assert question == "chronic_condition" or look(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "his lips are blue",
        "shes turning blue",
        "the baby is blue",
        "hes all gray and cold",
        "labios morados",
        "se está poniendo azul",
        "mi bebé está moradito",
        "uñas moradas",
    ],
)
def test_a_colour_of_the_skin_is_an_emergency(text):
    assert look(text).tier == 1


@pytest.mark.parametrize(
    "text",
    [
        row["text"]
        for row in rows("must.jsonl")
        if {"kill", "mata", "matar"} & {*row["text"].split()}
        and row["kind"] == "violence"
        and {"if", "si"} & {*row["text"].split()}
    ],
)
def test_a_threat_for_telling_calling_or_leaving_gets_help_first(text):
    danger = look(text)
    assert (danger.kind, danger.tier) == ("violence", 1)


@pytest.mark.parametrize("question", [None, "call_when", "go_on"])
@pytest.mark.parametrize(
    "text",
    [
        "i dont want the call no more",
        "i don't want the call anymore",
        "please i dont need that call no more",
        "i dont want no more calls",
        "i dont want to be called no more",
        "cancel the call i dont want it no more",
    ],
)
def test_who_takes_a_call_back_is_in_no_danger(text, question):
    assert look(text, question) is None


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i dont want the call no more i want to die", 1),
        ("i dont want the call no more. i dont want to live no more", 1),
        ("no more calls i dont want to be here no more", 1),
        ("i dont want the call no more i dont want nothing no more", 2),
    ],
)
def test_what_is_said_beside_taking_a_call_back_is_heard_all_the_same(text, tier):
    assert look(text).tier == tier


@pytest.mark.parametrize(
    "text",
    [
        "my mom is gonna kill me if i forget",
        "my mom is gonna kill me if i lose this",
        "my mom is gonna kill me if im late",
        "my mom said shes gonna kill me if i forget",
        "my wife will kill me if i forget her pills",
        "my husband is gonna kill me if i lose the card",
        "my mom will kill me if i dont do this today",
        "my boss is gonna kill me if i miss the bus",
        "this wait is gonna kill me if i call again",
        "mi mama me va a matar si se me olvida",
        "mi esposa me va a matar si llego tarde",
    ],
)
def test_who_fears_a_scolding_is_in_no_danger(text):
    assert look(text) is None


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (["i want to"], "die"),
        (["im gonna"], "end my life"),
        (["i took", "all my"], "pills"),
        (["hes outside"], "with a gun"),
        (["me quiero"], "morir"),
    ],
)
def test_danger_spread_over_texts_is_seen_when_the_last_has_come(before, text):
    assert look_across(before, text).tier == 1


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (["hello"], "i need help with food"),
        (["my mom"], "74"),
        (["i want to"], "get meals"),
        (["what is this"], "is it free"),
        (["no"], "he died in 2016"),
        (["kids"], "2 of them"),
        (["quiero"], "hablar con una persona"),
    ],
)
def test_ordinary_texts_in_a_row_do_not_become_danger(before, text):
    assert look_across(before, text) is None
