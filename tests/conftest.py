"""The databases that any test may ask for."""

import pytest

from tests.fakes import databases


@pytest.fixture(scope="session")
def postgresql_server():
    """A real PostgreSQL, started when the first test asks for it."""
    with databases.postgresql_server() as server:
        yield server


@pytest.fixture
def sqlite(tmp_path):
    """An empty, migrated SQLite database."""
    with databases.sqlite(tmp_path) as database:
        yield database


@pytest.fixture
def postgresql(postgresql_server):
    """An empty, migrated PostgreSQL database."""
    with databases.postgresql(postgresql_server) as database:
        yield database


@pytest.fixture(params=databases.KINDS)
def database(request):
    """An empty, migrated database: the test runs once on each kind."""
    return request.getfixturevalue(request.param)
