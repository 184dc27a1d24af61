"""What gateway and worker say themselves keeps to the rules of every other sentence."""

import pytest

from bot.app.wiring import build_replies
from bot.channels.sms_text import is_gsm, segments
from tests.wording.reading import grade

SAID = [
    "opted_out",
    "stopped",
    *(f"erased.{channel}{kept}" for channel in ("sms", "web") for kept in ("", " erased.call")),
    *(f"erased.{channel} erased.note" for channel in ("sms", "web")),
]


@pytest.mark.parametrize("keys", SAID)
def test_it_is_plain_and_fits_one_text_message(keys):
    text = build_replies().sentences.say("en", *keys.split())
    assert is_gsm(text) and segments(text) <= 2, text
    assert grade(text) <= 6, text


@pytest.mark.parametrize("keys", ["opted_out", "stopped", "erased.note"])
def test_it_leaves_a_way_to_a_person(keys):
    assert "650-616-2133" in build_replies().sentences.say("xx", keys)
