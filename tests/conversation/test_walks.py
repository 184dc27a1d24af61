"""Hundreds of random conversations: every message can be sent and read, and none is an end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.interview import Interview, Message, Said, Screening
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import (
    AskMore,
    AskPerson,
    AskWhy,
    Chosen,
    Declined,
    GoBack,
    NotSure,
    NotUnderstood,
    Number,
    Repeat,
    Reply,
    SideQuestion,
    Text,
)
from tests.conversation.talk import interview
from tests.wording.reading import grade, labels_of

TURNS = 45
ASIDES: list[Reply] = [
    NotSure(),
    NotSure(),
    Declined(),
    NotUnderstood(),
    NotUnderstood(),
    AskWhy(),
    AskMore(),
    GoBack(),
    Repeat(),
    AskPerson(),
    SideQuestion("faq_cost"),
    SideQuestion("privacy_question"),
]


def some_reply(question: AskedQuestion | None, chance: random.Random) -> Reply:
    if question is None or chance.random() < 0.2:
        return chance.choice(ASIDES)
    if question.id == "age":
        return Number(chance.choice([0, 8, 15, 20, 24, 34, 50, 70]))
    if question.kind == "number":
        return Number(chance.choice([0, 1, 2, 3, 6]))
    if question.kind == "text":
        return Text("Ana")
    if question.kind == "multiple":
        ticked = tuple(o.value for o in question.items if chance.random() < 0.35)
        return Chosen(ticked or ("none",))
    if question.id == "coverage":
        return Chosen(tuple(chance.choices(["hpsm", "care_advantage", "other_plan"], [8, 1, 1])))
    if question.id == "who":
        return Chosen(tuple(chance.choices(["self", "child", "other", "provider"], [3, 3, 3, 1])))
    return Chosen((chance.choice(question.items).value,))


def faults_of(
    message: Message, remarks: tuple[str, ...], screening: Screening
) -> Iterator[tuple[str, str]]:
    """What is wrong with a message, each with the message as it would be sent."""
    text = " ".join([*remarks, message.text])
    body = render({**message.to_json(), "text": text})
    of_a_provider = screening.who == "provider"
    wrong = {
        "empty": not text.strip(),
        "not in the letters of a text message": not is_gsm(body),
        "more than two segments": segments(body) > 2,
        "hard to read": grade(text, labels_of(message.question)) > 6.0,
        "a fax number for a member": not of_a_provider and ("829-" in body or "@" in body),
        "changed by being kept": Screening.from_json(screening.to_json()) != screening,
    }
    yield from ((fault, body) for fault, is_so in wrong.items() if is_so)


def walk(talks: Interview, seed: int) -> list[tuple[str, str]]:
    """Hold a random conversation; give what is wrong with its messages."""
    chance = random.Random(seed)
    today = chance.choice([date(2026, 11, 21), date(2026, 3, 28)])
    screening = talks.begin(today, channel=chance.choice(["sms", "web"]))
    faults = [*faults_of(talks.ask(screening), (), screening)]
    for turn in range(TURNS):
        reply = some_reply(talks.open_question(screening), chance)
        taken = talks.take(screening, reply, Said("words", f"m{turn}", "2026-11-21T10:00:00Z"))
        screening = taken.screening
        faults += faults_of(talks.ask(screening), taken.remarks, screening)
    return faults


@pytest.mark.parametrize("seed", range(60))
def test_every_message_of_a_random_conversation_is_short_plain_and_never_empty(seed: int) -> None:
    assert walk(interview(), seed) == []
