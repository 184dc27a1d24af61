"""Plays the transcripts: what is asked, what is found and where the person is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.screening import Screening
from bot.dialogue.interviewing import policy, voice
from tests.dialogues.member import as_numbers, choice_for, truth
from tests.dialogues.talk import Talk

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").rglob("*.yaml"))
LONGEST = 40


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_its_transcript_tells(path: Path) -> None:
    script = read(path)
    talk = Talk(**script.get("given", {}))
    talk.say()
    for turn in script.get("turns", []):
        play(talk, turn)
    if "facts" in script:
        answer_until_outcome(talk, script)
    for question, reply in script.get("then", {}).items():
        assert talk.asked == question
        talk.say(str(reply))
    for turn in script.get("after", []):
        play(talk, turn)
    check_end(talk, script["ends"])


def play(talk: Talk, turn: dict[str, Any]) -> None:
    """One turn told word by word, with what is expected of the reply."""
    before = talk.screening
    talk.say(turn.get("member"), turn.get("chooses"))
    for expected in turn.get("bot", []):
        what, _, of = expected.partition(" ")
        assert heard(talk, before, what, of), f"{turn}: expected {expected}, got {talk.reply}"


def heard(talk: Talk, before: dict[str, Any], what: str, of: str) -> bool:
    """Whether the reply is of a kind, such as "ask age"."""
    speaker = voice(Screening.from_json(talk.screening))
    text = talk.reply["text"]
    return {
        "ask": lambda: talk.asked == of,
        "open": lambda: talk.screening["open"] == of,
        "closed": lambda: talk.screening["open"] is None,
        "why": lambda: speaker.say(f"questions.{of}.why") in text,
        "answers": lambda: speaker.say(f"answers.{of}") in text,
        "not_understood": lambda: talk.screening["attempts"] > before["attempts"],
        "outcome": lambda: bool(talk.outcome) and talk.outcome["ecm"]["band"] == of,
        "nothing_learned": lambda: talk.screening["answers"] == before["answers"],
    }[what]()


def answer_until_outcome(talk: Talk, script: dict[str, Any]) -> None:
    """The member answers from what is true of them, or in the words the transcript gives."""
    said = {"who": script.get("who", "self"), **script.get("says", {})}
    while talk.outcome is None:
        assert talk.turns < LONGEST, f"no outcome after {talk.turns} turns"
        question = talk.question
        assert question is not None, "nothing asked and nothing found"
        if question["id"] in script.get("says", {}):
            talk.say(str(said[question["id"]]))
        elif question["id"] == "who":
            talk.say(choice=[said["who"]])
        else:
            answer(talk, question, script)


def answer(talk: Talk, question: dict[str, Any], script: dict[str, Any]) -> None:
    """By number in a text message, by button on the web."""
    facts = script["facts"]
    if question["kind"] == "number":
        talk.say(str(truth(facts, question["facts"][0])))
    elif script.get("given", {}).get("channel") == "sms":
        talk.say(as_numbers(question, choice_for(question, facts)))
    else:
        talk.say(choice=choice_for(question, facts))


def check_end(talk: Talk, ends: dict[str, Any]) -> None:
    """Bands, where the person is sent and what they want, as far as the transcript says."""
    bands = bands_of(talk.outcome)
    for band in ("appears", "may", "not_indicated", "not_available", "undetermined"):
        for name in ends.get(band, []):
            assert bands.get(name) == band, f"{name}: {bands.get(name)}, not {band}"
    for key, value in ends.get("handover", {}).items():
        assert talk.screening["handover"][key] == value
    if "sent_to" in ends:
        assert talk.outcome["sent_to"] == ends["sent_to"]
    if "asked" in ends:
        assert talk.asked == ends["asked"]
    if "turns_at_most" in ends:
        assert talk.turns <= ends["turns_at_most"]


def bands_of(outcome: dict[str, Any] | None) -> dict[str, str]:
    if outcome is None:
        return {}
    populations = {f"ecm/{id}": f["band"] for id, f in outcome["ecm"]["populations"].items()}
    supports = {f"supports/{id}": f["band"] for id, f in outcome["supports"].items()}
    return {"ecm": outcome["ecm"]["band"], **populations, **supports}


def test_there_is_a_conversation_for_every_population_and_service() -> None:
    shown: dict[str, set[str]] = {}
    for path in TRANSCRIPTS:
        script = read(path)
        for name in script["ends"].get("appears", []):
            shown.setdefault(name, set()).add(script.get("given", {}).get("channel", "web"))
    wanted = {f"ecm/{id}" for id in policy().populations}
    wanted |= {f"supports/{id}" for id in policy().supports}
    assert wanted <= set(shown)
    assert {"web", "sms"} <= set().union(*shown.values())
