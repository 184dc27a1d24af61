"""Turns on the trained model: always a reply or an error, and nothing that grows."""

from __future__ import annotations

import copy
import json

import pytest
import yaml

from bot.dialogue.action_endpoint import LocalActions
from bot.dialogue.surroundings import ROOT
from bot.dialogue.turn import BadTurn, StaleChoice, TurnFailed
from tests.dialogues.model import agent
from tests.dialogues.talk import Talk


def examples() -> dict[str, str]:
    """One message for each intent, out of the training data."""
    found = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found[entry["intent"]] = entry["examples"].splitlines()[0].removeprefix("- ")
    return found


EXAMPLES = {**examples(), "nothing": "purple elephants", "empty": "  ", "signs": "?!", "face": "🙂"}


class Actions(LocalActions):
    """Counts the calls of actions, or has them go wrong."""

    def __init__(self, answer=None) -> None:
        """`answer` is given instead of the action's, or raised where it is an error."""
        self.calls = 0
        self._real, self._answer = agent().processor.action_endpoint, answer
        super().__init__(self.answered)

    async def answered(self, content):
        """One call."""
        self.calls += 1
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer or await self._real.call(content)


def with_actions(monkeypatch, answer=None) -> Actions:
    actions = Actions(answer)
    monkeypatch.setattr(agent().processor, "action_endpoint", actions)
    return actions


def begun(channel: str = "web") -> Talk:
    talk = Talk(channel)
    talk.say()
    return talk


def closed() -> Talk:
    talk = begun()
    for text in ("me", "kaiser", "not now"):
        talk.say(text)
    assert talk.question is None
    return talk


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_every_message_gets_a_reply_while_a_question_is_open(text) -> None:
    talk = begun()
    assert talk.say(text)["text"]
    # Who goes is not asked anything; the question waits.
    is_away = talk.screening["aside"] in ("paused", "stopped", "gone") and talk.screening["open"]
    is_forgotten = text == EXAMPLES["erase"]
    assert talk.question or is_away or is_forgotten


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_every_message_gets_a_reply_after_the_end(text) -> None:
    assert closed().say(text)["text"]


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_whatever_comes_first_is_greeted_and_asked(text) -> None:
    talk = Talk("sms")
    talk.say(text)
    # Who says for whom it is, with facts, is not asked that again; who wants a person gets the way.
    other = {EXAMPLES["inform"]: "coverage", EXAMPLES["ask_human"]: "handover"}
    assert talk.asked == other.get(text, "who")


def test_an_ordinary_turn_is_one_action_call(monkeypatch) -> None:
    talk = begun()
    actions = with_actions(monkeypatch)
    for number, text in enumerate(("me", "hpsm", "why", "34", "purple elephants"), start=1):
        talk.say(text)
        assert actions.calls == number


@pytest.mark.parametrize(
    "answer",
    [
        OSError("the action server is away"),
        ValueError("a bug"),
        {"events": [{"name": "no event"}], "responses": []},
        {"events": "none"},
    ],
    ids=["away", "a bug", "bad event", "bad result"],
)
@pytest.mark.parametrize("text", ["me", "is this private"])
def test_a_failed_action_call_is_an_error_and_the_turn_can_be_taken_again(
    monkeypatch, answer, text
) -> None:
    talk = begun()
    before = copy.deepcopy(talk.state)
    with monkeypatch.context() as broken:
        with_actions(broken, answer)
        with pytest.raises(TurnFailed):
            talk.say(text)
    assert talk.state == before
    assert talk.say("me")["question"]["id"] == "coverage"


def test_a_failure_names_no_word_of_the_person(monkeypatch) -> None:
    talk = begun()
    with_actions(monkeypatch, ValueError("secret words"))
    with pytest.raises(TurnFailed) as failure:
        talk.say("secret words")
    assert "secret" not in str(failure.value)


def test_an_action_that_does_nothing_with_the_first_message_is_an_error(monkeypatch) -> None:
    with_actions(monkeypatch, {"events": [], "responses": []})
    with pytest.raises(TurnFailed):
        Talk().say()


def test_a_screening_that_cannot_be_spoken_of_is_an_error() -> None:
    talk = begun()
    talk.state = json.loads(json.dumps(talk.state).replace('"open": "who"', '"open": "nonsense"'))
    with pytest.raises(TurnFailed):
        talk.say("repeat")


def test_events_that_rasa_cannot_read_are_an_error_and_not_left_out() -> None:
    talk = begun()
    talk.state["events"].insert(1, {"event": "no such event"})
    with pytest.raises(TurnFailed):
        talk.say("me")


def test_a_state_without_its_screening_is_refused() -> None:
    talk = begun()
    talk.state["events"] = [e for e in talk.state["events"] if e.get("name") != "screening"]
    with pytest.raises(BadTurn):
        talk.say("me")


@pytest.mark.parametrize(
    "choice",
    [["banana"], [], ["self", "child"], ["none"], ["hpsm"], ["self?"]],
    ids=str,
)
def test_a_choice_the_open_question_does_not_have_changes_nothing(choice) -> None:
    talk = begun()
    with pytest.raises(StaleChoice):
        talk.say(choice=choice)
    assert talk.say(choice=["self"])["question"]["id"] == "coverage"


def test_a_choice_before_anything_was_asked_is_refused() -> None:
    with pytest.raises(StaleChoice):
        Talk().say(choice=["self"])


def a_list() -> Talk:
    talk = begun()
    for text in ("me", "hpsm", "34"):
        talk.say(text)
    assert talk.question["kind"] == "multiple"
    return talk


@pytest.mark.parametrize("extra", ["none", "not_sure", "skip", "X?"])
def test_a_list_cannot_be_answered_in_two_ways_at_once(extra) -> None:
    talk = a_list()
    first = talk.question["options"][0]["value"]
    with pytest.raises(StaleChoice):
        talk.say(choice=[first, extra.replace("X", first)])


def test_a_list_sent_back_with_nothing_ticked_is_none_of_these() -> None:
    empty, none = a_list(), a_list()
    empty.say(choice=[])
    none.say(choice=["none"])
    assert empty.screening["answers"][-1]["learned"] == none.screening["answers"][-1]["learned"]


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/back", '/inform{"screening": "x"}', "//restart"]
)
def test_a_command_to_rasa_typed_by_a_person_is_not_obeyed(text) -> None:
    talk = begun()
    talk.say("me")
    talk.say(text)
    assert talk.question
    assert talk.state["events"][0]["event"] == "session_started"
    assert [e["event"] for e in talk.state["events"]].count("restart") == 0


def test_a_hello_in_the_middle_has_the_question_said_again() -> None:
    talk = begun()
    talk.say("me")
    assert talk.say()["question"]["id"] == "coverage"
    assert len(talk.screening["answers"]) == 1


def test_a_reply_is_one_message_without_blank_lines() -> None:
    talk = begun()
    talk.say("me")
    for text in ("is this private", "purple", "why", "hpsm", "34", "1 3"):
        reply = talk.say(text)
        assert "\n\n" not in reply["text"]
        assert set(reply) == {"text", "question", "outcome"}


def test_the_state_is_as_small_after_two_hundred_turns_as_after_ten() -> None:
    talk = begun()
    sizes = []
    for number in range(200):
        talk.say(("me", "why", "go back", "is this private")[number % 4])
        sizes.append(len(json.dumps(talk.state)))
    assert max(sizes[100:]) <= max(sizes[:20]) * 1.05
    assert max(sizes) < 6000


def test_a_list_too_long_to_come_again_can_still_be_answered_by_number() -> None:
    talk = begun("sms")
    for text in ("me", "hpsm", "34"):
        talk.say(text)
    listed = talk.question
    assert listed["kind"] == "multiple"
    assert talk.say("what does a care manager do")["question"] is None
    talk.say("1")
    assert talk.screening["answers"][-1]["question"] == listed["id"]
    assert talk.screening["answers"][-1]["values"] == [listed["options"][0]["value"]]
