"""A yes or no at the head of a longer answer, where nothing after it says the contrary."""

from __future__ import annotations

import re

from bot.conversation.replies import Chosen, NotUnderstood, Reply
from bot.language.numbers import one_of
from bot.language.vocabulary import Vocabulary

_NEAR = 3
"""A denial further from a "yes" than so many words belongs to something else."""


def read_yes_no(said: str, words: Vocabulary) -> Reply | None:
    """
    The yes or no of a message in plain form.

    The last word wins where the person corrects themselves ("no, wait, yes"); a message that says
    both is not understood, so that the question is put again.
    """
    courtesies = one_of(words.phrases("courtesies"))
    text = " ".join(re.sub(rf"\b(?:{courtesies})\b", " ", said).split())
    corrections = one_of(words.phrases("corrections"))
    *before, last = re.split(rf"\b(?:{corrections})\b", text)
    corrected = _opening(last.strip(), words) if before else None
    return corrected or _opening(text, words)


def _opening(text: str, words: Vocabulary) -> Reply | None:
    whole = words.whole.get(text)
    if whole in ("yes", "no"):
        return Chosen((whole,))
    tokens, openings = text.split(), words.words["begins"]
    if all(set(tokens) & set(openings[answer]) for answer in openings):
        return NotUnderstood()
    begun = next((answer for answer in openings if set(tokens[:1]) & set(openings[answer])), None)
    if begun is None:
        return None
    return NotUnderstood() if _contradicts(begun, tokens[1:], words) else Chosen((begun,))


def _contradicts(begun: str, rest: list[str], words: Vocabulary) -> bool:
    """Whether "yes" goes on as a no ("yes i dont have one"), or "no" as a yes ("no i do")."""
    if begun == "no":
        return words.whole.get(" ".join(rest)) == "yes"
    is_aside = rest[:1] == ["but"]
    return not is_aside and bool(set(rest[:_NEAR]) & set(words.phrases("denying")))
