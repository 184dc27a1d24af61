"""The settings of signing in with the work account: off without them, and checked at the start."""

import pytest

from bot.app import run
from bot.app.environment import Environment, SettingsError
from bot.app.oidc_settings import read_oidc_settings
from bot.app.run import prepare
from bot.app.settings import read_settings
from bot.app.wiring import build_console, sealed_database
from bot.storage import staff
from tests.fakes.serving import free_port

GIVEN = {
    "CALAIM_OIDC_ISSUER": "https://login.plan.example/",
    "CALAIM_OIDC_CLIENT_ID": "calaim-console",
    "CALAIM_OIDC_CLIENT_SECRET": "canary-secret",
    "CALAIM_OIDC_ROLES": "CalAIM agents=agent; CN=Leads,OU=CalAIM=supervisor ;",
}


def test_without_settings_it_is_off():
    assert read_oidc_settings(Environment({})) is None
    assert read_settings({}).console.takes_passwords


def test_it_is_on_with_its_settings_and_groups_may_be_called_anything():
    found = read_oidc_settings(Environment(GIVEN))
    assert found.issuer == "https://login.plan.example"
    assert found.roles == {"CalAIM agents": "agent", "CN=Leads,OU=CalAIM": "supervisor"}
    assert (found.desks, found.desk) == ({}, "member_services")
    assert (found.groups, found.scopes) == ("groups", "openid profile")


def test_claim_scopes_and_desks_can_be_set():
    more = {"CALAIM_OIDC_GROUPS": "https://plan.example/groups"}
    more |= {"CALAIM_OIDC_SCOPES": "openid  profile groups", "CALAIM_OIDC_DESKS": "Nurses=icm"}
    found = read_oidc_settings(Environment({**GIVEN, **more}))
    assert found.groups == "https://plan.example/groups"
    assert (found.scopes, found.desks) == ("openid profile groups", {"Nurses": "icm"})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, "signing in by OIDC needs CALAIM_OIDC_CLIENT_SECRET too"),
        ({"OIDC_ISSUER": "", "OIDC_ROLES": ""}, "CALAIM_OIDC_ISSUER and CALAIM_OIDC_ROLES too"),
        ({"OIDC_ISSUER": "login.example"}, "CALAIM_OIDC_ISSUER must be an address such as"),
        ({"OIDC_ISSUER": "http://login.example"}, "CALAIM_OIDC_ISSUER must begin with https://"),
        ({"OIDC_CLIENT_ID": "cál"}, "CALAIM_OIDC_CLIENT_ID must be of letters, digits"),
        ({"OIDC_ROLES": "agents"}, "CALAIM_OIDC_ROLES must be such as"),
        ({"OIDC_ROLES": "agents=boss"}, "agent, supervisor, administrator, auditor"),
        ({"OIDC_ROLES": "=agent"}, "CALAIM_OIDC_ROLES must be such as"),
        ({"OIDC_ROLES": ";"}, "CALAIM_OIDC_ROLES must be such as"),
        ({"OIDC_ROLES": "a=agent;a=auditor"}, "CALAIM_OIDC_ROLES names one group twice"),
        ({"OIDC_DESKS": "nurses=nurses"}, "member_services, icm"),
        ({"OIDC_SCOPES": "profile"}, "with openid among them"),
        (
            {"CONSOLE_URL": "http://console.plan.example"},
            "CALAIM_CONSOLE_URL must begin with https",
        ),
        ({"CONSOLE_PASSWORDS": "off"}, "CALAIM_CONSOLE_PASSWORDS must be yes or no"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(changed, sentence):
    environment = {**GIVEN, **{f"CALAIM_{name}": text for name, text in changed.items()}}
    with pytest.raises(SettingsError) as raised:
        read_settings(environment)
    said = str(raised.value)
    assert sentence in said and "\n" not in said and "canary" not in said


def test_desks_alone_are_no_provider():
    with pytest.raises(SettingsError, match="needs CALAIM_OIDC_ISSUER and"):
        read_settings({"CALAIM_OIDC_DESKS": "Nurses=icm"})


def test_somebody_must_be_able_to_sign_in():
    with pytest.raises(SettingsError, match="nobody could sign in"):
        read_settings({"CALAIM_CONSOLE_PASSWORDS": "no"})
    assert not read_settings({**GIVEN, "CALAIM_CONSOLE_PASSWORDS": "no"}).console.takes_passwords


def test_the_secret_is_shown_by_nothing_and_given_to_no_rasa(tmp_path):
    file = tmp_path / "secret"
    file.write_text("canary-secret\n")
    file.chmod(0o600)
    rest = {name: text for name, text in GIVEN.items() if "SECRET" not in name}
    settings = read_settings({**rest, "CALAIM_OIDC_CLIENT_SECRET_FILE": str(file)})
    assert settings.console.oidc.client_secret == "canary-secret"
    assert "canary-secret" not in repr(settings) + repr(settings.console.oidc)
    assert all(name.startswith(run.NOT_FOR_RASA) for name in GIVEN)


def test_a_first_account_is_made_only_where_it_could_be_used(tmp_path):
    ports = {
        f"CALAIM_{name}": str(free_port())
        for name in ("PORT", "CONSOLE_PORT", "GATEWAY_METRICS_PORT", "WORKER_METRICS_PORT")
    }
    ports |= {
        f"CALAIM_{name}_URL": f"http://127.0.0.1:{free_port()}" for name in ("RASA", "ACTIONS")
    }
    given = {**GIVEN, **ports, "CALAIM_DATABASE_URL": f"sqlite:///{tmp_path}/calaim.db"}
    settings = read_settings({**given, "CALAIM_CONSOLE_PASSWORDS": "no"})
    prepare(settings, {})
    database = sealed_database(settings)
    with database.read() as connection:
        assert staff.is_empty(connection)
    app = build_console(settings)
    assert app.state.services.accounts.settings == settings.console.oidc
    assert app.state.services.untold == ("member_services", "icm")
    database.close()
    app.state.services.database.close()
