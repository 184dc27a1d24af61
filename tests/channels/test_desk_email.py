"""Telling a desk by e-mail: what is in it, and what staff hear where it does not go."""

import contextlib
from datetime import datetime, timezone

import pytest

from bot.channels.desk_notice import DeskNotice, NoticeFailed
from bot.channels.email import PLAIN, STARTTLS, TLS, EmailTarget
from tests.fakes import desks
from tests.fakes.desks import MailServer

NOTICE = DeskNotice(
    key="5b1f0c0e9d3a4f6f8a7b1c2d3e4f5a6b",
    kind="opened",
    at=datetime(2026, 11, 21, 20, 5, tzinfo=timezone.utc),
    code="KTR-493",
    urgency="urgent",
    desk="icm",
    status="waiting",
    waiting_since=datetime(2026, 11, 21, 20, 5, tzinfo=timezone.utc),
    link="https://console.example/cases/KTR-493",
)


@pytest.fixture
def sealed(tmp_path, monkeypatch):
    """A certificate of a server that this machine trusts."""
    file = desks.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def to(server: MailServer, security: str = PLAIN, **how) -> EmailTarget:
    how = {"host": "127.0.0.1", "user": "", "password": "", **how}
    addresses = {"icm": "icm@plan.example"}
    return EmailTarget(
        port=server.port, security=security, sender="bot@x.example", addresses=addresses, **how
    )


def problem(server: MailServer, security: str = PLAIN, **how) -> str:
    """What staff are told where a notice does not go."""
    with server.running(), pytest.raises(NoticeFailed) as raised:
        to(server, security, **how).send(NOTICE)
    return str(raised.value)


@pytest.mark.parametrize("security", [STARTTLS, TLS])
def test_a_notice_goes_out_under_tls_with_code_urgency_time_and_link(sealed, security):
    server = MailServer(sealed, tls_at_once=security == TLS, wants_login=True)
    with server.running():
        to(server, security, user=desks.USER, password=desks.PASSWORD).send(NOTICE)
    [mail] = server.taken
    assert server.were_sealed == [True]
    assert (mail["To"], mail["From"]) == ("icm@plan.example", "bot@x.example")
    assert mail["Subject"] == "URGENT: case KTR-493"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith("A new case waits for your desk.\n\nCase: KTR-493\nUrgency: urgent\n")
    assert "Waiting since: Saturday, November 21, 12:05 PM (Pacific time)" in text
    assert "Open it: https://console.example/cases/KTR-493" in text


def test_a_second_try_has_the_same_message_id():
    server = MailServer()
    with server.running():
        to(server).send(NOTICE)
        to(server).send(NOTICE)
    assert [mail["Message-ID"] for mail in server.taken] == [f"<{NOTICE.key}@x.example>"] * 2


def test_a_summary_is_never_in_an_e_mail():
    assert not to(MailServer()).tells_summary


def test_a_desk_without_an_address_is_not_served():
    assert to(MailServer()).serves("icm") and not to(MailServer()).serves("member_services")


@pytest.mark.parametrize(
    ("command", "answer", "words"),
    [
        ("CONNECT", "554 go away", "refuses to talk with us (554)"),
        ("MAIL", "550 not you", "refuses mail from our address (550)"),
        ("RCPT", "550 no such user", "refuses the desk's address (550)"),
        ("DATA", "451 later", "does not take the message (451)"),
        ("END", "554 looks like spam", "does not take the message (554)"),
    ],
)
def test_a_server_that_refuses_is_told_in_plain_words(command, answer, words):
    assert problem(MailServer(answers={command: answer})) == f"The e-mail server {words}."


def test_a_wrong_password_is_told_in_plain_words(sealed):
    server = MailServer(sealed, wants_login=True, answers={"AUTH": "535 no"})
    said = problem(server, STARTTLS, user="calaim", password="wrong")
    assert said == "The e-mail server does not accept our user name or password (535)."


def test_nothing_goes_out_unsealed_to_a_server_that_offers_no_tls():
    server = MailServer()
    said = problem(server, STARTTLS)
    assert said == "The e-mail server does not offer what the settings ask for."
    assert server.taken == []


def test_a_certificate_that_nobody_here_trusts_is_refused(tmp_path):
    server = MailServer(desks.certificate(tmp_path))
    said = problem(server, STARTTLS)
    assert said == "The e-mail server has a certificate that is not trusted."
    assert server.taken == []


def test_a_certificate_for_another_name_is_refused(sealed):
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(MailServer(sealed).running())
        opened.enter_context(pytest.raises(NoticeFailed, match="not trusted"))
        to(server, STARTTLS, host="127.0.0.2").send(NOTICE)


def test_a_server_that_is_away_cannot_be_reached():
    with MailServer().running() as server:
        pass
    with pytest.raises(NoticeFailed, match=r"^The e-mail server cannot be reached\.$"):
        to(server).send(NOTICE)


@pytest.mark.parametrize(
    "server", [MailServer(hangs_at="RCPT"), MailServer(hangs_at="END"), MailServer(drips=True)]
)
def test_a_server_that_hangs_or_drips_is_left_in_time(server):
    said = problem(server, longest_seconds=0.5)
    assert said == "The e-mail server does not answer in time."
