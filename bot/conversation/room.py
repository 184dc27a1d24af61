"""How much room a message has: two SMS segments, with its numbered options in the same text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.questions import AskedQuestion

LONGEST = 306
"""Characters of two joined segments in the GSM-7 alphabet, to which all wording keeps."""

SHORT_LABEL = 12
"""Labels up to this long stand side by side, as `bot.channels.sms_text` sets them."""


def options_length(question: AskedQuestion | None) -> int:
    """What the numbered options take up in a text message, with the line breaks before them."""
    labels = [option.label for option in question.numbered] if question else []
    return sum(len(f"\n{number} {label}") for number, label in enumerate(labels, start=1))


def fits(text: str, question: AskedQuestion | None, reserved: int = 0) -> bool:
    """Whether the text and the question's options go into one message, beside what is reserved."""
    return len(text) + options_length(question) + reserved <= LONGEST


def together(sentences: Sequence[str]) -> str:
    """Sentences in one paragraph."""
    return " ".join(sentence for sentence in sentences if sentence)


def best_fit(
    choices: Sequence[Sequence[str]], question: AskedQuestion | None, reserved: int = 0
) -> str:
    """The first of several ways to say it that fits; the last one where none does."""
    texts = [together(choice) for choice in choices]
    return next((text for text in texts if fits(text, question, reserved)), texts[-1])


def pages(sentences: Sequence[str], question: AskedQuestion | None, reserved: int = 0) -> list[str]:
    """Sentences packed into as few messages as hold them; too long a one is cut between words."""
    room = LONGEST - options_length(question) - reserved
    packed: list[str] = []
    for piece in (piece for sentence in sentences for piece in _pieces(sentence, room)):
        if packed and len(packed[-1]) + 1 + len(piece) <= room:
            packed[-1] = f"{packed[-1]} {piece}"
        else:
            packed.append(piece)
    return packed


def _pieces(sentence: str, room: int) -> list[str]:
    lines = [""]
    for word in sentence.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]
