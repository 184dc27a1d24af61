"""The engine of the conversation behind the address of Rasa: real screenings, no language model."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.conversation.handover import CASE_CLOSED
from bot.conversation.replies import Chosen, Declined, NotSure, Reply
from bot.conversation.screening import Said, Screening
from bot.conversation.wishes import case_closed
from bot.language.reader import read_reply
from tests.conversation.talk import interview
from tests.fakes.turns import FakeTurns


class EngineTurns(FakeTurns):
    """Speaks the turn protocol as the stand-in does, with what the engine says and becomes."""

    def answer(self, body: dict) -> dict:
        is_new, today = body["state"] is None, date.fromisoformat(body["today"])
        begun = interview().begin(today, channel=body["channel"])
        before = begun if is_new else Screening.from_json(body["state"])
        before = case_closed(before) if body["case"] == CASE_CLOSED else before
        if body["act"]:
            screening, remarks = interview().put(body["act"], before, is_new=is_new), ()
        elif is_new:
            screening, remarks = begun, ()
        else:
            by_phone = body["by_phone"]
            said = Said(body["text"] or "", body["message_id"], body["at"], by_phone=by_phone)
            taken = interview().take(before, self.reply(before, body), said)
            screening, remarks = taken.screening, taken.remarks
        message = interview().ask(screening).to_json()
        told = " ".join((*remarks, message["text"]))
        state: dict[str, Any] = screening.to_json()
        return {
            "reply": {**message, "text": told},
            "state": state,
            "screening": state,
            "understood": self.understood,
            "effects": [],
        }

    def reply(self, screening: Screening, body: dict) -> Reply:
        if body["choice"] is None:
            question = interview().open_question(screening)
            return read_reply(body["text"] or "", question, None)
        chosen = tuple(body["choice"])
        ways: dict[tuple[str, ...], Reply] = {("not_sure",): NotSure(), ("skip",): Declined()}
        return ways.get(chosen, Chosen(chosen))
