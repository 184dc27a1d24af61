"""
How what is found is meant: asserted, denied, over, asked or supposed, and of whom it is said.

The idea is ConText's (Chapman 2007): cue words with a direction and a reach, ended by a break. The
cues are in `en/_scope.yaml`. Text messages have few sentences, so a clause also begins where a new
subject does ("im pregnant i live in my car").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.language.volunteered.cues import Cues

_ENDS = frozenset(".?")
_BREAKS = frozenset(".?,")


@dataclass(frozen=True)
class Meant:
    """How one finding is meant."""

    denied: bool
    over: bool
    supposed: bool
    doubtful: bool
    subject: str | None


class Scope:
    """The clauses, subjects and cues of one message."""

    def __init__(self, words: Sequence[str], cues: Cues) -> None:
        self.words = words
        self._cues = cues
        self._places: dict[str, list[int]] = {}
        self._named: dict[int, str | None] = {}

    def meant(self, start: int, end: int, lasting: bool = False, wish: bool = False) -> Meant:
        """How the words from `start` to before `end` are meant; a wish is denied by refusing."""
        clause = self.clause(start)
        stop = self._clause_end(end)
        supposed = self._supposed(clause, start, end)
        if wish:
            supposed = self._near("has_already", clause, start) or (
                supposed and not self._asks_for_help(clause)
            )
        return Meant(
            self._refused(clause, start, end) if wish else self._denied(clause, start, end),
            self._over(clause, start, end, stop, lasting),
            supposed,
            self._near("doubt", clause, start) or self._near("doubt", end, stop),
            self.subject(start, end),
        )

    @cached_property
    def _clauses(self) -> list[int]:
        """For each word, where its clause begins."""
        begins, begin = [], 0
        for at, word in enumerate(self.words):
            if word in _BREAKS or self._cues.at("conjunctions", self.words, at):
                begin = at + 1
            elif at > begin and self._new_subject(at, begin):
                begin = at
            begins.append(begin)
        return begins

    def _new_subject(self, at: int, begin: int) -> bool:
        word, before = self.words[at], self.words[at - 1]
        if word in self._cues.subjects:
            return not self._cues.at("no_new_clause", self.words, at - 1)
        return (
            before == "and"
            and bool(self._cues.at("opens_clause", self.words, at))
            and at - begin > 1
        )

    def clause(self, at: int) -> int:
        """Where the clause of a word begins."""
        return self._clauses[min(at, len(self.words) - 1)] if self.words else 0

    def _clause_end(self, at: int) -> int:
        while (
            at < len(self.words) and self._clauses[at] <= at - 1 and self.words[at] not in _BREAKS
        ):
            if self._clauses[at] == at:
                break
            at += 1
        return at

    def sentence(self, at: int) -> tuple[int, int]:
        """The words of the sentence around a place."""
        first = last = min(at, len(self.words) - 1)
        while first > 0 and self.words[first - 1] not in _ENDS:
            first -= 1
        while last < len(self.words) and self.words[last] not in _ENDS:
            last += 1
        return first, last

    def _near(self, name: str, first: int, last: int) -> bool:
        return bool(self._within(name, first, last))

    def _within(self, name: str, first: int, last: int) -> list[int]:
        """Where a cue stands, looked up once: a message of numbers alone is one long clause."""
        if name not in self._places:
            places = range(len(self.words))
            self._places[name] = [at for at in places if self._cues.at(name, self.words, at)]
        found = self._places[name]
        return found[bisect_left(found, first) : bisect_left(found, last)]

    def _denied(self, clause: int, start: int, end: int) -> bool:
        if self._cues.at("denial", self.words, start):
            return False  # "no ride" after "no food and": the words deny what they mean to deny
        for at in range(max(clause, start - 6), start):
            if self._cues.at("not_a_denial", self.words, at):
                return False
            length = self._cues.at("denial", self.words, at)
            if length and at + length <= start and not self._answers_no(at):
                return not self._near("ends_denial", at + length, start)
        return bool(self._cues.at("denial_after", self.words, end))

    def _refused(self, clause: int, start: int, end: int) -> bool:
        """Whether a help is refused: "do not need ...", "no meals", "meals no thanks"."""
        for at in range(clause, start + 1):
            length = self._cues.at("refusal", self.words, at)
            if length and not self._near("ends_refusal", at + length, start):
                return True
        before = start
        while before > 0 and self._cues.at("determiners", self.words, before - 1):
            before -= 1
        if before and self.words[before - 1] in ("no", "not", "without", "nor"):
            return not (self._answers_no(before - 1) or self._is_unable(before - 1))
        return self._is_turned_down(end)

    def _is_unable(self, at: int) -> bool:
        """ "can not pay the deposit": what one can not do oneself is not refused."""
        return bool(self._cues.at("unable", self.words, at - 1))

    def _is_turned_down(self, end: int) -> bool:
        """ "meals no", "the ramp no thanks": the no ends there."""
        length = self._cues.at("turned_down", self.words, end)
        return bool(length) and self.words[end + length : end + length + 1] in ([], [","], ["."])

    def _answers_no(self, at: int) -> bool:
        """ "no im pregnant": the "no" answers, it does not deny."""
        following = self.words[at + 1] if at + 1 < len(self.words) else ""
        return self.words[at] == "no" and following in (*self._cues.subjects, "my", ",")

    def _over(self, clause: int, start: int, end: int, stop: int, lasting: bool) -> bool:
        if "not" not in self.words[start:end] and self._is_ended(end, stop):
            return True
        if self._near("present", clause, stop):
            return False
        if self._near("over", clause, start) or (not lasting and self._near("over", end, stop)):
            return True
        return not lasting and self._near("was", clause, start)

    def _is_ended(self, end: int, stop: int) -> bool:
        """ "anymore", close by or after a comma; within "can not ... anymore" it ends nothing."""
        after = end + 1 if self.words[end : end + 1] == [","] else end
        near = self._cues.at("over_after", self.words, after)
        return bool(near) or self._near("over_after", end, stop)

    def _supposed(self, clause: int, start: int, end: int) -> bool:
        if not all(map(self._is_wish, self._within("supposed", clause, start))):
            return True
        before = clause
        while before > 0 and self.words[before - 1] not in _ENDS:
            previous = self.clause(before - 1)
            joint = self.words[before - 1]
            if joint == "," or previous >= before:
                break
            if self._near("conditions", previous, before) and self._joined(before):
                return True
            before = previous
        return self._is_asked(clause, end)

    def _is_wish(self, at: int) -> bool:
        return bool(self._cues.at("wishes", self.words, at))

    def _asks_for_help(self, clause: int) -> bool:
        """ "can you help me find ..." asks for it, "what is ..." asks about it."""
        first = clause
        while first < len(self.words) and self._cues.at("fillers", self.words, first):
            first += 1
        return not self._cues.at("asks_about", self.words, first)

    def _joined(self, begin: int) -> bool:
        return self.words[begin - 1] in ("or", "and") or self.words[begin] in ("or", "and")

    def _is_asked(self, clause: int, end: int) -> bool:
        """Whether the clause opens as a question, or runs to a question mark without a subject."""
        first = clause
        while first < len(self.words) and self._cues.at("fillers", self.words, first):
            first += 1
        if first < end and self._cues.at("asks", self.words, first):
            return True
        last = end
        while last < len(self.words) and self.words[last] not in _BREAKS:
            last += 1
        opener = self.words[clause] if clause < len(self.words) else ""
        states = opener in self._cues.subjects or opener == "my"
        return last < len(self.words) and self.words[last] == "?" and not states

    def subject(self, start: int, end: int) -> str | None:
        """
        Who the words are said of: "self", "we", "child", "other"; None where nobody is named.

        The last subject in the clause before them, else that of the clauses before.
        """
        fresh = parted = False
        for at in range(min(start, len(self.words) - 1), -1, -1):
            fresh = fresh or (self.words[at] in _ENDS and at < start)
            parted = parted or (self.words[at] in _BREAKS and at < start)
            found = self.named(at)
            passed = fresh or (parted and bool(self._cues.at("in_passing", self.words, at)))
            is_gone = found == "stranger" and passed
            if found and not is_gone and not (fresh and self.words[at] in self._cues.plural):
                return found
        return None

    def named(self, at: int) -> str | None:
        """Whom the word at this place names as a subject."""
        if at not in self._named:
            self._named[at] = self._names(at)
        return self._named[at]

    def _names(self, at: int) -> str | None:
        word = self.words[at]
        if word in self._cues.subjects:
            return None if self._is_aside(at) else self._cues.subjects[word]
        if word == "me" and self.words[at + 1 : at + 2] == ["and"]:
            return "self"
        kind = self._cues.relations.get(word) or self._contracted(at)
        if self._cues.at("tells", self.words, at) and not self._cues.at(
            "is_told", self.words, at + 1
        ):
            return None
        if kind is None or self._is_object(at) or self._owns(at):
            return None
        if kind == "stranger" and self._describes(at):
            return None
        if self._of_stranger(at):
            return "stranger"
        return "other" if kind == "child" and self.words[at + 1 : at + 3] == ["in", "law"] else kind

    def _is_aside(self, at: int) -> bool:
        """ "the patient i work with is 31": the patient is."""
        known = at > 0 and self.words[at - 1] in self._cues.relations
        return known and bool(self._cues.at("whom_i", self.words, at))

    def _describes(self, at: int) -> bool:
        """ "i am a 60 year old samoan man", "trans woman 34": what somebody is, nobody else."""
        if not self._cues.at("described", self.words, at):
            return False
        before, after = self.words[max(0, at - 7) : at], self.words[at + 1 : at + 2]
        if self._cues.at("points_at", self.words, at - 1):
            return False
        if {"am", "as"} & set(before) and "the" not in before:
            return True
        ends = not after or after[0] in (",", ".", "with", "and") or after[0].isdigit()
        return ends and not {"there", "saw", "the", "this", "that", "some"} & set(before)

    def _of_stranger(self, at: int) -> bool:
        """ "my pastors brother", "my ex wifes new husband"."""
        before = at - 1
        while before > 0 and self._cues.at("before_relation", self.words, before):
            before -= 1
        owner = self.words[before] if before >= 0 and before < at else ""
        singular = owner.removesuffix("s")
        if not owner.endswith("s") or self.words[before - 1 : before] == ["the"]:
            return False
        is_ex = self.words[before - 1 : before] == ["ex"]
        return is_ex or self._cues.relations.get(singular) == "stranger"

    def _contracted(self, at: int) -> str | None:
        """ "my stepdads in assisted living": the s is "is" or "has"."""
        word = self.words[at]
        if not word.endswith("s") or not self._cues.at("after_is", self.words, at + 1):
            return None
        return self._cues.relations.get(word[:-1])

    def _owns(self, at: int) -> bool:
        return bool(self._cues.at("owned", self.words, at + 1))

    def _is_object(self, at: int) -> bool:
        before = at - 1
        while before >= 0 and self._cues.at("before_relation", self.words, before):
            before -= 1
        while before >= 0 and self.words[before].isdigit():
            before -= 1
        if before < 0:
            return False
        return bool(self._cues.at("makes_object", self.words, before))
