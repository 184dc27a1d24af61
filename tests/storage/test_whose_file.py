"""The file of an SQLite database is for the one who runs the service, and for nobody else."""

import os

import pytest

from bot.errors import StoreError
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from tests.fakes.keys import CIPHER


@pytest.fixture(autouse=True)
def usual_umask():
    """As most machines have it: files are readable by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_nobody_else_may_read_the_file_from_its_first_moment(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/calaim.db", CIPHER)
    database.make()
    assert oct((tmp_path / "calaim.db").stat().st_mode & 0o777) == "0o600"
    bring_up_to_date(database)
    with database.write():
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {"0o600"}
    assert "calaim.db-wal" in modes


def test_a_file_that_cannot_be_made_is_an_error_of_the_database(tmp_path):
    (tmp_path / "calaim.db").symlink_to(tmp_path / "nowhere" / "calaim.db")
    with pytest.raises(StoreError):
        Database(f"sqlite:///{tmp_path}/calaim.db", CIPHER).check()
