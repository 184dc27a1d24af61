"""What is no answer, whatever is asked: another language, no more texts, words not understood."""

from __future__ import annotations

import unicodedata

from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import AskWhy, NotUnderstood, Reply, SideQuestion
from bot.language.vocabulary import Vocabulary

OTHER_LANGUAGE = "other_language"
_IN_LIST = "unclear_in_list"
_LANGUAGE_QUESTION = "call_language"


def read_aside(
    said: str, raw: str, question: AskedQuestion | None, words: Vocabulary
) -> Reply | None:
    """
    What is read before any answer, so that "i dont know what you mean" is no "not sure".

    Args:
        said: The message in plain form.
        raw: The message as it came in, for the letters of other languages.
    """
    if _says(said, "leaving", words) or _says(said, "unclear", words):
        return NotUnderstood()
    if question is not None and question.kind == "multiple" and _says(said, _IN_LIST, words):
        return NotUnderstood()
    if question is None or question.id != _LANGUAGE_QUESTION:
        is_foreign = _is_foreign(raw) and (question is None or question.kind != "text")
        if is_foreign or _says(said, "language", words):
            return SideQuestion(OTHER_LANGUAGE)
    return AskWhy() if _says(said, "meaning", words) else None


def _says(said: str, kind: str, words: Vocabulary) -> bool:
    """Whether the message is one of the phrases, or has one within."""
    phrases = words.words["asides"][kind]
    return said in map(str, phrases["whole"]) or any(f" {p} " in f" {said} " for p in phrases["in"])


def _is_foreign(raw: str) -> bool:
    """Whether most letters are of another script, like Chinese or Cyrillic."""
    letters = [c for c in unicodedata.normalize("NFKC", raw) if c.isalpha()]
    foreign = [c for c in letters if not unicodedata.name(c, "LATIN").startswith("LATIN")]
    return 2 * len(foreign) > len(letters)
