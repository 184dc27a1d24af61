"""What the conversation stands on: policy, planner, wording, put together once per process."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.screening import Answer, Screening, withdrawn
from bot.conversation.voice import Voice, voice_of
from bot.eligibility.facts import Facts
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy
from bot.wording.book import Wording

_KEPT = 8


@dataclass(frozen=True)
class Basis:
    """Everything that is the same for all screenings."""

    policy: Policy
    planner: Planner
    wording: Wording
    numbers: Mapping[str, str]
    _recent: deque[tuple[tuple[Answer, ...], Facts]] = field(
        default_factory=lambda: deque(maxlen=_KEPT), repr=False, compare=False
    )

    def voice(self, screening: Screening) -> Voice:
        """The voice for this screening."""
        return voice_of(screening, self.wording, self.numbers)

    def facts(self, screening: Screening) -> Facts:
        """What is known now: all answers, one after another, without what was withdrawn."""
        answers = screening.answers
        for before, facts in tuple(self._recent):
            # The same tuple, not an equal one: a turn asks several times for the same answers.
            if before is answers:
                return facts
        facts = self._learned(answers)
        self._recent.append((answers, facts))
        return facts

    def _learned(self, answers: tuple[Answer, ...]) -> Facts:
        gone = withdrawn(answers)
        settled = {answer.withdraws for answer in answers}
        facts = Facts.from_json(self.policy, {})
        for index, answer in enumerate(answers):
            for forms in answer.learned:
                kept = {fact: f for fact, f in forms.items() if (index, fact) not in gone}
                facts = facts.learn(kept) if kept else facts
            own = (index, answer.question)
            if own not in gone or own in settled:
                facts = self._closed(facts, answer.question)
        return facts

    def _closed(self, facts: Facts, question: str) -> Facts:
        """A fact whose own question was answered is not asked again: "3 to 6" is an answer."""
        fact = self.policy.facts.get(question)
        return facts.close(question) if fact and fact.kind != "set" else facts
