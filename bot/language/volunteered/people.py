"""Whose facts they are: the texter's, their child's, or those of someone they care for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.volunteered.cues import Cues
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Who

_TEXTER = frozenset(["i", "me", "myself", "mine"])
_CLOSE = ("child", "other")
_WE = frozenset(["we", "us", "our", "ours"])
_THEY = frozenset(["he", "she", "him", "her", "his"])
_NOBODY = frozenset((
    "someone", "somebody", "people", "doctor", "manager", "landlord", "landlady", "boss", "dog",
    "cat", "teacher",
))  # fmt: skip
"""They do not take over a "he" or "she" that follows."""
_CARED_FOR = frozenset((
    "programs", "ccs_enrolled", "chronic_condition", "has_care_manager", "in_ecm_now",
    "high_risk", "adoption_assistance", "family_maintenance", "can_live_in_community",
    "ed_visits_12_months", "ed_visits_6_months", "stays_12_months", "stays_6_months",
    "specialty_behavioral_health", "nursing_facility_resident", "justice_conditions",
))  # fmt: skip
"""Told beside a relative who is no subject, these are theirs: "CCS called about my baby"."""


def about(scope: Scope, cues: Cues, found: Sequence[Found], who: Who | None) -> Who | None:
    """
    Whom the message is about, by its own words; None where it does not tell.

    Args:
        found: What the message asserts, each with whom it is said of.
        who: Whom the screening is for, where that is known.
    """
    named = asked_for(scope, cues, who) or _only_a_person(scope, cues)
    if named is not None:
        return named
    said = {each.subject for each in found if not each.anyone}
    if who in _CLOSE:
        said = {each.subject for each in found}
        return who if said - {"self"} else ("self" if "self" in said else None)
    if who == "self":
        return (
            "self"
            if "self" in said or (not said & set(_CLOSE) and _names_texter(scope, cues))
            else None
        )
    relative = _first_relative(scope, cues, found)
    if "self" in said:
        return "self"
    alone = not _names_texter(scope, cues) and "we" not in said
    if relative is not None and (said & set(_CLOSE) or alone):
        return "child" if relative == "child" else "other"
    silent = not _TEXTER & set(scope.words) and "we" not in said
    if silent and any(each.fact in _CARED_FOR for each in found):
        owned = _as_object(scope, cues)
        if owned is not None:
            return owned
    if said & set(_CLOSE):
        return None
    includes = _WE & set(scope.words) and not _THEY & set(scope.words)
    return "self" if includes or _names_texter(scope, cues) else None


def _first_relative(scope: Scope, cues: Cues, found: Sequence[Found]) -> str | None:
    """
    The relative the message tells of, if any.

    Not one named after an age that is nobody's ("64, high blood, wife passed"), nor after a "he"
    or "she" that tells of the member already.
    """
    bare = [each.start for each in found if each.fact == "age" and each.subject is None]
    last = min(bare, default=len(scope.words))
    for at in range(last):
        kind = _relative(scope, cues, at)
        if kind:
            return kind
        if scope.words[at] in ("he", "she") and "my" not in scope.words[at : at + 3]:
            return None
    return None


def spoken_of(scope: Scope, found: Sequence[Found], told: Who | None, who: Who | None) -> Who:
    """The member as far as the message goes: "she lives alone" is said of the one it is for."""
    if who in _CLOSE:
        return who
    if told is not None:
        return told
    if who == "self" or any(
        scope.named(at) == "stranger" and word not in _NOBODY for at, word in enumerate(scope.words)
    ):
        return "self"
    subjects = {each.subject for each in found if each.sure and not each.anyone}
    return "other" if who is None and subjects & set(_CLOSE) and "self" not in subjects else "self"


def _relative(scope: Scope, cues: Cues, at: int) -> str | None:
    """A close relative or the person cared for, named as a subject at this place."""
    words = scope.words
    if (
        words[at] in cues.subjects
        or words[at] in cues.plural
        or "i am" in " ".join(words[max(0, at - 3) : at])
    ):
        return None
    if cues.at("needs_owner", words, at) and (at == 0 or not cues.at("owners", words, at - 1)):
        return None
    kind = scope.named(at)
    return kind if kind in _CLOSE else None


def _as_object(scope: Scope, cues: Cues) -> Who | None:
    """ "works with my boy", "my daughters cardiologist": the only relative named, with an owner."""
    words, kinds = scope.words, set()
    for at, word in enumerate(words):
        if at == 0 or words[at - 1] not in ("my", "our") or scope.named(at) == "stranger":
            continue
        kind = cues.relations.get(word) or cues.relations.get(word.removesuffix("s"))
        if kind in _CLOSE and (word not in cues.plural or _has_more(words, at)):
            kinds.add(kind)
    if len(kinds) != 1:
        return None
    return "child" if kinds == {"child"} else "other"


def _has_more(words: Sequence[str], at: int) -> bool:
    """Whether "sons" owns what follows it: "my sons cardiologist"."""
    return words[at].endswith("s") and words[at + 1 : at + 2] not in ([], [","], ["."], ["and"])


def _only_a_person(scope: Scope, cues: Cues) -> Who | None:
    """ "my roommate", "a friend": the whole message names somebody."""
    words = [word for word in scope.words if word not in (".", ",")]
    kind = cues.relations.get(words[-1]) if words and len(words) <= 3 else None
    if kind is None or not all(cues.at("before_relation", words, i) for i in range(len(words) - 1)):
        return None
    return "child" if kind == "child" else "other"


def _names_texter(scope: Scope, cues: Cues) -> bool:
    """Whether the texter speaks of themselves; "my" before a person names that person."""
    words = scope.words
    for at, word in enumerate(words):
        if word in _TEXTER:
            return True
        if word == "my":
            here = _skipped(words, cues, at + 1)
            if here >= len(words) or words[here] not in cues.relations:
                return True
    return False


def concerns_member(subject: str | None, member: Who, shared: bool, told: bool = False) -> bool:
    """
    Whether something said of `subject` is said of the member.

    Args:
        shared: "we" includes the member whoever the texter is.
        told: The message says whom it is for, so that a friend may be meant.
    """
    if subject is None:
        return True
    if subject == "stranger":
        return told and member == "other"
    if member == "self":
        return subject in ("self", "we")
    if subject == "we":
        return shared
    return subject in _CLOSE


def asked_for(scope: Scope, cues: Cues, known: Who | None) -> Who | None:
    """ "help for my mom", "i take care of my dad", "my son needs ..."."""
    words = scope.words
    for at in range(len(words)):
        person = _cared_for(words, cues, at)
        if person is not None:
            return person
        length = cues.at("asks_for", words, at)
        if not length and known is None:
            length = cues.at("cares_for", words, at)
        if not length:
            continue
        here = _skipped(words, cues, at + length)
        kind = cues.relations.get(words[here]) if here < len(words) else None
        if kind is None or words[here] in cues.plural or cues.at("owned", words, here + 1):
            continue
        if not _with_texter(words, at, here) and not cues.at("not_the_member", words, here):
            return "child" if kind == "child" else "other"
    return None


def _cared_for(words: Sequence[str], cues: Cues, at: int) -> Who | None:
    """ "the patient i work with", "client is 34": whom a helper texts about."""
    kind = cues.relations.get(words[at])
    told = kind is not None and cues.at("whom_i", words, at + 1)
    length = cues.at("clients", words, at)
    is_client = bool(length) and "am" not in words[max(0, at - 3) : at]
    if told or (is_client and cues.at("is_told", words, at + length)):
        return "child" if kind == "child" else "other"
    return None


def _with_texter(words: Sequence[str], start: int, here: int) -> bool:
    """ "for my son and me", "for me and my mom"."""
    return words[here + 1 : here + 3] in (["and", "me"], ["and", "i"], ["and", "myself"]) or bool(
        {"me", "myself"} & set(words[max(0, start) : here])
    )


def _skipped(words: Sequence[str], cues: Cues, at: int) -> int:
    while at < len(words) and (cues.at("before_relation", words, at) or words[at].isdigit()):
        at += 1
    return at
