"""What a message is made of."""

from __future__ import annotations

import pytest

from bot.language.acts.features import asks, concepts_in, tokens_of, words_of

WORDS = words_of("en")


def test_text_speak_is_read_in_full() -> None:
    assert tokens_of("Wat r u askin 4?", WORDS) == ["what", "are", "you", "asking", "4", "?"]


def test_apostrophes_accents_and_drawn_out_letters_do_not_matter() -> None:
    assert tokens_of("I don\u2019t", WORDS) == tokens_of("i dont", WORDS)
    assert tokens_of("espa\u00f1ol", WORDS) == ["espanol"]
    assert tokens_of("stooooop", WORDS) == tokens_of("stoop", WORDS)


def test_words_that_say_the_same_count_as_one() -> None:
    assert concepts_in(tokens_of("my foodstamps", WORDS), WORDS) == ["my", "@benefits"]
    assert concepts_in(tokens_of("my ssi", WORDS), WORDS) == ["my", "@benefits"]


@pytest.mark.parametrize("text", ["how do i do that", "can she get one", "it says what", "ramps?"])
def test_a_question_is_seen_without_its_sign(text: str) -> None:
    assert asks(tokens_of(text, WORDS), WORDS.asking)


@pytest.mark.parametrize("text", ["i need a ramp", "when i was 15 i was in foster care"])
def test_telling_is_no_asking(text: str) -> None:
    assert not asks(tokens_of(text, WORDS), WORDS.asking)
