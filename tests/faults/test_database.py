"""The database is away: nobody is told that a message is kept which is not, and none is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.database_trouble import (
    DISK_FULL,
    EACH,
    IN_DOUBT,
    NO_LOG,
    OUTAGES,
    PASSABLE,
    PEOPLE,
    may_mount,
    suffer,
)

OUTAGE_SECONDS = 6.0


@pytest.fixture(scope="module")
def outages(tmp_path_factory):
    """All kinds side by side."""
    permitted = may_mount(tmp_path_factory.mktemp("trial"))
    names = [name for name in OUTAGES if permitted or name != DISK_FULL]
    folders = [tmp_path_factory.mktemp("outage") for _ in names]
    with ThreadPoolExecutor(len(names)) as threads:
        done = threads.map(lambda f, name: suffer(f, name, OUTAGE_SECONDS), folders, names)
        return dict(zip(names, done, strict=True))


@pytest.fixture(params=OUTAGES)
def outage(request, outages):
    """What came of each kind."""
    if request.param not in outages:
        pytest.skip("this machine does not let us mount a small disk to fill")
    return request.param, outages[request.param]


def test_while_the_database_is_away_nothing_is_acknowledged(outage):
    name, came_to = outage
    if came_to.status == 201:
        assert name in PASSABLE and came_to.rows == 1
    else:
        # A commit whose answer comes too late may have been done; who was refused asks again.
        assert came_to.status == 503
        assert came_to.rows == 0 or name == IN_DOUBT


def test_after_the_outage_every_message_has_its_one_answer(outage):
    _, came_to = outage
    assert came_to.counted.faults == {}
    assert came_to.counted.turns == PEOPLE * EACH


def test_the_processes_live_and_say_what_is_wrong_in_a_line_each(outage):
    name, came_to = outage
    assert came_to.dead == 0 and came_to.garbled == 0
    assert name in (NO_LOG, *PASSABLE) or "calaim.gateway" in came_to.said
