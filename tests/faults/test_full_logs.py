"""The disk of the logs is full: talks go on, and nothing is told that logs would not tell."""

import pytest

from tests.faults.members import DANGER
from tests.faults.service import service


@pytest.fixture(scope="module")
def muted(tmp_path_factory):
    """People write, a turn breaks and Twilio fails, while not a line can be logged."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "processes.log").symlink_to("/dev/full")
    with service(folder) as made:
        web, phone = made.web(), made.phone()
        made.turns.faults = ["break_off"]
        made.twilio.faults = [20500, None, "drop_after"]
        made.talk([web, phone], each=3)
        phone.deliver("d" * 32, DANGER)
        phone.wants_case = True
        made.rest()
        yield made


def test_every_message_has_its_one_answer(muted):
    counted = muted.count()
    assert counted.faults == {} and counted.turns == 6


def test_what_would_have_been_logged_did_happen_and_no_process_ended(muted):
    assert muted.twilio.faults == [] and muted.turns.faults == []
    assert all(process.is_alive() for process in (*muted.workers, muted.gates))
