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
from bot.language.acts.reader import CERTAIN, INFORM, Act, is_topic
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

DENY, OUT_OF_SCOPE = "deny", "out_of_scope"


def named(acts: Sequence[Act], reply: Reply, facts: Forms, asks: bool) -> list[str]:
    """
    The acts of a message, the main one first.

    Where a fact was read, a "no" that is only implied ("none", "never") told it, and what is no
    question is not about a topic. Where nothing is heard, a fixed command speaks; where that does
    not either, facts make it `inform`.

    Args:
        acts: What the reader of acts believes.
        reply: What the fixed reading gave.
        facts: What the message tells.
        asks: Whether it has the form of a question.
    """
    told = [act for act in acts if facts and (_implied(act) or (not asks and _named_only(act)))]
    heard = [act.widest for act in acts if act.name != INFORM and act not in told]
    if not heard and (command := _command(reply)):
        heard = [command]
    if not heard and (facts or any(act.name == INFORM for act in acts)):
        heard = [INFORM]
    return list(dict.fromkeys(heard))


def _implied(act: Act) -> bool:
    return act.name == DENY and act.confidence < CERTAIN


def _named_only(act: Act) -> bool:
    return act.confidence < CERTAIN and (is_topic(act.name) or act.name == OUT_OF_SCOPE)


def _command(reply: Reply) -> str | None:
    if isinstance(reply, SideQuestion):
        return TOPICS.get(reply.topic, reply.topic)
    return COMMANDS.get(type(reply))
