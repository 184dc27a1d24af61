"""A fresh database for each test."""

from datetime import datetime, timezone

import pytest

from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from tests.fakes.keys import CIPHER

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=timezone.utc)


@pytest.fixture
def database(tmp_path):
    """An empty, migrated SQLite database."""
    database = Database(f"sqlite:///{tmp_path}/calaim.db", CIPHER)
    bring_up_to_date(database)
    yield database
    database.close()
