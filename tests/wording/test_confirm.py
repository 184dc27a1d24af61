"""What is asked about a hint, what is said of a correction: there for every fact, short, plain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.asking import OWN_QUESTIONS
from bot.conversation.calling import CALL_QUESTIONS
from bot.conversation.confirming import CONFIRM, LONGEST_QUOTE
from bot.conversation.screening import Screening
from bot.conversation.switching import SWITCH
from bot.conversation.values import hint_key
from bot.dialogue.hearing import opens
from bot.language import volunteered
from bot.language.volunteered.topics import read_file, read_sayings
from bot.language.volunteered.words import WordBook
from tests.conversation.talk import TODAY, interview
from tests.wording.reading import grade, labels_of

POLICY = interview().basis.policy
LEFT_TO_THEIR_OWN_QUESTION = {
    # Danger and old wounds are not asked about on a hint.
    ("housing", "fleeing_violence"),
    ("social_factors", "safety"),
    ("social_factors", "adverse_childhood"),
    ("social_factors", "law_enforcement_contact"),
    ("social_factors", "former_foster_youth"),
    # To be in a program opens no door.
    *(("programs", program) for program in POLICY.facts["programs"].values),
}
COUNTED = [fact for fact, known in POLICY.facts.items() if known.kind == "number"]


def hintable() -> Iterator[tuple[str, Any]]:
    """Every form that words of a topic file may hint at, and that would open a door."""
    folder = Path(volunteered.__file__).parent / "en"
    book = WordBook.from_yaml(read_file(folder, "_words"))
    seen = set()
    for entry in (saying.entry for saying in read_sayings(folder, book)):
        told = [entry.form, entry.denied, entry.past]
        told += [*(entry.ended or {}).values(), *(entry.coming or {}).values()]
        for fact, form in [*((entry.fact, form) for form in told), *entry.also.items()]:
            if form is None or fact not in POLICY.facts or (fact, repr(form)) in seen:
                continue
            seen.add((fact, repr(form)))
            if opens(fact, form):
                yield fact, form
    yield from ((fact, 6) for fact in COUNTED)
    yield from ((fact, {"at_least": 4, "at_most": 5}) for fact in COUNTED)


def is_asked_on_a_hint(fact: str, form: Any) -> bool:
    question = POLICY.questions.get(fact)
    value = form["includes"][0] if isinstance(form, dict) and "includes" in form else form
    left = isinstance(value, str) and (fact, value) in LEFT_TO_THEIR_OWN_QUESTION
    return question is not None and not question.sensitive and not left


def asking(fact: str, form: Any, who: str, channel: str) -> Screening:
    begun = interview().begin(TODAY, channel=channel)
    matter = {"hint": fact, "form": form, "words": ""}
    return replace(begun, who=who, stage="asking", open=CONFIRM, matter=matter)


def test_every_fact_and_value_that_can_be_hinted_at_can_be_asked_about() -> None:
    book = interview().basis.wording.book("en")
    asked = [(fact, form) for fact, form in hintable() if is_asked_on_a_hint(fact, form)]
    assert len(asked) > 50
    for fact, form in asked:
        if POLICY.questions[fact].kind == "yes_no":
            assert book.has(f"questions.{fact}.ask")
        else:
            assert book.has(hint_key(fact, form)), (fact, form)


@pytest.mark.parametrize("who", ["self", "child", "other"])
def test_a_question_about_a_hint_is_short_and_plain_after_the_longest_quote(who: str) -> None:
    said = f'You said "{"x" * LONGEST_QUOTE}". Got it: 34, pregnant, staying in a motel.'
    for fact, form in hintable():
        if not is_asked_on_a_hint(fact, form) or POLICY.questions[fact].kind == "yes_no":
            continue
        for channel in ("sms", "web"):
            message = interview().ask(asking(fact, form, who, channel)).to_json()
            body = render({**message, "text": f"{said} {message['text']}"})
            assert is_gsm(body) and segments(body) <= 2, body
            assert message["text"].endswith("?") or "It counts" in message["text"]
            assert grade(message["text"], labels_of(message["question"])) <= 6.0, body


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("person", ["", "mom", "granddaughter"])
def test_to_start_over_for_somebody_else_is_asked_shortly(who: str, person: str) -> None:
    matter = {"switch": ["age", "asking"], "who": "other", "person": person, "forms": {}}
    begun = interview().begin(TODAY, channel="sms")
    screening = replace(begun, who=who, stage="asking", open=SWITCH, matter=matter)
    message = interview().ask(screening).to_json()
    assert (person or "someone else") in message["text"]
    assert segments(render(message)) == 1
    assert grade(message["text"], labels_of(message["question"])) <= 6.0


def test_every_question_that_can_be_changed_has_a_name() -> None:
    book = interview().basis.wording.book("en")
    for question in (*POLICY.questions, *CALL_QUESTIONS):
        assert book.has(f"confirm.names.{question}"), question
    assert set(CALL_QUESTIONS) <= set(OWN_QUESTIONS)
