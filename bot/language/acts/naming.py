"""What a message does in the names of the design: the acts heard, the commands, or only facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversation.questions import Forms
from bot.conversation.replies import (
    AskErase,
    AskMore,
    AskPerson,
    AskWhy,
    Declined,
    Erase,
    GoBack,
    Mistaken,
    NotSure,
    Repeat,
    Reply,
    Restart,
    SideQuestion,
)
from bot.language.acts.reader import CERTAIN, INFORM, Act
from bot.language.asides import OTHER_LANGUAGE

COMMANDS: Mapping[type, str] = {
    AskWhy: "ask_why",
    AskPerson: "ask_human",
    AskMore: "more",
    AskErase: "erase",
    Erase: "erase",
    Repeat: "repeat",
    GoBack: "go_back",
    Mistaken: "correct_answer",
    Restart: "restart",
    NotSure: "not_sure",
    Declined: "decline_to_answer",
}
"""The act of each reply that fixed words give."""

TOPICS: Mapping[str, str] = {OTHER_LANGUAGE: "switch_language"}
"""Topics of an aside that bear another name as an act."""

DENY = "deny"


def named(acts: Sequence[Act], reply: Reply, facts: Forms) -> list[str]:
    """
    The acts of a message, the main one first.

    A "no" that is only implied ("none", "never") tells a fact where one was read. Where nothing
    is heard, a fixed command speaks; where that does not either, facts make it `inform`.

    Args:
        acts: What the reader of acts believes.
        reply: What the fixed reading gave.
        facts: What the message tells.
    """
    heard = [act.widest for act in acts if act.name != INFORM and not _implied(act, facts)]
    if not heard and (command := _command(reply)):
        heard = [command]
    if not heard and (facts or any(act.name == INFORM for act in acts)):
        heard = [INFORM]
    return list(dict.fromkeys(heard))


def _implied(act: Act, facts: Forms) -> bool:
    return act.name == DENY and act.confidence < CERTAIN and bool(facts)


def _command(reply: Reply) -> str | None:
    if isinstance(reply, SideQuestion):
        return TOPICS.get(reply.topic, reply.topic)
    return COMMANDS.get(type(reply))
