"""The console, served for real on a database of its own."""

import pytest

from bot.console.services import LIMITS
from bot.gateway.limits import Limits, load_limits
from tests.fakes import databases
from tests.fakes.desk import desk as set_up


@pytest.fixture
def desk(database):
    """The console; the test runs once on each kind of database."""
    with set_up(database) as made:
        yield made


@pytest.fixture
def one_desk(sqlite):
    """The console where the kind of database makes no difference."""
    with set_up(sqlite) as made:
        yield made


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory):
    """One console for all tests of a module that leave it as they found it."""
    with (
        databases.sqlite(tmp_path_factory.mktemp("desk")) as database,
        set_up(database, attempts=Limits(load_limits(1000, LIMITS))) as made,
    ):
        yield made
