"""What gateway and worker say themselves keeps to the rules of every other sentence."""

import pytest

from bot.app.wiring import build_replies
from bot.channels.sms_text import is_gsm, segments
from tests.wording.reading import grade

KEPT = (
    *("call_number", "call_name_number"),
    *("note", "note_name", "note_number", "note_name_number"),
)
SAID = [
    "opted_out",
    "stopped",
    *(f"erased.{channel}" for channel in ("sms", "web")),
    *(f"erased.{channel} erased.{kept}" for channel in ("sms", "web") for kept in KEPT),
]


@pytest.mark.parametrize("keys", SAID)
def test_it_is_plain_and_fits_one_text_message(keys):
    text = build_replies().sentences.say("en", *keys.split())
    assert is_gsm(text) and segments(text) <= 2, text
    assert grade(text) <= 6, text


@pytest.mark.parametrize("keys", ["opted_out", "stopped", "erased.note"])
def test_it_leaves_a_way_to_a_person(keys):
    assert "650-616-2133" in build_replies().sentences.say("xx", keys)
