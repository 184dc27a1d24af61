"""What a message is made of: runs of words, letters of words, and the open question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LONG = 4
"""From this length on a word also counts by runs of its letters, which forgives misspelling."""


def features(words: Sequence[str], question: str | None) -> set[str]:
    """
    The features of a message or a part of one.

    Args:
        words: As `WordBook.read` gives them: text-speak and contractions undone.
        question: The open question; with it every word and pair of words counts once more.
    """
    edged = ["^", *words, "$"]
    found = {gram for size in (1, 2, 3) for gram in _runs(edged, size)}
    found.update(f"{one} _ {other}" for one, other in zip(edged, edged[2:], strict=False))
    found.update(f"{one} __ {other}" for one, other in zip(edged, edged[3:], strict=False))
    for word in words:
        if len(word) >= LONG and word.isalpha():
            found.update(_letters(word))
    if question:
        found.add(f"?{question}")
        found.update(f"?{question} {gram}" for size in (1, 2) for gram in _runs(edged, size))
    return found


def _runs(words: Sequence[str], size: int) -> Iterator[str]:
    for at in range(len(words) - size + 1):
        yield " ".join(words[at : at + size])


def _letters(word: str) -> Iterator[str]:
    edged = f"<{word}>"
    for size in (3, 4, 5):
        for at in range(len(edged) - size + 1):
            yield f"~{edged[at : at + size]}"
