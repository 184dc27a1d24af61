"""Twilio is away, slow, broken or muddled: every text goes out once, in order."""

import pytest

from tests.faults.trouble import EACH, PHONES, TROUBLES, UNTOLD, each_trouble


@pytest.fixture(scope="module")
def came_to(tmp_path_factory):
    """All kinds of trouble at once, since they are mostly waiting."""
    return each_trouble(tmp_path_factory.mktemp("trouble"))


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_answer_is_texted_once_and_in_order_when_twilio(came_to, trouble):
    counted = came_to[trouble]
    assert counted.faults == {} and counted.uncertain == 0
    assert counted.turns == PHONES * EACH


def test_a_text_of_which_nobody_can_tell_is_not_sent_again(came_to):
    counted = came_to[UNTOLD]
    assert counted.uncertain == PHONES
    assert counted.faults == {} and counted.sends == 2
