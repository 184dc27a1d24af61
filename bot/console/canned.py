"""Canned replies, by language, from `canned.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.channels.sms_text import segments

FILE = Path(__file__).parent / "canned.yaml"
OTHERWISE = "en"


@dataclass(frozen=True)
class Canned:
    """
    One reply.

    Args:
        label: For staff.
        text: For the member.
        segments: What it costs as a text message.
    """

    label: str
    text: str
    segments: int


def canned(language: str, name: str) -> list[Canned]:
    """Give the replies in a language, or in English where there are none, said by that name."""
    entries = _read().get(language) or _read()[OTHERWISE]
    texts = [(entry["label"], entry["text"].format(name=name)) for entry in entries]
    return [Canned(label, text, segments(text)) for label, text in texts]


@cache
def _read() -> dict[str, list[dict[str, str]]]:
    read: dict[str, list[dict[str, str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def languages() -> tuple[str, ...]:
    """The languages in which there are replies."""
    return tuple(_read())
