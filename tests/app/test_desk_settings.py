"""The settings of how desks are told: one sentence for what is wrong, and no secret in it."""

import pytest

from bot.app import cli, run
from bot.app.desk_settings import read_desk_settings
from bot.app.environment import Environment, SettingsError
from bot.app.settings import read_settings
from bot.handoff.case import CaseDraft
from bot.storage import audit, cases, conversations, notices
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from bot.worker.clock import Clock
from tests.fakes.desks import SECRET
from tests.fakes.keys import CIPHER, KEYS

EMAIL = {
    "SMTP_HOST": "mail.plan.example",
    "SMTP_FROM": "bot@plan.example",
    "DESK_EMAIL_ICM": "icm@plan.example",
}
WEBHOOK = {"DESK_WEBHOOK_URL": "https://desk.example/in?sig=1", "DESK_WEBHOOK_SECRET": SECRET}
CHATWOOT = {"CHATWOOT_URL": "https://talk.plan.example/", "CHATWOOT_INBOX": "abc"}


def read(**given: str):
    return read_desk_settings(Environment({f"CALAIM_{name}": text for name, text in given.items()}))


def test_without_settings_no_desk_is_told():
    assert read().targets == () and read().untold == ("member_services", "icm")
    assert read(**EMAIL).untold == ("member_services",) and read(**WEBHOOK).untold == ()


def test_each_way_is_on_with_its_settings():
    settings = read(**EMAIL, **WEBHOOK, **CHATWOOT)
    assert [target.name for target in settings.targets] == ["e-mail", "webhook", "chatwoot"]
    email, webhook, chatwoot = settings.targets
    assert (email.security, email.port) == ("starttls", 587)
    assert email.serves("icm") and not email.serves("member_services")
    assert not webhook.tells_summary
    assert chatwoot.url == "https://talk.plan.example"


def test_what_the_member_told_goes_out_only_where_asked_for():
    [webhook] = read(**WEBHOOK, DESK_WEBHOOK_SUMMARY="yes").targets
    assert webhook.tells_summary


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SMTP_HOST": "mail.example"}, "e-mail needs CALAIM_SMTP_HOST, CALAIM_SMTP_FROM and"),
        ({"DESK_EMAIL_ICM": "a@b.example"}, "e-mail needs CALAIM_SMTP_HOST"),
        ({**EMAIL, "DESK_EMAIL_ICM": "icm@plan.example, b@c"}, "_ICM must be one address"),
        ({**EMAIL, "SMTP_FROM": "bot@x\r\nBcc: all@x"}, "_FROM must be one address"),
        ({**EMAIL, "SMTP_SECURITY": "none"}, "none only for a server on this machine"),
        ({**EMAIL, "SMTP_SECURITY": "ssl"}, "must be starttls, tls, none"),
        ({**EMAIL, "SMTP_USER": "me"}, "set both CALAIM_SMTP_USER and"),
        ({"DESK_WEBHOOK_URL": "https://a.example"}, "a webhook needs"),
        ({**WEBHOOK, "DESK_WEBHOOK_URL": "http://desk.example"}, "must begin with https://"),
        ({**WEBHOOK, "DESK_WEBHOOK_URL": "http://10.0.0.5/x"}, "must begin with https://"),
        ({**WEBHOOK, "DESK_WEBHOOK_URL": "https://a.example/ x"}, "must begin with https://"),
        ({**WEBHOOK, "DESK_WEBHOOK_URL": "https://[::1"}, "must begin with https://"),
        ({**WEBHOOK, "DESK_WEBHOOK_SECRET": "whsec_c2hvcnQ="}, "24 to 64 bytes"),
        ({**WEBHOOK, "DESK_WEBHOOK_SECRET": SECRET[6:]}, "must be whsec_ and"),
        ({**WEBHOOK, "DESK_WEBHOOK_SUMMARY": "maybe"}, "must be yes or no"),
        ({"CHATWOOT_URL": "https://talk.example"}, "CALAIM_CHATWOOT_INBOX, both"),
        ({**CHATWOOT, "CHATWOOT_URL": "http://talk.example"}, "must begin with https://"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(given, sentence):
    with pytest.raises(SettingsError) as raised:
        read(**given)
    said = str(raised.value)
    assert sentence in said and "\n" not in said
    assert "c2hvcnQ" not in said and SECRET[6:] not in said


@pytest.mark.parametrize("url", ["https://10.0.0.5/in", "http://127.0.0.1:9000", "http://[::1]:9"])
def test_a_receiver_in_the_operators_own_network_is_allowed(url):
    [webhook] = read(**{**WEBHOOK, "DESK_WEBHOOK_URL": url}).targets
    assert webhook.url == url


def test_secrets_are_shown_by_nothing_and_given_to_no_rasa():
    given = {f"CALAIM_{k}": v for k, v in {**EMAIL, **WEBHOOK, **CHATWOOT}.items()}
    password = {"CALAIM_SMTP_USER": "bot", "CALAIM_SMTP_PASSWORD": "canary-pass"}
    settings = read_settings({**given, **password})
    shown = repr(settings) + repr(settings.desks) + repr(settings.desks.targets)
    assert "canary-pass" not in shown and SECRET not in shown
    assert all(name.startswith(run.NOT_FOR_RASA) for name in {**given, **password})


@pytest.fixture
def one_waits(monkeypatch, tmp_path) -> Database:
    """A database in which one notice could not be sent, and is given up."""
    url, now = f"sqlite:///{tmp_path}/calaim.db", Clock().now()
    monkeypatch.setenv("CALAIM_KEYS", KEYS.to_text())
    monkeypatch.setenv("CALAIM_DATABASE_URL", url)
    database = Database(url, CIPHER)
    bring_up_to_date(database)
    with database.write() as connection:
        talk = conversations.create_web(connection, "t", "en", now)
        draft = CaseDraft("self", "routine", "icm", "Marisol wants a call.", {"person": "self"})
        cases.open_or_update(connection, talk, draft, now)
        notices.spread(connection, lambda _: ["e-mail"], now)
        held = notices.claim(connection, "e-mail", now, notices.TRIED_FOR)
        problem = "The e-mail server refuses the desk's address (550)."
        late = held.give_up_at
        notices.failed(connection, held, problem, late, late)
    return database


def test_the_command_says_what_was_not_told_and_why(one_waits, capsys):
    assert cli.main(["notices"]) == 0
    printed = capsys.readouterr().out
    assert "No desk is told: nothing is set." in printed
    assert "given up  The e-mail server refuses the desk's address (550)." in printed
    assert "1 given up. When the reason is gone: calaim notices retry" in printed
    assert "Marisol" not in printed


def test_the_command_has_all_tried_again_and_notes_who_did(one_waits, capsys):
    assert cli.main(["notices", "retry"]) == 0
    assert capsys.readouterr().out == "1 notice is tried again now.\n"
    with one_waits.read() as connection:
        assert notices.any_due(connection, "e-mail", Clock().now())
        [entry] = audit.newest(connection, 5)
    assert (entry.action, entry.subject) == ("retried notices", "1")


def test_the_command_says_that_nothing_waits(one_waits, capsys):
    with one_waits.write() as connection:
        connection.execute(notices.notices.delete())
    assert cli.main(["notices"]) == 0
    assert "No notice waits." in capsys.readouterr().out
