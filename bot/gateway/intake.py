"""Taking a web message: checked, stored and numbered in the caller's one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.gateway import with_staff
from bot.gateway.alarm import Alarm
from bot.gateway.bodies import PostedChoice, PostedText
from bot.gateway.errors import ApiError, TooMany
from bot.gateway.first_look import Look, look_at_web
from bot.gateway.hearing import heard_again
from bot.gateway.limits import Limits
from bot.gateway.replies import Replies
from bot.gateway.seen import question_seen
from bot.gateway.sessions import new_token
from bot.storage import conversations, inbox, messages
from bot.storage.conversations import Conversation
from bot.storage.inbox import Earlier

# These answer a list as a whole.
NOTHING_FITS = "none"
ALONE = {NOTHING_FITS, "not_sure", "skip"}
# For what is answered even above the limits, but not to a machine without end.
URGENT_AGAIN_SECONDS = 120


@dataclass(frozen=True)
class Meter:
    """Counts a message of this address, unless it must be heard whatever came before it."""

    limits: Limits
    address: str

    def count(self, conversation_id: str) -> None:
        """
        Count an ordinary message.

        Raises:
            TooMany: It is one too many.
        """
        self.limits.take("address_messages", self.address)
        self.limits.take("web_messages", conversation_id)


def start_conversation(connection: Connection, language: str, now: datetime) -> tuple[str, str]:
    """Open a conversation and ask for its greeting; give token and id."""
    token = new_token()
    identity = conversations.create_web(connection, token, language, now)
    inbox.add(connection, identity, f"web:{identity}:", now, kind="hello")
    return token, identity


def take_message(
    connection: Connection,
    conversation_id: str,
    posted: PostedText | PostedChoice,
    now: datetime,
    alarm: Alarm,
    replies: Replies,
    meter: Meter,
) -> int:
    """
    Store one message and give its number; a repeated id gives the number it had.

    A text that speaks of danger to life is answered here and never waits for a turn.

    Raises:
        ApiError: 409 where a choice is for a question no longer open, or the id was another
            message's; 422 where the question does not offer the choice; 429 where it is one too
            many. Nothing is stored then.
    """
    to = conversations.lock_as_it_is(connection, conversation_id)
    key = f"web:{conversation_id}:{posted.id}"
    earlier = inbox.earlier(connection, key)
    if earlier is not None:
        if not _is_same(earlier, posted):
            raise ApiError(409, "id_reused", "This id was used for another message.")
        return earlier.seq
    to = heard_again(connection, to)
    if isinstance(posted, PostedText):
        return _take_text(connection, to, key, posted, now, alarm, replies, meter)
    meter.count(to.id)
    return _take_choice(connection, to, key, posted, now)


def _is_same(earlier: Earlier, posted: PostedText | PostedChoice) -> bool:
    """Whether a repeated id brings the same message; of an erased one nothing is left to tell."""
    if earlier.kind is None or (earlier.text is None and earlier.choice is None):
        return True
    if isinstance(posted, PostedText):
        return earlier.kind == "text" and earlier.text == posted.text
    return earlier.kind == "choice" and set(earlier.choice or ()) == (
        set(posted.values) or {NOTHING_FITS}
    )


def _take_choice(
    connection: Connection, to: Conversation, key: str, posted: PostedChoice, now: datetime
) -> int:
    chosen = _check_choice(connection, to, posted)
    values = [option["value"] for option in chosen]
    # The labels are the person's words: staff read them beside the criterion they bear on.
    words = ", ".join(str(option["label"]) for option in chosen)
    seq = messages.add(connection, to.id, "member", words, now)
    seen = question_seen(connection, to, posted.to)
    inbox.add(
        connection,
        to.id,
        key,
        now,
        kind="choice",
        text=words,
        choice=values,
        seq=seq,
        asked_seq=seen,
    )
    return seq


def _take_text(
    connection: Connection,
    to: Conversation,
    key: str,
    posted: PostedText,
    now: datetime,
    alarm: Alarm,
    replies: Replies,
    meter: Meter,
) -> int:
    text, look = posted.text, look_at_web(posted.text)
    # The bare word says nothing itself, whatever was said before it.
    danger = None if look is Look.ERASE else alarm.hears(connection, to, text, now)
    waits = look is Look.TURN and not danger
    may_answer = waits or meter.limits.may_answer_urgently(to.id)
    if waits:
        meter.count(to.id)
    elif not danger and not may_answer:
        raise TooMany(URGENT_AGAIN_SECONDS)
    seq = messages.add(connection, to.id, "member", text, now)
    row = inbox.add(
        connection,
        to.id,
        key,
        now,
        kind="text",
        text=text,
        seq=seq,
        asked_seq=question_seen(connection, to, posted.to),
        status=with_staff.status_of(connection, to, now) if waits else "done",
    )
    if danger:
        alarm.answer(connection, to, danger, text, row, now, speaks=may_answer)
    elif look is Look.ERASE:
        replies.erase(connection, to, row, now)
    elif look is Look.STOP:
        replies.stopped(connection, to, row, now)
    elif with_staff.asks_who_is_there(to, text):
        with_staff.say_who_is_there(connection, to, row, now)
    return seq


def _check_choice(
    connection: Connection, to: Conversation, posted: PostedChoice
) -> list[dict[str, Any]]:
    """Give the options chosen, in the question's order."""
    if posted.to != to.open_question_seq or inbox.has_open(connection, to.id):
        raise ApiError(409, "question_closed", "This question is no longer open.")
    question = messages.question_at(connection, to.id, posted.to)
    return chosen_of(question, posted.values)


def chosen_of(question: dict[str, Any] | None, values: Iterable[str]) -> list[dict[str, Any]]:
    """
    Give the options of a question that were chosen, in its order.

    Raises:
        ApiError: 422 where it does not offer them, or not together.
    """
    options = question["options"] if question else ()
    many = question is not None and question["kind"] == "multiple"
    # Nothing ticked in a list is an answer too, and the list has an option that says so.
    wanted = set(values) or ({NOTHING_FITS} if many else set())
    if not wanted or not wanted <= {option["value"] for option in options}:
        raise ApiError(422, "unknown_option", "The question does not offer this choice.")
    if len(wanted) > 1 and (not many or _contradicts(wanted)):
        raise ApiError(422, "one_option", "These options cannot be chosen together.")
    return [option for option in options if option["value"] in wanted]


def _contradicts(values: set[str]) -> bool:
    """Say whether a list is answered as a whole and in parts, or one item in two ways."""
    return bool(values & ALONE) or any(f"{value}?" in values for value in values)
