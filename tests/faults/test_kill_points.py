"""
A process dies at each point at which something could be lost or done twice.

That it died just there is certain: it wrote the point down before it killed itself, and the
operating system says by what it ended.
"""

import signal

import pytest

from tests.faults.deaths import EACH, POINTS, die_at_each


@pytest.fixture(scope="module")
def deaths(tmp_path_factory):
    """All points at once, since they are mostly waiting."""
    return die_at_each(tmp_path_factory.mktemp("deaths"))


@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_dies_there_loses_doubles_and_reorders_nothing(deaths, point):
    death = deaths[point]
    assert (death.reached, death.ended_by) == (point, -signal.SIGKILL)
    assert death.counted.faults == {} and death.counted.uncertain == 0
    assert death.counted.turns == EACH * 4
