"""
Text messages that get no turn: too many from one number, or a machine that answers our answers.

They are stored all the same, where staff read them. Danger to life never comes here, and opting
out is done whatever is decided here; at most its confirmation is left unsaid.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot.channels.fixed_texts import UNASKED, Notice
from bot.gateway.first_look import Look
from bot.gateway.limits import Limits
from bot.storage import messages
from bot.storage.conversations import Conversation
from bot.worker.replying import say_unasked

LIMITED = "limited"
LOOPED = "looped"

# An automatic answer ("I am driving and will text you back") comes in the same words each time.
# Whoever writes anything else is heard again at once.
CUT_OFF = timedelta(hours=6)
SAME_IN_A_ROW = 5
# Below it, it may be somebody's honest answer to every question: "no", "1", "none of these".
SHORTEST_OF_A_MACHINE = 20
# Not even a whole screening is answered with one short word so many times.
SAME_SHORT_IN_A_ROW = 40
ECHOES_IN_A_ROW = 2
OUR_LATEST = 6
NOTICE_EVERY = timedelta(hours=1)

log = logging.getLogger("calaim.gateway")


def held_back(
    connection: Connection, to: Conversation, look: Look, text: str, limits: Limits, now: datetime
) -> str | None:
    """
    Say why this text gets no answer, before it is added to the log; None where it gets one.

    Args:
        text: What came in; nothing is counted of what asks for no answer anyway.
    """
    if look in (Look.ERASE, Look.LEAVE):
        return None if limits.may_answer_urgently(to.id) else LIMITED
    if look not in (Look.TURN, Look.START, Look.WORDLESS):
        return None
    if answers_itself(connection, to, text, now):
        return LOOPED
    return LIMITED if limits.wait("sms_messages", to.id) else None


def answers_itself(connection: Connection, to: Conversation, text: str, now: datetime) -> bool:
    """Whether a machine seems to write: the same over and over, or our own words back."""
    said, since = _bare(text), now - CUT_OFF
    most = SAME_IN_A_ROW if len(said) >= SHORTEST_OF_A_MACHINE else SAME_SHORT_IN_A_ROW
    before = messages.newest_of(connection, to.id, ("member",), since, SAME_IN_A_ROW - 1)
    mine = [said, *map(_bare, before)]
    if _run(mine) >= most:
        return True
    if most > SAME_IN_A_ROW and _run(mine) == SAME_IN_A_ROW:
        before = messages.newest_of(connection, to.id, ("member",), since, most - 1)
        return _run([said, *map(_bare, before)]) >= most
    return _is_echo(connection, to, [text, *before][:ECHOES_IN_A_ROW], since)


def _is_echo(connection: Connection, to: Conversation, texts: list[str], since: datetime) -> bool:
    """Whether each of these holds a whole message of ours."""
    if len(texts) < ECHOES_IN_A_ROW or min(map(len, texts)) < SHORTEST_OF_A_MACHINE:
        return False
    theirs = [_flat(text) for text in texts]
    ours = messages.newest_of(connection, to.id, ("assistant", "system"), since, OUR_LATEST)
    long = [each for each in map(_flat, ours) if len(each) >= SHORTEST_OF_A_MACHINE]
    return all(any(each in text for each in long) for text in theirs)


def _flat(text: str) -> str:
    return " ".join(text.lower().split())


def _run(texts: list[str]) -> int:
    """How many of the first are the same."""
    return next((n for n, text in enumerate(texts) if text != texts[0]), len(texts))


def _bare(text: str) -> str:
    """Letters only: an automatic answer may tell the time."""
    return re.sub(r"[\W\d_]+", " ", text.lower()).strip() or text.strip()


def tell_once(connection: Connection, to: Conversation, why: str, now: datetime) -> None:
    """
    Tell once an hour that many texts came, and how to reach a person: it may be one after all.

    It is told before the text that was one too many is in the log, as everything unasked.
    """
    log.warning("sms_held_back", extra={"conversation": to.id, "status": why})
    if to.opted_out_at is not None:
        return
    lately = messages.newest_of(connection, to.id, ("system",), now - NOTICE_EVERY, OUR_LATEST)
    if not set(lately) & set(UNASKED[Notice.MANY].values()):
        say_unasked(connection, to, Notice.MANY, now)
