"""The settings: what is wrong is said in one sentence, before anything starts."""

from datetime import date

import pytest

from bot.app.settings import ROOT, SettingsError, read_settings

SID = "AC" + "0" * 32
TWILIO = {
    "CALAIM_TWILIO_ACCOUNT_SID": SID,
    "CALAIM_TWILIO_AUTH_TOKEN": "secret",
    "CALAIM_TWILIO_FROM": "+16505550100",
}


def test_without_any_setting_everything_runs_on_this_machine():
    settings = read_settings({})
    assert settings.public_url == "http://localhost:8080"
    assert settings.host == "127.0.0.1"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.twilio is None
    assert settings.today is None


def test_what_is_set_is_taken():
    settings = read_settings(
        {
            **TWILIO,
            "CALAIM_PORT": "9000",
            "CALAIM_TODAY": "2026-11-21",
            "CALAIM_PUBLIC_URL": "https://chat.example/",
            "CALAIM_TWILIO_API_BASE_URL": "http://127.0.0.1:8090",
        }
    )
    assert (settings.port, settings.today) == (9000, date(2026, 11, 21))
    assert settings.public_url == "https://chat.example"
    assert settings.twilio.api_base_url == "http://127.0.0.1:8090"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"CALAIM_PORT": "none"}, "CALAIM_PORT must be a whole number from 1 to 65535."),
        ({"CALAIM_PORT": "70000"}, "CALAIM_PORT must be"),
        ({"CALAIM_TODAY": "tomorrow"}, "CALAIM_TODAY must be a day such as 2026-11-21."),
        ({"CALAIM_RASA_URL": "localhost:5005"}, "CALAIM_RASA_URL must be an address such as"),
        ({"CALAIM_PORT": "1" * 5000}, "CALAIM_PORT must be"),
        ({"CALAIM_RASA_URL": "http://[::1"}, "CALAIM_RASA_URL must be an address such as"),
        ({"CALAIM_RASA_URL": "http://127.0.0.1:abc"}, "CALAIM_RASA_URL must be an address such"),
        ({"CALAIM_ACTIONS_URL": "http://x:99999"}, "CALAIM_ACTIONS_URL must be an address such"),
        ({"CALAIM_PUBLIC_URL": "http://x:0"}, "CALAIM_PUBLIC_URL must be an address such"),
        ({"CALAIM_PUBLIC_URL": "http://a b"}, "CALAIM_PUBLIC_URL must be an address such"),
        ({"CALAIM_TWILIO_FROM": "+16505550100"}, "Twilio needs CALAIM_TWILIO_ACCOUNT_SID and"),
        ({**TWILIO, "CALAIM_TWILIO_AUTH_TOKEN": ""}, "Twilio needs CALAIM_TWILIO_AUTH_TOKEN too"),
        ({**TWILIO, "CALAIM_TWILIO_ACCOUNT_SID": "AC1"}, "must be AC and 32 hexadecimal digits"),
        ({**TWILIO, "CALAIM_TWILIO_FROM": "650-555-0100"}, "must be a number such as +1650555"),
        ({**TWILIO, "CALAIM_TWILIO_VOICE_FROM": "0177"}, "VOICE_FROM must be a number such as"),
        ({"CALAIM_TWILIO_VOICE_FROM": "+16505550177"}, "Twilio needs CALAIM_TWILIO_ACCOUNT_SID"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(environment, sentence):
    with pytest.raises(SettingsError, match=r"^[^\n]+$") as raised:
        read_settings(environment)
    assert sentence in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "foo://x",
        "oracle://user:secret@x/y",
        "sqlite+foo:///x.db",
        "postgresql://user:secret@x:port/y",
        "postgresql+asyncpg://x/y",
        "postgresql+pg8000://user:secret@x/y",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(url):
    with pytest.raises(SettingsError, match=r"^CALAIM_DATABASE_URL [^\n]+$") as raised:
        read_settings({"CALAIM_DATABASE_URL": url})
    assert "secret" not in str(raised.value)


def test_a_postgresql_is_taken_as_it_is_named():
    url = "postgresql://calaim:secret@db.example.org/calaim?sslmode=require"
    settings = read_settings({"CALAIM_DATABASE_URL": url})
    assert settings.database_url == url
    assert "secret@" not in repr(settings)


def test_a_folder_that_is_missing_is_told_and_not_made(tmp_path):
    with pytest.raises(SettingsError, match=r"mistyped of CALAIM_DATABASE_URL is missing"):
        read_settings({"CALAIM_DATABASE_URL": f"sqlite:///{tmp_path}/mistyped/calaim.db"})
    assert not (tmp_path / "mistyped").exists()


def test_a_relative_path_is_the_same_file_wherever_a_process_starts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"CALAIM_DATABASE_URL": "sqlite:///tests/x.db"})
    assert settings.database_url == f"sqlite:///{ROOT}/tests/x.db"


@pytest.mark.parametrize(
    ("environment", "one", "other"),
    [
        ({"CALAIM_PORT": "5005"}, "PORT", "RASA_URL"),
        ({"CALAIM_ACTIONS_URL": "http://localhost:5005"}, "RASA_URL", "ACTIONS_URL"),
        ({"CALAIM_GATEWAY_METRICS_PORT": "8080"}, "PORT", "GATEWAY_METRICS_PORT"),
        (
            {"CALAIM_WORKER_METRICS_PORT": "9464"},
            "GATEWAY_METRICS_PORT",
            "WORKER_METRICS_PORT",
        ),
        (
            {**TWILIO, "CALAIM_TWILIO_API_BASE_URL": "http://127.0.0.1:8080"},
            "PORT",
            "TWILIO_API_BASE_URL",
        ),
    ],
)
def test_one_port_for_two_processes_is_refused(environment, one, other):
    with pytest.raises(SettingsError, match=f"CALAIM_{one} and CALAIM_{other} both name port"):
        read_settings(environment)


def test_the_same_port_elsewhere_and_metrics_switched_off_are_no_clash():
    elsewhere = {"CALAIM_RASA_URL": "http://rasa.example:8080"}
    off = {"CALAIM_GATEWAY_METRICS_PORT": "0", "CALAIM_WORKER_METRICS_PORT": "0"}
    assert read_settings({**elsewhere, **off}).port == 8080
