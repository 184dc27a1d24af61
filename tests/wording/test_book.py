"""The phrase book: variants by who is screened, and errors that name the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.interview import Interview
from bot.eligibility.loader import load_policy
from bot.errors import PolicyError
from bot.wording.book import AUDIENCES, load_wording, placeholders


def written(folder: Path, text: str) -> Path:
    (folder / "en").mkdir()
    (folder / "en" / "questions.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_phrase_follows_who_is_screened(tmp_path: Path) -> None:
    book = load_wording(
        written(tmp_path, "age: {self: 'How old are you?', other: 'How old?'}")
    ).book("en")
    assert book.say("questions.age", "self") == "How old are you?"
    assert book.say("questions.age", "child") == book.say("questions.age", "other") == "How old?"


def test_an_unknown_language_speaks_english(tmp_path: Path) -> None:
    wording = load_wording(written(tmp_path, "age: How old?"))
    assert wording.book("xx").say("questions.age") == "How old?"


def test_a_missing_phrase_is_named() -> None:
    with pytest.raises(PolicyError, match=r"questions\.nothing"):
        load_wording().book("en").say("questions.nothing")


def test_a_placeholder_without_a_value_is_named(tmp_path: Path) -> None:
    book = load_wording(written(tmp_path, 'age: "since {moon}"')).book("en")
    with pytest.raises(PolicyError, match="moon"):
        book.say("questions.age")


def test_a_file_that_is_no_text_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"questions\.yaml: questions\.age"):
        load_wording(written(tmp_path, "age: [1, 2]"))


def test_a_question_without_words_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"questions\.housing\.ask"):
        Interview(load_policy(), load_wording(written(tmp_path, "age: How old?")))


def test_the_variants_of_a_phrase_need_the_same_values() -> None:
    book = load_wording().book("en")
    pronouns = set(book.pronouns["self"])
    for key, variants in book.phrases.items():
        needs = {frozenset(placeholders(variants[a]) - pronouns) for a in AUDIENCES}
        assert len(needs) == 1, key
