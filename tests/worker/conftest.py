"""The line of our own processes, between stand-ins."""

import pytest

from tests.fakes.line import line as set_up


@pytest.fixture
def line(tmp_path, database):
    """Gateway and database, with stand-ins for Rasa and Twilio; start a worker with `working`."""
    with set_up(tmp_path, database=database) as made:
        yield made
