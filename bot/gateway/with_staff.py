"""What a member writes while a person of ours has their conversation: kept, and not for a turn."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.storage import case_life, conversations
from bot.storage.conversations import Conversation
from bot.storage.inbox import WITH_STAFF
from bot.worker.replying import say, say_plainly

# What the carriers want answered whoever reads along, and who asks how it stands.
HELP_WORDS = frozenset({"HELP", "INFO", "STATUS"})


def status_of(connection: Connection, to: Conversation, now: datetime) -> str:
    """
    Give the status of an ordinary message: open for its turn, or left to who has the conversation.

    From then on it is counted how long they wait for an answer; who is on the telephone does not.
    """
    if to.held_by is None:
        return "open"
    if to.unanswered_since is None and to.together_at is None:
        conversations.change(connection, to.id, unanswered_since=now)
    return WITH_STAFF


def asks_who_is_there(to: Conversation, text: str) -> bool:
    """Whether a text is the word HELP or STATUS, while a person has the conversation."""
    return to.held_by is not None and text.strip().rstrip(".!?").upper() in HELP_WORDS


def say_who_is_there(connection: Connection, to: Conversation, row: int, now: datetime) -> None:
    """Answer it: who reads along, the phone number, and the way out."""
    text = in_language(fixed_texts.HELP_BY_A_PERSON, to.language).format(name=_name(connection, to))
    stop = in_language(fixed_texts.HOW_TO_STOP, to.language) if to.channel == "sms" else ""
    say(connection, to, {"text": f"{text} {stop}".strip()}, now, answers=row)


def say_texts_again(connection: Connection, to: Conversation, row: int, now: datetime) -> None:
    """Answer START where a person has the conversation; where nobody has, the helper does."""
    if to.held_by is None:
        return
    text = in_language(fixed_texts.TEXTS_AGAIN, to.language).format(name=_name(connection, to))
    say(connection, replace(to, opted_out_at=None), {"text": text}, now, answers=row)


def _name(connection: Connection, to: Conversation) -> str:
    return (case_life.talker(connection, to.id) or "").partition(",")[0]


def say_who_reads(connection: Connection, to: Conversation, language: str, now: datetime) -> None:
    """Say after help in danger that the person is still there: it came from no person."""
    title = case_life.talker(connection, to.id) or ""
    name = title.partition(",")[0]
    text = in_language(fixed_texts.STILL_HERE, language).format(name=name)
    say_plainly(connection, to, "system", text, now, speaker=title or None)
