"""A log line has a fixed name and listed fields, whatever a package has to say."""

from __future__ import annotations

import json
import logging

import pytest

from bot.app.logs import JsonLines

CANARY = "canary my sister jane 650-555-0142"


class Heard(logging.Handler):
    """Keeps the lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def heard():
    """A logger of some package, and what is written of it."""
    handler, logger = Heard(), logging.getLogger("a.package.of.others")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, handler.lines
    logger.removeHandler(handler)


def test_our_events_keep_their_name_and_listed_fields(heard):
    logger, lines = heard
    logger.warning("turn_not_taken", extra={"status": 409, "text": CANARY})
    line = json.loads(lines[0])
    assert (line["event"], line["status"]) == ("turn_not_taken", 409)
    assert CANARY not in lines[0]


@pytest.mark.parametrize(
    "message", [f"could not parse '{CANARY}'", ValueError(CANARY), {"body": CANARY}, CANARY]
)
def test_what_others_say_is_told_by_its_place_alone(heard, message):
    logger, lines = heard
    logger.error(message)
    assert CANARY not in lines[0]
    assert "test_logs.py:" in json.loads(lines[0])["event"]


def test_arguments_of_a_message_are_not_written(heard):
    logger, lines = heard
    logger.error("cannot read %s", CANARY)
    assert CANARY not in lines[0]


def test_of_an_exception_only_its_kind_and_place_are_told(heard):
    logger, lines = heard
    try:
        raise KeyError(CANARY)
    except KeyError:
        logger.exception("turn_broke")
    assert json.loads(lines[0])["raised"].startswith("KeyError at ")
    assert CANARY not in lines[0]
