"""The settings of what faces the internet: one sentence for what is wrong."""

from datetime import timedelta

import pytest

from bot.app.environment import Environment, SettingsError
from bot.app.web_settings import read_web_settings
from bot.gateway.addresses import LOOPBACK


def read(**given: str):
    return read_web_settings(Environment({f"CALAIM_{name}": text for name, text in given.items()}))


def test_without_settings_a_chat_lasts_a_week_and_only_loopback_is_believed():
    settings = read()
    assert (settings.ages.idle, settings.ages.most) == (timedelta(days=7), timedelta(days=30))
    assert (settings.trusted_proxies, settings.embed_origins) == (LOOPBACK, ())
    assert settings.limits_times == 1


def test_lists_are_separated_by_commas():
    settings = read(
        EMBED_ORIGINS="https://www.hpsm.org, https://HELP.example:8443",
        TRUSTED_PROXIES="10.0.0.5, 2001:db8::/32",
    )
    assert settings.embed_origins == ("https://www.hpsm.org", "https://help.example:8443")
    assert [str(network) for network in settings.trusted_proxies[len(LOOPBACK) :]] == [
        "10.0.0.5/32",
        "2001:db8::/32",
    ]


def test_a_site_under_trial_on_this_machine_needs_no_certificate():
    settings = read(EMBED_ORIGINS="http://localhost:3000,http://127.0.0.1:8000")
    assert settings.embed_origins == ("http://localhost:3000", "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "origin",
    [
        "http://www.hpsm.org",
        "http://localhost.example:3000",
        "http://localhost:3000/",
        "http://127.0.0.1:99999",
        "https://www.hpsm.org/",
        "https://www.hpsm.org/chat",
        "https://*.hpsm.org",
        "https://a@b.org",
        "https://www.hpsm.org:443",
        "https://",
        "https://a; script-src *",
        "www.hpsm.org",
        "*",
        "null",
    ],
)
def test_what_is_no_site_is_refused_at_the_start(origin):
    with pytest.raises(SettingsError, match="CALAIM_EMBED_ORIGINS must be sites such as"):
        read(EMBED_ORIGINS=origin)


@pytest.mark.parametrize("text", ["proxy", "10.0.0.0/33", "10.0.0.1/8", "*", "10.0.0.1 10.0.0.2"])
def test_what_is_no_address_is_refused_at_the_start(text):
    with pytest.raises(SettingsError, match="CALAIM_TRUSTED_PROXIES must be addresses"):
        read(TRUSTED_PROXIES=text)


@pytest.mark.parametrize("name", ["WEB_IDLE_DAYS", "WEB_MOST_DAYS", "LIMITS_TIMES"])
@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", "99999999"])
def test_days_and_times_are_whole_numbers(name, text):
    with pytest.raises(SettingsError, match=f"CALAIM_{name} must be a whole number"):
        read(**{name: text})
