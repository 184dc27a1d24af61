"""
What one turn costs, beside a stock Rasa form bot with as many intents, in the same run.

CPU is that of all processes a turn needs (Rasa and actions), read from /proc; wall clock is one
person at a time. Our turns are typed, so that each is understood by the whole pipeline.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.figures import Figure, at_most
from bench.stock.servers import Dialogue, ours, stock

CONVERSATIONS = 15
WARM_UP = 3
MOST_TURNS = 25
LONG = 208
AT_ONCE = 8
EARLY, LATE = (6, 18), (196, 208)
TODAY = "2026-11-21"

TYPED = {"yes_no": "no", "choice": "1", "number": "34", "multiple": "none", "text": "Sam"}
STOCK_ANSWERS = ("yes", "45", "no", "3", "1", "no", "yes", "no", "no", "no", "no", "yes")
LONG_OURS = ("yes", "why", "go back", "1", "what was the question", "go back")


@dataclass
class Costs:
    """What a number of turns cost: CPU in all, wall clock of each."""

    turns: int = 0
    cpu_ms: float = 0.0
    walls: list[float] = field(default_factory=list)

    @property
    def each(self) -> float:
        """CPU of one turn on average."""
        return self.cpu_ms / self.turns


class OurPerson:
    """Somebody in one conversation with our bot; the state travels as the worker would carry it."""

    def __init__(self, dialogue: Dialogue, name: str) -> None:
        """Nothing is said yet."""
        self._client = httpx.Client(headers={"X-Calaim-Secret": dialogue.secret}, timeout=30)
        self._url = f"{dialogue.url}/webhooks/turn/message"
        self._name = name
        self._state: Any = None
        self._turns = 0

    def say(self, text: str | None) -> Any:
        """Take one turn and return the question then open, None at the end."""
        self._turns += 1
        message = {"conversation": self._name, "message_id": f"{self._name}-{self._turns}"}
        message |= {"channel": "web", "today": TODAY, "at": f"{TODAY}T10:00:00Z", "choice": None}
        answer = self._client.post(self._url, json={**message, "text": text, "state": self._state})
        answer.raise_for_status()
        self._state = answer.json()["state"]
        return answer.json()["reply"]["question"]


class StockPerson:
    """Somebody in one conversation with the stock bot."""

    def __init__(self, dialogue: Dialogue, name: str) -> None:
        """Nothing is said yet."""
        self._client = httpx.Client(timeout=30)
        self._url = f"{dialogue.url}/webhooks/rest/webhook"
        self._name = name

    def say(self, text: str | None) -> None:
        """Take one turn; a bot that says nothing is not worth measuring."""
        answer = self._client.post(self._url, json={"sender": self._name, "message": text})
        answer.raise_for_status()
        if not answer.json():
            raise RuntimeError(f"the stock bot said nothing to {text!r}")


def main() -> list[Figure]:
    """All figures; about three minutes."""
    with ours() as dialogue:
        own = measure(dialogue, our_conversation)
        own_rate = rate(dialogue, our_conversation)
        own_growth = growth(dialogue, OurPerson, our_long_talk)
    with stock() as dialogue:
        other = measure(dialogue, stock_conversation)
        other_rate = rate(dialogue, stock_conversation)
        other_growth = growth(dialogue, StockPerson, stock_long_talk)
    return [
        Figure("CPU of a turn, Rasa and actions", own.each, "ms"),
        Figure("CPU of a turn, stock", other.each, "ms"),
        at_most("CPU of a turn beside stock", own.each / other.each, 0.5, "x of stock"),
        Figure("wall clock of a turn, median", statistics.median(own.walls), "ms"),
        Figure("wall clock of a turn, stock, median", statistics.median(other.walls), "ms"),
        Figure(f"turns a second, {AT_ONCE} people at once", own_rate),
        Figure(f"turns a second, {AT_ONCE} people at once, stock", other_rate),
        at_most("turn 200 beside turn 10", own_growth, 1.3, "x"),
        Figure("turn 200 beside turn 10, stock", other_growth, "x"),
    ]


def measure(dialogue: Dialogue, talk: Callable[[Dialogue, str], Iterator[float]]) -> Costs:
    """Hold conversations one after the other; the first ones only warm up."""
    costs = Costs()
    for number in range(WARM_UP):
        list(talk(dialogue, f"warm-{number}"))
    before = dialogue.cpu_ms()
    for number in range(CONVERSATIONS):
        costs.walls += talk(dialogue, f"measured-{number}")
    costs.cpu_ms = dialogue.cpu_ms() - before
    costs.turns = len(costs.walls)
    return costs


def rate(dialogue: Dialogue, talk: Callable[[Dialogue, str], Iterator[float]]) -> float:
    """Turns a second with several people at once, their clients on the same machine."""
    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as people:
        names = [f"at-once-{number}" for number in range(2 * AT_ONCE)]
        turns = sum(people.map(lambda name: len(list(talk(dialogue, name))), names))
    return turns / (time.perf_counter() - start)


def our_conversation(dialogue: Dialogue, name: str) -> Iterator[float]:
    """From hello to the end; yields the wall clock of each turn in ms."""
    person = OurPerson(dialogue, name)
    question = yield from _timed(person.say, None)
    for _ in range(MOST_TURNS):
        if question is None:
            return
        question = yield from _timed(person.say, TYPED[question["kind"]])


def stock_conversation(dialogue: Dialogue, name: str) -> Iterator[float]:
    """Through the form to its result."""
    person = StockPerson(dialogue, name)
    for text in ("start", *STOCK_ANSWERS):
        yield from _timed(person.say, text)


def our_long_talk() -> Iterator[str | None]:
    """An answer, a question back, a step back, over and over."""
    yield None
    while True:
        yield from LONG_OURS


def stock_long_talk() -> Iterator[str | None]:
    """The form from its start, over and over."""
    while True:
        yield from ("start", *STOCK_ANSWERS)


def growth(dialogue: Dialogue, person: Any, talk: Callable[[], Iterator[str | None]]) -> float:
    """CPU of turns around 200 in one conversation, as a multiple of that of turns around 10."""
    spent: dict[int, float] = {}
    one, texts = person(dialogue, "long"), talk()
    for turn in range(1, LONG + 1):
        before = dialogue.cpu_ms()
        one.say(next(texts))
        spent[turn] = dialogue.cpu_ms() - before
    early = sum(spent[turn] for turn in range(*EARLY))
    late = sum(spent[turn] for turn in range(*LATE))
    return late / early


def _timed(say: Callable[[str | None], Any], text: str | None) -> Any:
    start = time.perf_counter()
    question = say(text)
    yield (time.perf_counter() - start) * 1000
    return question


if __name__ == "__main__":
    for figure in main():
        print(f"{figure.name}: {figure.value:.1f} {figure.unit}")
