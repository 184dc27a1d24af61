"""What they said by themselves, before any question: nobody should have to say it twice."""

from collections.abc import Sequence
from typing import Any

from bot.conversation.calling import CALL_QUESTIONS
from bot.conversation.screening import WHO
from bot.handoff.answers import recap

Json = dict[str, Any]
FEWEST_WORDS = 6
"""In fewer an answer to a question is not a story."""

MOST_QUOTES, LONGEST_QUOTE = 2, 240
MOST_TOLD, LONGEST_TOLD = 6, 60
SAYS_NOTHING = (WHO, "handover", *CALL_QUESTIONS)


def in_their_words(said: Sequence[Json]) -> list[str]:
    """
    What they wrote first, and last where that is something else, in more than a few words.

    Args:
        said: The messages, as `messages.after` gives them.
    """
    stories = [
        " ".join(str(one["text"]).split())
        for one in said
        if one["from"] == "member" and len(str(one["text"]).split()) >= FEWEST_WORDS
    ]
    quotes = list(dict.fromkeys([*stories[: MOST_QUOTES - 1], *stories[-1:]]))
    return [_cut(words) for words in quotes]


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE].rstrip() + " ..."


def told_so_far(details: Json) -> list[str]:
    """What they have told of themselves so far, in a few words each, also where nothing fits."""
    told = [
        answer
        for answer in details["answers"]
        if answer["question"] not in SAYS_NOTHING
        and not (answer.get("ended") or answer.get("is_none"))
    ]
    return recap(told, LONGEST_TOLD)[-MOST_TOLD:]
