"""The first message, where it is more than a hello: what it tells and asks is taken up."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.first import ABUSE, DANGER, HELLO
from bot.conversation.interview import Interview, Taken
from bot.conversation.replies import AskCall, AskPerson, NotUnderstood, Volunteered
from bot.conversation.screening import Said, Screening
from bot.dialogue.hearing import spotted_in, with_facts
from bot.dialogue.side_questions import GENERAL, Beside
from bot.dialogue.told import PEOPLE, reader
from bot.language.changes import kind_of, relation_in
from bot.language.plainly import for_work, is_one_person, leaves_out_i, tells_of_another
from bot.language.volunteered import Spotted
from bot.language.volunteered.spotted import Who


def first_heard(
    interview: Interview,
    begun: Screening,
    said: Said,
    beside: Beside | None,
    read: Spotted | None,
) -> Taken:
    """
    The screening after its first message; for whom it is, is asked where it does not say so.

    Args:
        beside: What the message asks; only what has an answer of its own is answered here.
        read: What the pipeline has read in it; None to read it here.
    """
    read = read or spotted_in(said.text, None, begun)
    told = with_facts(NotUnderstood(), said.text, None, begun, read)
    speaks_of_them = read.about in ("child", "other")
    relation = relation_in(said.text, None, speaks_of_them, begun.language)
    topic = beside.topic if beside and beside.topic not in GENERAL else ""
    reply = None
    if isinstance(told, Volunteered):
        relation = "" if told.about == "self" else relation
        reply = replace(told, about=plainly_about(told, said.text, relation, begun))
    said = replace(said, relation=relation)
    return interview.first(replace(begun, relation=relation), reply, said, topic)


def person_at_once(
    interview: Interview, taken: Taken, wish: AskCall | AskPerson, said: Said
) -> Taken:
    """The way to a person after a short hello, with what else the first message told kept."""
    told = taken.screening
    asked = interview.take(told, wish, replace(said, text="")).screening
    help_first = told.aside if told.aside in (DANGER, ABUSE) else None
    return Taken(replace(asked, aside=help_first or f"{HELLO}{told.channel}"))


def plainly_about(told: Volunteered, text: str, relation: str, begun: Screening) -> Who | None:
    """
    Whom the facts of a first message are about; None where that has to be asked.

    It is asked of whoever may write for work, and where facts of several people are told: facts
    that go to the wrong person are worse than one more question.

    Args:
        relation: The word in it for the one it is for; empty where there is none.
    """
    if not told.forms or for_work(text, begun.language):
        return None
    if told.about == "self" or (told.about is None and leaves_out_i(text, begun.language)):
        return None if tells_of_another(text, begun.language) else "self"
    if told.about not in ("child", "other") or not is_one_person(relation, begun.language):
        return None
    own = reader().phrases.spot(text, None, begun.today, "self").facts
    if own or kind_of(relation, begun.language) != told.about:
        return None
    return PEOPLE.get(told.about)
