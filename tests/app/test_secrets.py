"""Secrets come from the environment or from a file, and are shown by nothing."""

from __future__ import annotations

import os
import stat

import pytest

from bot.app.environment import SECRETS, Environment, SettingsError
from bot.app.processes import Child
from bot.app.run import with_secret
from bot.app.settings import read_settings
from bot.worker.turn_client import TurnServer

SECRET = "canary-91c7-of-tests"
TWILIO = {
    "CALAIM_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "CALAIM_TWILIO_AUTH_TOKEN": SECRET,
    "CALAIM_TWILIO_AUTH_TOKEN_SECONDARY": SECRET,
    "CALAIM_TWILIO_FROM": "+16505550100",
}


@pytest.fixture
def file(tmp_path):
    """A file with a secret, as an editor leaves it, that only its owner can read."""
    path = tmp_path / "secret"
    path.write_text(f"  {SECRET}\n\n")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_read_from_a_file_without_the_blanks_around_it(name, file, capsys):
    assert Environment({f"CALAIM_{name}_FILE": str(file)}).text(name, "") == SECRET
    assert capsys.readouterr().err == ""


def test_all_of_the_settings_take_their_secrets_from_files(file, tmp_path):
    database = tmp_path / "database"
    database.write_text("postgresql://calaim:hidden@db.example/calaim\n")
    environment = {f"{name}_FILE": str(file) for name in TWILIO if "TOKEN" in name}
    rest = {name: value for name, value in TWILIO.items() if "TOKEN" not in name}
    files = {"CALAIM_RASA_SECRET_FILE": str(file), "CALAIM_DATABASE_URL_FILE": str(database)}
    settings = read_settings({**rest, **environment, **files})
    assert settings.rasa_secret == SECRET
    assert settings.database_url == "postgresql://calaim:hidden@db.example/calaim"
    assert (settings.twilio.auth_token, settings.twilio.secondary_token) == (SECRET, SECRET)


def test_the_same_secret_in_both_places_is_refused(file):
    both = {"CALAIM_RASA_SECRET": "another one of tests", "CALAIM_RASA_SECRET_FILE": str(file)}
    with pytest.raises(SettingsError, match=r"^[^\n]+ are both set; keep one\.$") as raised:
        read_settings(both)
    assert SECRET not in str(raised.value) and "another" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "cannot be read"), (b" \n", "is empty"), (b"\xff\xfe", "read")]
)
def test_a_file_that_gives_no_secret_is_told_by_its_setting_alone(tmp_path, content, sentence):
    path = tmp_path / "canary-name"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"^the file that [^\n]+\.$") as raised:
        read_settings({"CALAIM_RASA_SECRET_FILE": str(path)})
    assert "CALAIM_RASA_SECRET_FILE" in str(raised.value) and sentence in str(raised.value)
    assert "canary" not in str(raised.value)


def test_a_folder_in_place_of_the_file_is_told_in_a_sentence(tmp_path):
    with pytest.raises(SettingsError, match="CALAIM_RASA_SECRET_FILE names cannot be read"):
        read_settings({"CALAIM_RASA_SECRET_FILE": str(tmp_path)})


def test_a_file_that_every_user_can_read_is_warned_of_once_a_read(file, capsys):
    file.chmod(stat.S_IRUSR | stat.S_IROTH)
    assert Environment({"CALAIM_RASA_SECRET_FILE": str(file)}).rasa_secret() == SECRET
    warning = capsys.readouterr().err
    assert warning.count("\n") == 1 and "CALAIM_RASA_SECRET_FILE" in warning
    assert SECRET not in warning and str(file) not in warning


def test_what_is_no_secret_is_not_read_from_a_file(file):
    assert read_settings({"CALAIM_HOST_FILE": str(file)}).host == "127.0.0.1"


@pytest.mark.parametrize("secret", ["short", "fifteen letters", "sixteen letters\u00e9"])
def test_a_shared_secret_too_short_or_not_for_a_header_is_refused_and_not_repeated(secret):
    with pytest.raises(SettingsError, match=r"^CALAIM_RASA_SECRET must [^\n]+\.$") as raised:
        read_settings({"CALAIM_RASA_SECRET": secret})
    assert secret not in str(raised.value)


def test_no_object_shows_a_secret_when_it_is_printed(tmp_path):
    url = f"postgresql://calaim:{SECRET}@db.example/calaim"
    told = {"CALAIM_DATABASE_URL": url, "CALAIM_RASA_SECRET": SECRET}
    settings = read_settings({**TWILIO, **told})
    server = TurnServer("http://rasa", "http://actions", SECRET, 15)
    child = Child("rasa", ("bot.app.cli", "rasa"), tmp_path, "", told)
    for shown in (settings, settings.twilio, server, child):
        assert SECRET not in f"{shown!r} {shown}"


def test_a_secret_in_a_file_is_kept_by_calaim_run_and_not_made_anew(file, monkeypatch):
    monkeypatch.delenv("CALAIM_RASA_SECRET", raising=False)
    monkeypatch.setenv("CALAIM_RASA_SECRET_FILE", str(file))
    assert read_settings({**os.environ, **with_secret({})}).rasa_secret == SECRET


def test_without_a_secret_calaim_run_makes_a_long_one_for_each_run(monkeypatch):
    for name in ("CALAIM_RASA_SECRET", "CALAIM_RASA_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    one, other = (with_secret({})["CALAIM_RASA_SECRET"] for _ in range(2))
    assert one != other and len(one) >= 32


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "10.0.3.7", "192.168.1.5"])
def test_rasa_may_listen_on_loopback_and_private_networks(host):
    assert Environment({"CALAIM_RASA_HOST": host}).inner_host("RASA_HOST") == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8", "2606:4700::1", "169.254.1.1"])
def test_rasa_never_listens_where_strangers_are(host):
    with pytest.raises(SettingsError, match=r"^CALAIM_RASA_HOST must be loopback or [^\n]+\.$"):
        Environment({"CALAIM_RASA_HOST": host}).inner_host("RASA_HOST")


def test_a_host_that_nobody_knows_is_told_in_a_sentence():
    with pytest.raises(SettingsError, match="CALAIM_ACTIONS_HOST is no address that this"):
        Environment({"CALAIM_ACTIONS_HOST": "no.such.host.invalid"}).inner_host("ACTIONS_HOST")
