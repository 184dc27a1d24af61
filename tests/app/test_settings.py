"""The settings: what is wrong is said in one sentence, before anything starts."""

from datetime import date

import pytest

from bot.app.settings import SettingsError, read_settings

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
        ({"CALAIM_TWILIO_FROM": "+16505550100"}, "SMS needs CALAIM_TWILIO_ACCOUNT_SID and"),
        ({**TWILIO, "CALAIM_TWILIO_AUTH_TOKEN": ""}, "SMS needs CALAIM_TWILIO_AUTH_TOKEN too"),
        ({**TWILIO, "CALAIM_TWILIO_ACCOUNT_SID": "AC1"}, "must be AC and 32 hexadecimal digits"),
        ({**TWILIO, "CALAIM_TWILIO_FROM": "650-555-0100"}, "must be a number such as +1650555"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(environment, sentence):
    with pytest.raises(SettingsError, match=r"^[^\n]+$") as raised:
        read_settings(environment)
    assert sentence in str(raised.value)
    assert "secret" not in str(raised.value)
