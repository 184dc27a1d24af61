"""`calaim chat`: the same dialogue in the terminal, all in one process; Ctrl-D ends it."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from bot.app.acts_file import ensure_acts
from bot.app.train import model_path
from bot.channels.sms_text import render
from bot.conversation.handover import CODE_PLACE, without_marks
from bot.dialogue.models import checked
from bot.dialogue.surroundings import ensure_spacy_model, prepare_surroundings, silence_rasa
from bot.dialogue.turn import TurnError
from bot.dialogue.turn_request import TurnRequest

if TYPE_CHECKING:
    from bot.dialogue.turn_taking import TurnTaker

CHANNEL = "sms"
"""The terminal is like a phone: typed words, numbered options."""

NO_CASE = "(none here)"
"""In the terminal nothing is stored, so there is no case and no code."""

SORRY = "Sorry, something broke. Please try again."


def main(argv: list[str]) -> int:
    """Talk until Ctrl-D."""
    argparse.ArgumentParser(prog="calaim chat", description=__doc__).parse_args(argv)
    model = checked(model_path())
    print("Starting (about 15 s). Ctrl-D ends the chat.", flush=True)
    prepare_surroundings()
    ensure_spacy_model()
    ensure_acts()
    from bot.dialogue.agent import load_agent, turn_taker

    silence_rasa()
    return asyncio.run(_chat(turn_taker(load_agent(model))))


async def _chat(taker: TurnTaker) -> int:
    state: Any = None
    text: str | None = None
    turns = 0
    while True:
        turns += 1
        try:
            answer = await taker.take(_request(text, state, turns))
            state = None if "erase" in answer["effects"] else answer["state"]
            shown = render(answer["reply"]).replace(CODE_PLACE, NO_CASE)
            print(f"\n{without_marks(shown)}\n", flush=True)
        except TurnError:
            print(f"\n{SORRY}\n", flush=True)
        text = _typed()
        if text is None:
            return 0


def _typed() -> str | None:
    """What the person types; None at Ctrl-D."""
    try:
        return input("> ")
    except EOFError:
        print()
        return None


def _request(text: str | None, state: Any, turns: int) -> TurnRequest:
    return TurnRequest.from_json(
        {
            "conversation": "terminal",
            "message_id": f"terminal-{turns}",
            "text": text,
            "choice": None,
            "channel": CHANNEL,
            "today": os.environ.get("CALAIM_TODAY") or date.today().isoformat(),
            "at": datetime.now(timezone.utc).isoformat(),
            "state": state,
        }
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
