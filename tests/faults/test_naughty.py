"""At every step of the real dialogue something that breaks programs: one answer, and it goes on."""

import pytest

from bot.dialogue.agent import turn_taker
from bot.eligibility.loader import load_policy
from bot.gateway.bodies import is_plain
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording
from tests.dialogues.model import agent
from tests.fakes.line import line
from tests.fakes.real_turns import RealTurns
from tests.fakes.serving import wait_for
from tests.faults.naughty import MARKUP, NAUGHTY

TALKS = 4


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The whole line with the trained model at its end, working."""
    turns = RealTurns(turn_taker(agent()))
    drafter = CaseDrafter(load_policy(), load_wording())

    def make_case(screening, to):
        return drafter.draft(screening, to.screening, to.channel, to.address)

    with line(tmp_path_factory.mktemp("naughty"), turns) as made:
        made.make_case = make_case
        with made.working(timeout=60.0):
            yield made
        assert turns.failed == 0
        assert made.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 0


def answers(heard: list[dict]) -> list[dict]:
    return [message for message in heard if message["from"] == "assistant"]


def is_clean(text: str) -> bool:
    return not any(mark in text for mark in MARKUP)


@pytest.mark.parametrize("talk", range(TALKS))
def test_at_every_step_it_gets_one_answer_and_the_talk_goes_on(real, talk):
    texts = list(NAUGHTY.values())[talk::TALKS]
    member = real.new_member()
    question = answers(member.hear())[-1]["question"]
    for text in texts:
        if not all(is_plain(c) for c in text):
            refused = member.post(id="refused", text=text)
            assert refused.status_code == 400 and refused.json()["error"]["message"]
            continue
        said = member.say(text)
        assert [m["from"] for m in said] == ["member", "assistant"], text[:80]
        assert said[1]["text"].strip() and is_clean(said[1]["text"])
        question = said[1]["question"] or question
        if question and question["options"] and said[1]["question"]:
            chosen = member.choose(said[1]["seq"], question["options"][0]["value"])
            assert chosen.status_code == 202
            answered = answers(member.hear())
            assert len(answered) == 1 and is_clean(answered[0]["text"])
    assert answers(member.say("hello"))[0]["text"].strip()


BODIES = {
    "half a character": b'{"id": "a", "text": "\\ud800"}',
    "two halves the wrong way round": b'{"id": "a", "text": "\\udc00\\ud800 half"}',
    "NUL": b'{"id": "a", "text": "\\u0000"}',
    "a number for a text": b'{"id": "a", "text": 1E309}',
    "no number for a text": b'{"id": "a", "text": NaN}',
    "no number for an id": b'{"id": NaN, "text": "x"}',
    "half a character for an id": b'{"id": "\\ud800", "text": "x"}',
    "half a character for a choice": b'{"id": "a", "choice": ["\\ud800"], "to": 1}',
    "a number for a choice": b'{"id": "a", "choice": [1e309], "to": 1}',
    "infinity for a place": b'{"id": "a", "choice": ["yes"], "to": 1e309}',
    "a huge place": b'{"id": "a", "text": "x", "to": 99999999999999999999999}',
    "nested deeply": b"[" * 5000 + b"]" * 5000,
    "very long": b'{"id": "a", "text": "x"' + b" " * 200_000 + b"}",
    "another encoding": b"\xff\xfe{",
    "null": b"null",
    "nothing": b"",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_none_is_refused_in_plain_words_or_answered_once(real, body):
    member = real.new_member()
    member.hear()
    sent = real.http.post(
        "/api/messages",
        content=body,
        headers={**member.headers, "Content-Type": "application/json"},
    )
    assert sent.status_code in (202, 400, 409, 413, 422)
    if sent.status_code == 202:
        wait_for(lambda: len(answers(member.read())) == 2, 30)
    else:
        assert sent.json()["error"]["message"]
    assert len(answers(member.say("hello"))) == 1
