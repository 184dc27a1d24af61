"""
A process dies at each point at which something could be lost or done twice.

That it died just there is certain: it wrote the point down before it killed itself, and the
operating system says by what it ended.
"""

import signal

import pytest

from tests.fakes.serving import wait_for
from tests.faults import points
from tests.faults.members import Person
from tests.faults.service import Service, service

EACH = 2


def everybody(made: Service) -> list[Person]:
    """Two people of each channel."""
    return [made.web(), made.web(), made.phone(), made.phone()]


def died_at(process, marker) -> str:
    """Wait for a process to die, and give the point it wrote down."""
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    return marker.read_text()


def settled(made: Service) -> None:
    made.rest()
    counted = made.count()
    assert counted.faults == {} and counted.uncertain == 0
    assert counted.turns == EACH * 4


@pytest.mark.parametrize("point", points.GATEWAY)
def test_a_gateway_that_dies_there_loses_and_doubles_nothing(tmp_path, point):
    marker = tmp_path / "died"
    with service(tmp_path, gateway=False) as made:
        trapped = made.start_gateway((point, marker))
        with made.talking(everybody(made), EACH):
            assert died_at(trapped, marker) == point
            made.start_gateway()
        settled(made)


@pytest.mark.parametrize("point", points.TURNS + points.SENDS)
def test_a_worker_that_dies_there_loses_and_doubles_nothing(tmp_path, point):
    marker = tmp_path / "died"
    with service(tmp_path, workers=0) as made:
        trapped = made.start_worker((point, marker))
        with made.talking(everybody(made), EACH):
            assert died_at(trapped, marker) == point
            made.start_worker()
        settled(made)


@pytest.mark.parametrize("point", points.TIDYING)
def test_a_worker_that_dies_while_tidying_loses_and_doubles_nothing(tmp_path, point):
    """Some answers of Twilio are lost and nothing is reported, so that the list is asked."""
    marker = tmp_path / "died"
    with service(tmp_path, workers=0) as made:
        made.twilio.reports = ()
        made.twilio.faults = ["drop_after", "drop_before"]
        trapped = made.start_worker((point, marker))
        with made.talking(everybody(made), EACH):
            assert died_at(trapped, marker) == point
            made.start_worker()
        settled(made)


@pytest.mark.parametrize("reports", [("sent", "delivered"), ()], ids=["reported", "not reported"])
def test_a_worker_that_dies_between_the_post_and_its_answer_sends_nothing_twice(tmp_path, reports):
    """Certain by construction: Twilio has the text and holds back its answer."""
    with service(tmp_path, workers=0) as made:
        made.twilio.reports = reports
        made.twilio.faults = ["hang_after"]
        worker = made.start_worker()
        with made.talking(everybody(made), EACH):
            wait_for(lambda: made.twilio.held, 60)
            made.kill(worker)
            made.start_worker()
        settled(made)
