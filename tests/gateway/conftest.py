"""The line of our own processes, between stand-ins."""

import pytest

from tests.fakes.line import line as set_up


@pytest.fixture
def line(tmp_path):
    """Gateway and database, with stand-ins for Rasa and Twilio; start a worker with `working`."""
    with set_up(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_line(tmp_path_factory):
    """One line for all tests of a module that leave it as they found it."""
    with set_up(tmp_path_factory.mktemp("shared")) as made:
        yield made
