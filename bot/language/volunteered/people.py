"""Whose facts they are: the texter's, their child's, or those of someone they care for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Cues, Scope
from bot.language.volunteered.spotted import Who

_BEGINNING = (None, "who", "coverage", "age")

_CARE = frozenset(
    [
        "age",
        "nursing_facility_resident",
        "other_licensed_facility",
        "environment_factors",
        "nursing_level_need",
        "wants_to_move_out",
        "support_at_home",
        "ccs_enrolled",
        "programs",
        "adoption_assistance",
    ]
)
"""One of these, told of a relative at the beginning, says that the help is for them."""


def about(
    scope: Scope, cues: Cues, found: Sequence[Found], who: Who | None, question: str | None
) -> Who | None:
    """
    Whom the message is about, by its own words; None where it does not tell.

    Args:
        found: What the message asserts, each with whom it is said of.
        who: Whom the screening is for, where that is known.
        question: The open question; at the beginning "my dad is 74" says it is for him.
    """
    said = {each.subject for each in found}
    facts = {each.fact for each in found if each.subject in ("child", "other")}
    asked_for = _asked_for(scope, cues, who)
    if asked_for is not None:
        return asked_for
    if who in ("child", "other"):
        return who if said - {"self"} else ("self" if "self" in said else None)
    others = said & {"child", "other"}
    if "self" in said or ("we" in said and not others) or _speaks_of_self(scope):
        return "self"
    if others and _only_pronouns(scope, cues):
        return "other"
    is_told_of = question in _BEGINNING and bool(facts & _CARE or len(facts) > 1)
    if others and who is None and is_told_of:
        return "child" if "child" in said else "other"
    # Else a relative's trouble is told in passing: "my brother is in jail".
    return None


def concerns_member(subject: str | None, member: Who, shared: bool) -> bool:
    """Whether something said of `subject` is said of the member."""
    if subject is None:
        return True
    if member == "self":
        return subject in ("self", "we")
    if subject == "we":
        return shared
    return subject in ("child", "other")


def _asked_for(scope: Scope, cues: Cues, known: Who | None) -> Who | None:
    """ "help for my mom", "i take care of my dad", "my son needs ..."."""
    words = scope.words
    for at in range(len(words)):
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


def _with_texter(words: Sequence[str], start: int, here: int) -> bool:
    """ "for my son and me", "for me and my mom"."""
    return words[here + 1 : here + 3] in (["and", "me"], ["and", "i"], ["and", "myself"]) or bool(
        {"me", "myself"} & set(words[max(0, start) : here])
    )


def _skipped(words: Sequence[str], cues: Cues, at: int) -> int:
    while at < len(words) and (cues.at("before_relation", words, at) or words[at].isdigit()):
        at += 1
    return at


def _speaks_of_self(scope: Scope) -> bool:
    return any(word in ("i", "myself") for word in scope.words) and not any(
        scope.named(at) in ("child", "other") for at in range(len(scope.words))
    )


def _only_pronouns(scope: Scope, cues: Cues) -> bool:
    """ "she lives alone": no relative is named, so it is the person already spoken of."""
    return not any(word in cues.relations for word in scope.words)
