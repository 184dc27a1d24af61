"""What a person told is nowhere to be read: in no log, metric or answer, nor in the database."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.databases import KINDS
from tests.faults.canaries import canaries, found_in, seen
from tests.faults.own_server import own_server

RUNS = [(kind, without) for kind in KINDS for without in ("", "seal")]


def look(folder, kind, without):
    with own_server() if kind == "postgresql" else contextlib.nullcontext() as server:
        return seen(folder, server, without)


@pytest.fixture(scope="module")
def all_seen(tmp_path_factory):
    """On each database, and without what seals, side by side."""
    folders = [tmp_path_factory.mktemp("canaries") for _ in RUNS]
    with ThreadPoolExecutor(len(RUNS)) as threads:
        found = threads.map(lambda folder, run: look(folder, *run), folders, RUNS)
        return dict(zip(RUNS, found, strict=True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("canary", canaries())
@pytest.mark.parametrize("place", ["logs", "metrics", "answers", "database"])
def test_nothing_a_person_told_is_found(all_seen, kind, place, canary):
    content = all_seen[kind, ""][place]
    assert len(content) > 100
    assert canaries()[canary] not in content


@pytest.mark.parametrize("kind", KINDS)
def test_without_sealing_all_of_it_would_be_found(all_seen, kind):
    told = found_in(all_seen[kind, "seal"]["database"])
    assert {"web", "sms", "name", "birth", "number"} <= set(told)
