"""From here on it is for somebody else: asked about where anything is known, and kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.basis import Basis
from bot.conversation.correcting import back_to
from bot.conversation.course import new_round, onward
from bot.conversation.learning import Learned
from bot.conversation.questions import AskedQuestion, Option
from bot.conversation.replies import Chosen, ForWhom, Reply
from bot.conversation.screening import WHO, Answer, Said, Screening
from bot.conversation.step import VOLUNTEERED, Remark, Step, answered, is_no
from bot.conversation.voice import Voice

SWITCH = "switch_person"


def take_for_whom(screening: Screening, reply: ForWhom, said: Said, basis: Basis) -> Step:
    """Ask whether to start over for them; with nothing known yet, or where they said so, do it."""
    matter = {
        "switch": [screening.open, screening.stage],
        "who": reply.who,
        "person": reply.person,
        "forms": dict(reply.forms),
        "words": said.text[:80],
    }
    is_bare = not any(answer.learned for answer in screening.answers)
    if is_bare and screening.stage in ("start", "asking", "provider"):
        return _switched(replace(screening, who=None, answers=()), matter, said, basis)
    if reply.sure:
        return _switched(new_round(basis.policy.edition, screening), matter, said, basis)
    return Step(replace(screening.asks(SWITCH), matter=matter))


def switch_question(screening: Screening, voice: Voice) -> AskedQuestion:
    """Yes or no."""
    options = (Option(v, voice.say(f"conversation.options.{v}")) for v in ("yes", "no"))
    return AskedQuestion(SWITCH, "yes_no", options=tuple(options))


def switch_words(screening: Screening, voice: Voice, length: str = "") -> str:
    """What is asked, with whom it is about; empty where there is nothing to ask about."""
    matter = screening.matter
    if matter is None or "switch" not in matter:
        return ""
    return voice.say(f"confirm.switch{length}", them_now=_them(matter, voice))


def take_switch(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    """A yes begins a round of its own for them; a no goes on where it was."""
    matter = screening.matter
    if reply == Chosen(("yes",)) and matter is not None and "switch" in matter:
        fresh = new_round(basis.policy.edition, screening)
        return _switched(fresh, matter, replace(said, text=str(matter["words"])), basis)
    if is_no(reply):
        return Step(back_to(screening, "switch"), (("confirm.kept", {}),))
    return None


def _switched(fresh: Screening, matter: Mapping[str, Any], said: Said, basis: Basis) -> Step:
    who = str(matter["who"])
    relation = str(matter["person"])
    known = replace(fresh, who=who, matter=None, relation=relation)
    known = answered(known, WHO, Learned((who,), ()), said)
    if matter["forms"]:
        known = answered(known, VOLUNTEERED, Learned((), (dict(matter["forms"]),)), said)
    them = _them(matter, basis.voice(known))
    remarks: tuple[Remark, ...] = (("confirm.switched", {"them_now": them}),)
    return Step(onward(known, basis), remarks)


def _them(matter: Mapping[str, Any], voice: Voice) -> str:
    """The person in a word or two: "your mom", "you"."""
    if matter["who"] == "self":
        return voice.say("confirm.whom.you")
    if matter["person"]:
        return voice.say("confirm.whom.named", person_named=matter["person"])
    return voice.say(f"confirm.whom.{matter['who']}")


def words_for_whom(answers: tuple[Answer, ...]) -> str:
    """The words in which it was said for whom it is; empty where nobody has said it."""
    return next((answer.words for answer in answers if answer.question == WHO), "")
