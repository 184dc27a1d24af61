"""What a member writes while a person of ours has their conversation: kept, and not for a turn."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.storage import case_life, conversations
from bot.storage.conversations import Conversation
from bot.storage.inbox import WITH_STAFF
from bot.worker.replying import say

# What the carriers want answered whoever reads along.
HELP_WORDS = frozenset({"HELP", "INFO"})


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
    """Whether a text is the word HELP, while a person has the conversation."""
    return to.held_by is not None and text.strip().rstrip(".!").upper() in HELP_WORDS


def say_who_is_there(connection: Connection, to: Conversation, row: int, now: datetime) -> None:
    """Answer it: who reads along, the phone number, and the way out."""
    name = (case_life.talker(connection, to.id) or "").partition(",")[0]
    text = in_language(fixed_texts.HELP_BY_A_PERSON, to.language).format(name=name)
    say(connection, to, {"text": text}, now, answers=row)
