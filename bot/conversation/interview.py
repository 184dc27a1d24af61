"""
The interview: the one door through which dialogue and channels reach the conversation.

Everything here is a pure function of its arguments; build it once per process and share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.conversation.asking import OWN_QUESTIONS
from bot.conversation.basis import Basis
from bot.conversation.first import ABUSE, CHANGED, DANGER, FIRSTS, first_of, with_help
from bot.conversation.greeting import greeted
from bot.conversation.opening import open_question, outcome_parts
from bot.conversation.outcome import outcome_of
from bot.conversation.questions import AskedQuestion
from bot.conversation.read_out import read_out
from bot.conversation.replies import Reply, SideQuestion, Volunteered
from bot.conversation.resuming import ONWARD, put_again, put_onward
from bot.conversation.room import fits, together
from bot.conversation.said_back import SAID_BACK, ways_to_say
from bot.conversation.saying import BRIEF, Message, Utterance, side_answer, utterance
from bot.conversation.screening import Said, Screening
from bot.conversation.step import Remark, Step
from bot.conversation.taking import step
from bot.conversation.voice import contact_numbers
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy
from bot.errors import PolicyError
from bot.wording.book import Wording

__all__ = ["Interview", "Message", "Said", "Screening", "Taken"]


@dataclass(frozen=True)
class Taken:
    """
    What a reply led to.

    Args:
        screening: The screening after it.
        remarks: What to say before the next message; together they fit into one message.
    """

    screening: Screening
    remarks: tuple[str, ...] = ()


class Interview:
    """Asks, takes answers and tells the outcome, under one policy and in one set of words."""

    def __init__(self, policy: Policy, wording: Wording) -> None:
        """
        Put policy and words together, and check that every question has its words.

        Raises:
            PolicyError: A question or an option has no wording.
        """
        self.basis = Basis(policy, Planner(policy), wording, contact_numbers(policy.contacts))
        missing = list(missing_wording(policy, wording))
        if missing:
            raise PolicyError(f"bot/wording: no words for {', '.join(missing)}")

    def begin(self, today: date, language: str = "en", channel: str = "web") -> Screening:
        """A new screening; its first message is the greeting with the first question."""
        edition = self.basis.policy.edition
        return Screening(edition=edition, today=today, language=language, channel=channel)

    def open_question(self, screening: Screening) -> AskedQuestion | None:
        """The question now open, for reading an answer to it; None once the talk has closed."""
        return open_question(screening, self.basis)

    def take(self, screening: Screening, reply: Reply, said: Said) -> Taken:
        """Take a reply to the open question, or something that can be said at any time."""
        done = step(screening, reply, said, self.basis)
        after = with_help(screening, done.screening)
        if after.aside in (DANGER, ABUSE):
            return Taken(after)
        needed = tuple(each for each in done.remarks if each[0] in SAID_BACK)
        if after.aside is None and needed and not self._spoken(needed, after):
            # What was picked up in passing is said back, and the question put shorter for it.
            brief = replace(after, aside=BRIEF)
            after = brief if self._spoken(needed, brief, in_part=True) else after
        remarks = self._spoken(done.remarks, after, in_part=True)
        if not remarks and after.aside is None and after.stage == "outcome":
            is_changed = any(key.startswith("confirm.changed") for key, _ in done.remarks)
            after = replace(after, aside=CHANGED) if is_changed else after
        return Taken(after, remarks)

    def first(
        self, screening: Screening, reply: Reply | None, said: Said, topic: str = ""
    ) -> Taken:
        """
        Take the first message, and take up in the greeting what it tells and asks.

        Args:
            reply: What it tells; None where that is nothing.
            topic: What it asks about; empty where that is nothing.
        """
        done = step(screening, reply, said, self.basis) if reply else Step(screening)
        with_first = with_help(screening, done.screening)
        begun = greeted(Step(with_first, done.remarks), topic, self.basis)
        if begun is None and isinstance(reply, Volunteered):
            return self.first(screening, replace(reply, about=None), said, topic)
        return Taken(*begun) if begun else Taken(replace(with_first, aside=None))

    def beside(self, before: Screening, taken: Taken, topic: str) -> Taken:
        """
        Answer a question too that was asked in the same message.

        Help in danger goes before it; where there is something new to tell, such as the outcome,
        it is answered only if there is room.
        """
        after = taken.screening
        if first_of(after):
            return taken
        asked = step(after, SideQuestion(topic), Said(), self.basis).screening
        if after.open == before.open or after.stage in ("start", "asking"):
            spoken = utterance(asked, self.basis)
            if fits(together([*taken.remarks, spoken.text]), spoken.question):
                return Taken(asked, taken.remarks)
            return Taken(asked)
        answer, spoken = side_answer(asked, self.basis), utterance(after, self.basis)
        remarks = (*taken.remarks, answer)
        is_room = fits(together([*remarks, spoken.text]), spoken.question)
        return Taken(after, remarks) if is_room else taken

    def put(self, act: str, screening: Screening, *, is_new: bool = False) -> Screening:
        """The screening about to put a question though nobody wrote, see `resuming`."""
        if act == ONWARD:
            return put_onward(screening, self.basis)
        return put_again(screening, is_new=is_new)

    def ask(self, screening: Screening) -> Message:
        """What to say now."""
        return utterance(screening, self.basis).message()

    def read_out(self, text: str, screening: Screening, since: datetime) -> str:
        """A message as staff read it out to whom they speak with since then, see `read_out`."""
        return read_out(text, screening, self.basis, since)

    def why(self, screening: Screening) -> str:
        """Why this is asked; at the outcome, the first of the reasons in the plan's words."""
        if screening.stage == "outcome":
            told = outcome_of(screening, self.basis)
            parts = outcome_parts(replace(screening, aside="why"), told)
            return parts[0] if parts else told.voice.say("outcome.why.end")
        return self.basis.voice(screening).say_if_there(f"questions.{screening.open}.why")

    def _spoken(
        self, remarks: tuple[Remark, ...], screening: Screening, in_part: bool = False
    ) -> tuple[str, ...]:
        """
        The remarks that have words and still leave room for the message they go before.

        Args:
            in_part: Whether to say a part of a remark where there is no room for the whole.
        """
        voice = self.basis.voice(screening)
        worded = [remark for remark in remarks if voice.book.has(remark[0])]
        if not worded:
            return ()
        spoken: list[str] = []
        after: Utterance = utterance(screening, self.basis)
        for remark in worded:
            ways = tuple(ways_to_say(remark, screening, voice))
            for text in ways if in_part else ways[:1]:
                if fits(together([*spoken, text, after.text]), after.question):
                    spoken.append(text)
                    break
        return tuple(spoken)


def missing_wording(policy: Policy, wording: Wording) -> list[str]:
    """Every phrase that a question or an option needs and a language does not have."""
    keys = [
        f"questions.{question.id}.{part}"
        for question in policy.questions.values()
        for part in ("ask", "why")
    ]
    keys += [f"questions.{id}.ask" for id in OWN_QUESTIONS]
    keys += [
        f"questions.{question.id}.options.{option.value}"
        for question in policy.questions.values()
        for option in question.options
        if option.value not in ("yes", "no")
    ]
    keys += [f"conversation.first.{name}" for name in FIRSTS]
    keys += [f"outcome.since.{id}" for id in policy.populations]
    keys += [f"outcome.supports.{id}" for id in policy.supports]
    keys += [f"outcome.cards.supports.{id}" for id in policy.supports]
    keys += [f"outcome.sources.{id}" for id in policy.sources]
    books = wording.books.values()
    return [f"{book.language}: {key}" for book in books for key in keys if not book.has(key)]
