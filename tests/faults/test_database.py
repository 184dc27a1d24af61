"""The database is away: nobody is told that a message is kept which is not, and none is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.database_trouble import EACH, OUTAGES, PEOPLE, suffer

OUTAGE_SECONDS = 4.0


@pytest.fixture(scope="module")
def outages(tmp_path_factory):
    """All kinds side by side."""
    folders = [tmp_path_factory.mktemp("outage") for _ in OUTAGES]
    with ThreadPoolExecutor(len(OUTAGES)) as threads:
        done = threads.map(lambda f, name: suffer(f, name, OUTAGE_SECONDS), folders, OUTAGES)
        return dict(zip(OUTAGES, done, strict=True))


@pytest.mark.parametrize("name", OUTAGES)
def test_while_the_database_is_away_nothing_is_acknowledged(outages, name):
    assert outages[name].refused in (0, 503)


@pytest.mark.parametrize("name", OUTAGES)
def test_after_the_outage_every_message_has_its_one_answer(outages, name):
    assert outages[name].counted.faults == {}
    assert outages[name].counted.turns == PEOPLE * EACH
