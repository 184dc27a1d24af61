"""Each safeguard switched off in turn: what counts faults must count some, or it proves nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.safeguards import SAFEGUARDS
from tests.faults.switched_off import RUNS, faults_counted


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Every run with its safeguard and without it, some side by side."""
    runs = [(name, without) for name in RUNS for without in (False, True)]
    folders = [tmp_path_factory.mktemp("safeguard") for _ in runs]
    with ThreadPoolExecutor(8) as threads:
        done = threads.map(lambda run, folder: faults_counted(folder, *run), runs, folders)
        return dict(zip(runs, done, strict=True))


def test_each_safeguard_has_its_run():
    assert set(RUNS) <= set(SAFEGUARDS)


@pytest.mark.parametrize("name", RUNS)
def test_with_the_safeguard_nothing_is_counted(counted, name):
    assert counted[name, False] == 0


@pytest.mark.parametrize("name", RUNS)
def test_without_the_safeguard_something_is_counted(counted, name):
    assert counted[name, True] > 0
