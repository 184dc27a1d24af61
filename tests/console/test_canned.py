"""Canned replies: cheap to send, and in words that promise nothing."""

import itertools
import re

import pytest

from bot.channels.sms_text import is_gsm, segments
from bot.channels.staff_text import with_name
from bot.console.canned import canned, languages

REPLIES = [
    reply
    for language, name in itertools.product(languages(), ["Ana"])
    for reply in canned(language, name)
]


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.text[:20])
def test_a_canned_reply_is_at_most_two_text_messages(reply):
    text = with_name("Maria-Guadalupe", reply.text)
    assert is_gsm(text) and segments(text) <= 2
    assert not re.search(r"eligible|denied|qualify|!", reply.text, re.IGNORECASE)


def test_a_language_without_replies_gets_those_in_english():
    assert canned("tl", "Ana") == canned("en", "Ana")
    assert canned("es", "Ana") != canned("en", "Ana")
