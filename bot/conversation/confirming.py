"""What a message only hints at: one short question instead of a guess, and what its answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.course import onward
from bot.conversation.learning import Learned
from bot.conversation.questions import AskedQuestion, Form, Option
from bot.conversation.replies import Chosen, Declined, Hint, NotSure, Reply
from bot.conversation.screening import WHO, Said, Screening
from bot.conversation.step import Remark, Step, answered, remark
from bot.conversation.values import hint_key, number_words
from bot.conversation.voice import Voice
from bot.errors import FactError

CONFIRM = "confirm"
LONGEST_QUOTE = 40


def remembered(screening: Screening, hints: Sequence[Hint], basis: Basis) -> Screening:
    """The screening with the one hint it is best to ask about; what was hinted before is let go."""
    usable = (hint for hint in hints if _may_be_asked(screening, hint.fact, hint.form, basis))
    hint = next(usable, None)
    if hint is None:
        return screening
    return replace(
        screening,
        matter={"hint": hint.fact, "form": hint.form, "words": hint.words[:LONGEST_QUOTE]},
    )


def with_hint(step: Step, basis: Basis) -> Step:
    """A step after which a question about facts is open: what was hinted at is asked first."""
    screening = step.screening
    matter = screening.matter
    if matter is None or "hint" not in matter or screening.open in (CONFIRM, WHO):
        return step
    if _opens_the_talk(screening.open, basis) and screening.open != matter["hint"]:
        return step  # the plan and the age come first; they decide what matters
    if screening.attempts or screening.aside is not None:
        return step
    settled = replace(screening, matter=None)
    if screening.stage != "asking" or screening.open not in basis.policy.questions:
        return Step(settled, step.remarks)
    fact, form = matter["hint"], matter["form"]
    if not _may_be_asked(settled, fact, form, basis):
        return Step(settled, step.remarks)
    asked = replace(settled, confirmed=(*settled.confirmed, fact))
    said = _you_said(str(matter["words"]))
    if _has_own_question(fact, basis):
        return Step(asked.asks(fact, "asking"), (*step.remarks, *said))
    opened = replace(asked.asks(CONFIRM, "asking"), matter=dict(matter))
    return Step(opened, (*step.remarks, *said))


def confirm_question(screening: Screening, voice: Voice) -> AskedQuestion | None:
    """The question about the hint; None where there is none."""
    matter = screening.matter
    if matter is None or "hint" not in matter:
        return None
    says_yes = {matter["hint"]: matter["form"]}
    options = tuple(
        Option(
            value, voice.say(f"conversation.options.{value}"), says_yes if value == "yes" else {}
        )
        for value in ("yes", "no", "not_sure")
    )
    return AskedQuestion(CONFIRM, "yes_no", (matter["hint"],), options)


def confirm_words(screening: Screening, voice: Voice) -> str:
    """What is asked about the hint; empty where there is none."""
    matter = screening.matter
    if matter is None or "hint" not in matter:
        return ""
    form = matter["form"]
    return voice.say(hint_key(matter["hint"], form), number=number_words(form, voice))


def take_confirm(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    """A yes takes what was hinted at; a no or a doubt takes nothing: it is asked in its turn."""
    matter = screening.matter
    is_yes = reply == Chosen(("yes",))
    if not is_yes and reply != Chosen(("no",)) and not isinstance(reply, (NotSure, Declined)):
        return None
    value = "yes" if is_yes else "not_sure" if isinstance(reply, NotSure) else "no"
    forms = ({matter["hint"]: matter["form"]},) if is_yes and matter and "hint" in matter else ()
    after = answered(replace(screening, matter=None), CONFIRM, Learned((value,), forms), said)
    remarks: tuple[Remark, ...] = (remark("not_sure"),) if value == "not_sure" else ()
    return Step(onward(after, basis), remarks)


def _opens_the_talk(question: str | None, basis: Basis) -> bool:
    known = basis.policy.questions.get(question or "")
    return known is not None and bool(known.opening)


def _you_said(words: str) -> tuple[Remark, ...]:
    return (("confirm.you_said", {"words": words}),) if words else ()


def _has_own_question(fact: str, basis: Basis) -> bool:
    """A yes-or-no fact is best asked by its own question: a no to it is a no."""
    own = basis.policy.questions.get(fact)
    return own is not None and own.kind == "yes_no"


def _may_be_asked(screening: Screening, fact: str, form: Form, basis: Basis) -> bool:
    """
    Whether to ask about a hint now.

    Not about what is sensitive: its own question says why it is asked and comes in its time. Not
    twice, not what is known, and not what can change nothing any more.
    """
    question = basis.policy.questions.get(fact)
    if question is None or question.sensitive or fact in screening.confirmed:
        return False
    if any(answer.question == fact for answer in screening.answers):
        return False
    voice = basis.voice(screening)
    if not _has_own_question(fact, basis) and not voice.book.has(hint_key(fact, form)):
        return False
    facts = basis.facts(screening)
    try:
        after = facts.learn({fact: form})
    except FactError:
        return False
    is_news = after.known != facts.known and after.conflicts == facts.conflicts
    return is_news and facts.is_open(fact) and basis.planner.matters(fact, facts)
