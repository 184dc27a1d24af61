"""`calaim notices test`: one notice each way that is set, really sent, and what answered."""

import contextlib

import pytest

from bot.app import cli
from bot.storage import audit
from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from tests.fakes.desks import SECRET, Chatwoot, MailServer, Receiver
from tests.fakes.keys import CIPHER, KEYS
from tests.fakes.serving import free_port, serve


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """Sets settings, above those of a database of its own."""
    url = f"sqlite:///{tmp_path}/calaim.db"
    bring_up_to_date(Database(url, CIPHER))

    def set_all(**given: object) -> str:
        given = {"KEYS": KEYS.to_text(), "DATABASE_URL": url, **given}
        for name, text in given.items():
            monkeypatch.setenv(f"CALAIM_{name}", str(text))
        return url

    return set_all


@pytest.fixture
def receiver():
    made = Receiver()
    with serve(made.app) as made_url:
        yield made, {"DESK_WEBHOOK_URL": f"{made_url}/token-1", "DESK_WEBHOOK_SECRET": SECRET}


def email(server: MailServer, **more: str) -> dict[str, object]:
    ways = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": server.port, "SMTP_SECURITY": "none"}
    return {**ways, "SMTP_FROM": "bot@x.example", "DESK_EMAIL_ICM": "icm@plan.example", **more}


def test_each_way_that_is_set_gets_one_test_that_is_about_nobody(settings, receiver, capsys):
    (webhook, is_set), mail, chatwoot = receiver, MailServer(), Chatwoot()
    with contextlib.ExitStack() as opened:
        opened.enter_context(mail.running())
        talks = opened.enter_context(serve(chatwoot.app))
        inbox = {"CHATWOOT_URL": talks, "CHATWOOT_INBOX": chatwoot.inbox}
        both = {"DESK_EMAIL_MEMBER_SERVICES": "ms@plan.example"}
        url = settings(**is_set, **inbox, **email(mail, **both))
        assert cli.main(["notices", "test"]) == 0
    printed = capsys.readouterr().out
    assert "e-mail to icm@plan.example: The server took it." in printed
    assert "e-mail to ms@plan.example: The server took it." in printed
    assert "webhook to 127.0.0.1" in printed and "chatwoot to 127.0.0.1" in printed
    assert "token-1" not in printed and SECRET not in printed
    assert [each["Subject"] for each in mail.taken] == ["Test of the notices"] * 2
    assert "nothing has to be done" in mail.taken[0].get_content()
    [body], [said] = webhook.taken.values(), chatwoot.said()
    assert body["type"] == "case.test" and body["data"]["code"] == "TEST"
    assert said.startswith("Test of the notices")
    with Database(url, CIPHER).read() as connection:
        [entry] = audit.newest(connection, 5)
    assert (entry.action, entry.subject) == ("tested notices", "all taken")


def test_what_refuses_is_told_in_plain_words_and_the_others_go_on(settings, receiver, capsys):
    (webhook, is_set), mail = receiver, MailServer(answers={"RCPT": "550 no such user"})
    webhook.status = 500
    with mail.running():
        url = settings(**is_set, **email(mail))
        assert cli.main(["notices", "test"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (
        "e-mail to icm@plan.example: The e-mail server refuses the desk's address (550)." in lines
    )
    assert any(line.endswith("The webhook answered with an error (500).") for line in lines)
    with Database(url, CIPHER).read() as connection:
        assert audit.newest(connection, 5)[0].subject == "2 of 2 not taken"


def test_a_desk_that_nothing_tells_is_named(settings, capsys):
    mail = MailServer()
    with mail.running():
        settings(**email(mail))
        assert cli.main(["notices", "test"]) == 1
    printed = capsys.readouterr().out
    assert "Member Services: no way is set that tells this desk." in printed
    assert "e-mail to icm@plan.example: The server took it." in printed


def test_without_any_way_it_says_that_nothing_is_set(settings, capsys):
    settings()
    assert cli.main(["notices", "test"]) == 1
    assert "No desk is told: nothing is set." in capsys.readouterr().out


def test_a_server_that_is_away_is_told_in_plain_words(settings, capsys):
    webhook = {"DESK_WEBHOOK_URL": f"http://127.0.0.1:{free_port()}/"}
    settings(**webhook, DESK_WEBHOOK_SECRET=SECRET)
    assert cli.main(["notices", "test"]) == 1
    assert "The webhook cannot be reached." in capsys.readouterr().out
