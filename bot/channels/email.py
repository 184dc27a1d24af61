"""
Telling a desk by e-mail, over TLS: the case's code and urgency, never a word about the person.

The Message-ID is the same at every try, so that a mail program shows one that comes twice once.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime

from bot.channels.desk_notice import DeskNotice, NoticeFailed
from bot.channels.posting import LONGEST_SECONDS

STEP_SECONDS = 10.0
GREETING = 220
STARTTLS, TLS, PLAIN = "starttls", "tls", "none"


@dataclass(frozen=True)
class EmailTarget:
    """
    A server that takes mail for the desks.

    Args:
        security: `STARTTLS`, `TLS` from the first byte, or `PLAIN` on this machine alone.
        user: Empty where the server asks for none.
        sender: Our address.
        addresses: Those of the desks; a desk without one is not told by e-mail.
        longest_seconds: When a server that is not through counts as one that hangs.
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    addresses: Mapping[str, str]
    longest_seconds: float = LONGEST_SECONDS
    name: str = "e-mail"
    tells_summary: bool = False

    def serves(self, desk: str) -> bool:
        """Whether this desk has an address."""
        return desk in self.addresses

    def place(self, desk: str) -> str:
        """See `Target`."""
        return self.addresses[desk]

    def send(self, notice: DeskNotice) -> None:
        """See `Target`."""
        to = self.addresses.get(notice.desk)
        if to is None:
            raise NoticeFailed("The desk has no e-mail address any more.")
        try:
            self._send(self._message(notice, to))
        except (smtplib.SMTPException, OSError) as error:
            raise NoticeFailed(_why(error)) from error

    def _message(self, notice: DeskNotice, to: str) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = notice.subject
        message["From"], message["To"] = self.sender, to
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.key}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        if notice.urgency == "urgent":
            message["Importance"] = "high"
        message.set_content(notice.text)
        return message

    def _send(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        with contextlib.ExitStack() as opened:
            if self.security == TLS:
                server: smtplib.SMTP = smtplib.SMTP_SSL(timeout=STEP_SECONDS, context=context)
            else:
                server = smtplib.SMTP(timeout=STEP_SECONDS)
            # `connect` alone does not keep the name that a certificate has to be for.
            server._host = self.host  # type: ignore[attr-defined]
            opened.enter_context(_ended_after(self.longest_seconds, server))
            opened.callback(server.close)
            code, said = server.connect(self.host, self.port)
            if code != GREETING:
                raise smtplib.SMTPConnectError(code, said)
            if self.security == STARTTLS:
                _begin_tls(server, context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()


class _TlsRefused(smtplib.SMTPResponseException):
    """The server offers to seal the line, and then does not."""


def _begin_tls(server: smtplib.SMTP, context: ssl.SSLContext) -> None:
    try:
        server.starttls(context=context)
    except smtplib.SMTPHeloError:
        raise
    except smtplib.SMTPResponseException as error:
        raise _TlsRefused(error.smtp_code, error.smtp_error) from error


@contextlib.contextmanager
def _ended_after(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cut the line after so long: a server may keep each single wait short, for hours."""
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        with contextlib.suppress(OSError):
            if server.sock is not None:
                server.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise (TimeoutError() if is_late.is_set() else error) from error
    finally:
        timer.cancel()


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"The e-mail server refuses the desk's address ({codes[0]})."
    if isinstance(error, smtplib.SMTPResponseException):
        said = next(words for kind, words in _REFUSALS.items() if isinstance(error, kind))
        return f"The e-mail server {said} ({error.smtp_code})."
    return next(words for kind, words in _FAILURES.items() if isinstance(error, kind))


# The first that fits is said; each is a kind of the last.
_REFUSALS: dict[type[Exception], str] = {
    smtplib.SMTPAuthenticationError: "does not accept our user name or password",
    smtplib.SMTPSenderRefused: "refuses mail from our address",
    smtplib.SMTPDataError: "does not take the message",
    _TlsRefused: "does not begin the encryption that is asked for",
    smtplib.SMTPResponseException: "refuses to talk with us",
}
_FAILURES: dict[type[Exception], str] = {
    smtplib.SMTPNotSupportedError: "The e-mail server does not offer what the settings ask for.",
    smtplib.SMTPException: "The e-mail server broke off.",
    ssl.SSLCertVerificationError: "The e-mail server has a certificate that is not trusted.",
    ssl.SSLError: "The e-mail server does not speak TLS as the settings say.",
    TimeoutError: "The e-mail server does not answer in time.",
    ConnectionResetError: "The e-mail server broke off.",
    OSError: "The e-mail server cannot be reached.",
}
