"""
Danger to life, answered at once: the help, and an urgent case, in the message's own transaction.

Neither Rasa nor the worker is needed for it. A message of the first tier ends here; one of the
second goes on to its turn, and the worker puts the line of help before the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.gateway import with_staff
from bot.gateway.long_texts import CLEAR_AND_NOW, LONGEST_TEXT, cry_in
from bot.handoff.case import CaseDraft
from bot.safety import Danger, help_first, kind_of_help
from bot.storage import cases, messages
from bot.storage.conversations import Conversation
from bot.worker import tallying
from bot.worker.helping import danger_in, helped_lately, language_of
from bot.worker.replying import say

MakeCase = Callable[[Conversation, Danger, str, datetime], CaseDraft]


@dataclass(frozen=True)
class Alarm:
    """
    Looks at every text before anything else is done with it.

    Args:
        make_case: Makes the urgent case for staff from what is known so far.
    """

    make_case: MakeCase

    def hears(
        self, connection: Connection, to: Conversation, text: str, now: datetime
    ) -> Danger | None:
        """
        Whether the text speaks of danger to life now, as an answer to the open question.

        By itself or as the end of what the texts of the last minutes began. A text that is too
        long was taken for the cry that stands in it.
        """
        if len(text) > LONGEST_TEXT:
            cry = cry_in(text)
            return cry[0] if cry else None
        danger = danger_in(connection, to, text, open_question(connection, to), now)
        return danger if danger is not None and danger.tier == CLEAR_AND_NOW else None

    def answer(
        self,
        connection: Connection,
        to: Conversation,
        danger: Danger,
        text: str,
        row: int,
        now: datetime,
        *,
        speaks: bool = True,
    ) -> None:
        """
        Say the help and tell staff; the screening stays as it is, for later.

        Args:
            speaks: False for a machine that says it without end; staff are told all the same.
        """
        cases.open_or_update(connection, to.id, self.make_case(to, danger, _told(text), now), now)
        steps = [(tallying.IN_DANGER, ""), (tallying.HANDED_OVER, "")]
        tallying.tally(connection, to, steps, now)
        if not speaks:
            return
        again = helped_lately(connection, to, now)
        kind = kind_of_help(danger.kind, text)
        reply = help_first(kind, language_of(danger, to.language, text), again)
        say(connection, to, {"text": reply}, now, answers=row, is_urgent=True)
        if to.held_by is not None and to.together_at is None:
            language = language_of(danger, to.language, text)
            with_staff.say_who_reads(connection, to, language, now)


def _told(text: str) -> str:
    """Give staff all of it, but begin with the cry: a summary shows the first words only."""
    cry = cry_in(text) if len(text) > LONGEST_TEXT else None
    return f"... {cry[1].strip()} ... (In a long message, here whole:) {text}" if cry else text


def open_question(connection: Connection, to: Conversation) -> str | None:
    """The id of the question now open, if one is."""
    if to.open_question_seq is None:
        return None
    question = messages.question_at(connection, to.id, to.open_question_seq)
    return str(question["id"]) if question else None
