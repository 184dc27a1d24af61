"""
How a message reads as a text message, and what it costs.

Pure: nothing here sends, and nothing here reads an answer. What a typed "2" means is decided in
`bot.language`, which numbers the same options in the same order (`numbered`).
"""

from typing import Any

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take an escape and a character, and the pair is never split over two segments.
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67

# Labels up to this many characters sit side by side on one line, longer ones get a line each.
SHORT_LABEL = 12


def is_gsm(text: str) -> bool:
    """Say whether a phone network can carry the text in its 7-bit alphabet."""
    return all(character in GSM_BASIC or character in GSM_EXTENDED for character in text)


def segments(text: str) -> int:
    """
    Count the SMS segments, which is what a text costs and how it is split in transit.

    160 characters fit one GSM-7 segment (153 each in longer texts); one character outside that
    alphabet makes the whole text UCS-2, with 70 and 67.
    """
    if is_gsm(text):
        return _parts([2 if c in GSM_EXTENDED else 1 for c in text], GSM_SINGLE, GSM_PART)
    # A character outside the basic plane is two UTF-16 units that travel together.
    return _parts([2 if ord(c) > 0xFFFF else 1 for c in text], UCS2_SINGLE, UCS2_PART)


def _parts(widths: list[int], single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > part:
            count, used = count + 1, 0
        used += width
    return count


def numbered(question: dict[str, Any] | None) -> list[dict[str, Any]]:
    """
    Give the options that carry a number on SMS; the first is number 1.

    Left out are the companions "X?" (a person may text "3?") and, unless the question is
    sensitive, "skip", which every question takes as a word. A number question has none, or "1"
    would mean two things; nor has an open one.
    """
    if question is None or question["kind"] in ("number", "text"):
        return []
    return [option for option in question["options"] if _has_number(option["value"], question)]


def _has_number(value: str, question: dict[str, Any]) -> bool:
    if value.endswith("?"):
        return False
    return value != "skip" or bool(question.get("sensitive"))


def render(message: dict[str, Any]) -> str:
    """
    Write one message (`text`, `question`, `outcome`) as the body of one text message.

    The numbered options follow the text in the same body, so that an answer never waits for a
    second text which the network may deliver first.
    """
    options = numbered(message.get("question"))
    if not options:
        return str(message["text"])
    lines = [f"{number} {option['label']}" for number, option in enumerate(options, start=1)]
    short = all(len(option["label"]) <= SHORT_LABEL for option in options)
    return f"{message['text']}\n{(' ' if short else chr(10)).join(lines)}"
