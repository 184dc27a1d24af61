"""Facts told in passing: taken in beside the answer to the open question, said back, not asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.confirming import CONFIRM, remembered
from bot.conversation.correcting import corrected, going_on
from bot.conversation.course import ENDED, HANDOVER, onward
from bot.conversation.doubts import WHICH_IS_RIGHT, doubt
from bot.conversation.learning import Learned
from bot.conversation.replies import NotUnderstood, Reply, Volunteered
from bot.conversation.said_back import said_back
from bot.conversation.screening import REST, WHO, Said, Screening
from bot.conversation.step import VOLUNTEERED, Step, answered

Take = Callable[[Screening, Reply, Said, Basis], Step]


def hears_facts(screening: Screening, basis: Basis) -> bool:
    """Whether facts in a message belong to the screening now, and not to a name or a time."""
    open_to_facts = {None, WHO, HANDOVER, ENDED, CONFIRM, *basis.policy.questions}
    return screening.open in open_to_facts


def take_volunteered(
    screening: Screening, reply: Volunteered, said: Said, basis: Basis, take: Take
) -> Step:
    """
    Take facts nobody asked for, then what else the message says.

    Args:
        take: Takes the message's answer to the open question, where it holds one.
    """
    if screening.who is None and reply.about in ("self", "child", "other"):
        known = replace(screening, who=reply.about)
        screening = answered(known, WHO, Learned((reply.about,), ()), said)
        screening = replace(screening, open=None)
    if reply.corrects:
        after = corrected(screening, dict(reply.forms), said, basis)
        return going_on(after, basis, said_back(reply))
    if reply.forms:
        learned = Learned((), (dict(reply.forms),))
        screening = answered(screening, VOLUNTEERED, learned, said)
    done = _then(remembered(screening, reply.hints, basis), reply, said, basis, take)
    if done.screening.open != WHICH_IS_RIGHT and doubt(done.screening, basis) is not None:
        return Step(done.screening.asks(WHICH_IS_RIGHT, "asking"))
    return Step(done.screening, (*said_back(reply), *done.remarks))


def _then(screening: Screening, reply: Volunteered, said: Said, basis: Basis, take: Take) -> Step:
    """What else the message says: an answer, nothing, or only what was hinted at."""
    if reply.answer is not None and screening.open is not None:
        return take(screening, reply.answer, said, basis)
    if screening.open == WHO:
        return Step(replace(screening, attempts=0, aside="again"))
    if reply.part and _is_left(screening, basis):
        return Step(replace(screening, attempts=0, page=0, aside=REST))
    if not reply.forms and screening.matter is None and screening.open is not None:
        return take(screening, NotUnderstood(), said, basis)
    return Step(onward(screening, basis))


def _is_left(screening: Screening, basis: Basis) -> bool:
    """Whether something of the open list still matters after a part of it was answered."""
    question = basis.policy.questions.get(screening.open or "")
    if question is None:
        return False
    facts = basis.facts(screening)
    return basis.planner.remaining(facts) > 0 and bool(basis.planner.offered(question, facts))
