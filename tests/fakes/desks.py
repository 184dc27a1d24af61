"""
Stand-ins for what desks are told by: a mail server, a receiver of webhooks, Chatwoot.

Each keeps what it took and can be told to break. They speak over real sockets, with real TLS.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SECRET_BYTES = b"twenty-four bytes or more"
SECRET = f"whsec_{base64.b64encode(SECRET_BYTES).decode()}"
USER, PASSWORD = "calaim", "a password for tests"
FIVE_MINUTES = 300


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine, with its key, in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    here = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + made.public_bytes(form))
    return file


@dataclass
class MailServer:
    """
    A small SMTP server.

    Args:
        certificate: With it the server offers STARTTLS.
        answers: What it says instead of yes, by command: "RCPT": "550 No such user".
        hangs_at: The command after which it says nothing any more.
    """

    certificate: Path | None = None
    tls_at_once: bool = False
    wants_login: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    hangs_at: str = ""
    drips: bool = False
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    were_sealed: list[bool] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self) -> Iterator["MailServer"]:
        """Serve on a port of its own for the length of the block."""
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                talk = _Talk(outer, self.request)
                with contextlib.suppress(OSError, ValueError):
                    talk.run()
                talk.line.close()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        with Server(("", 0), Handler) as server:
            self.port = server.server_address[1]
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            try:
                yield self
            finally:
                self.closing.set()
                server.shutdown()

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.certificate))
        return context


class _Talk:
    """One connection to the mail server."""

    def __init__(self, server: MailServer, line: socket.socket) -> None:
        self.server, self.line, self.is_sealed = server, line, False

    def run(self) -> None:
        if self.server.tls_at_once:
            self.seal()
        if self.server.drips:
            while not self.server.closing.wait(0.1):
                self.line.sendall(b"220-wait\r\n")
            return
        self.say(self.server.answers.get("CONNECT", "220 here"))
        while command := self.heard():
            word = command.split()[0].upper()
            if word == self.server.hangs_at:
                self.server.closing.wait(60)
                return
            if not self.act(word):
                return

    def act(self, word: str) -> bool:
        """Answer one command; False at the end of the talk."""
        refusal = self.server.answers.get(word)
        if refusal:
            self.say(refusal)
        elif word == "EHLO":
            offers = ["STARTTLS"] if self.server.certificate and not self.is_sealed else []
            offers += ["AUTH PLAIN"] if self.server.wants_login else []
            lines = ["here", *offers]
            for line in lines[:-1]:
                self.say(f"250-{line}")
            self.say(f"250 {lines[-1]}")
        elif word == "STARTTLS":
            self.say("220 go on")
            self.seal()
        elif word == "AUTH":
            self.say("235 welcome")
        elif word == "DATA":
            self.say("354 go on")
            self.take()
        elif word == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 fine")
        return True

    def take(self) -> None:
        read = b""
        while not read.endswith(b"\r\n.\r\n"):
            read += self.line.recv(4096)
        if self.server.hangs_at == "END":
            self.server.closing.wait(60)
            return
        refusal = self.server.answers.get("END")
        if not refusal:
            message = message_from_bytes(read[:-3], policy=policy.default)
            self.server.taken.append(message)
            self.server.were_sealed.append(self.is_sealed)
        self.say(refusal or "250 taken")

    def seal(self) -> None:
        self.line = self.server.context().wrap_socket(self.line, server_side=True)
        self.is_sealed = True

    def say(self, text: str) -> None:
        self.line.sendall(f"{text}\r\n".encode())

    def heard(self) -> str:
        read = b""
        while not read.endswith(b"\n"):
            part = self.line.recv(1)
            if not part:
                return ""
            read += part
        return read.decode().strip() or "NOOP"


@dataclass
class Receiver:
    """
    What a desk's own system does with a web request, by the README's words alone.

    Args:
        status: What it answers once a request is found genuine.
        refuses: Types that it answers with 500 all the same.
    """

    status: int = 200
    taken: dict[str, dict] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    hangs: bool = False
    refuses: set[str] = field(default_factory=set)
    location: str = ""
    asked: int = 0

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.receive, methods=["POST"])])

    async def receive(self, request: Request) -> Response:
        """Take a request that is genuine and new."""
        self.asked += 1
        body = await request.body()
        identity, at, given = (
            request.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature")
        )
        signed = hmac.new(SECRET_BYTES, f"{identity}.{at}.".encode() + body, hashlib.sha256)
        expected = f"v1,{base64.b64encode(signed.digest()).decode()}"
        if not hmac.compare_digest(expected, given) or abs(time.time() - int(at)) > FIVE_MINUTES:
            return Response(status_code=401)
        self.times[identity] = self.times.get(identity, 0) + 1
        if self.hangs:
            await asyncio.sleep(30)
        if json.loads(body)["type"] in self.refuses:
            return Response(status_code=500)
        if self.status == 200:
            self.taken[identity] = json.loads(body)
        headers = {"Location": self.location} if self.location else None
        return Response(status_code=self.status, headers=headers)


@dataclass
class Chatwoot:
    """
    The client API of an API channel, as Chatwoot's own controllers answer.

    Args:
        breaks_after: A path's last word; the request is carried out and answered with 500, once.
        refuses_at: A path's last word; the request is answered with `refuses_with` alone.
    """

    inbox: str = "inbox-for-tests"
    contacts: dict[str, dict] = field(default_factory=dict)
    breaks_after: str = ""
    refuses_at: str = ""
    refuses_with: int = 401

    @property
    def app(self) -> Starlette:
        base = f"/public/api/v1/inboxes/{self.inbox}/contacts"
        talks = base + "/{contact}/conversations"
        messages = talks + "/{number:int}/messages"
        return Starlette(
            routes=[
                Route(base, self._or_refused(self.make_contact), methods=["POST"]),
                Route(talks, self._or_refused(self.conversations), methods=["GET", "POST"]),
                Route(messages, self._or_refused(self.messages), methods=["GET", "POST"]),
            ]
        )

    def _or_refused(self, answer: Callable[[Request], Awaitable[Response]]):
        async def asked(request: Request) -> Response:
            if self.refuses_at and request.url.path.endswith(self.refuses_at):
                return Response(status_code=self.refuses_with)
            return await answer(request)

        return asked

    def said(self) -> list[str]:
        """All messages, of all conversations."""
        talks = [talk for one in self.contacts.values() for talk in one["conversations"]]
        return [message["content"] for talk in talks for message in talk["messages"]]

    async def make_contact(self, request: Request) -> Response:
        asked = await request.json()
        fresh = {"name": asked["name"], "conversations": []}
        self.contacts.setdefault(asked["source_id"], fresh)
        return self._answer(request, {"source_id": asked["source_id"], "name": asked["name"]})

    async def conversations(self, request: Request) -> Response:
        mine = self.contacts[request.path_params["contact"]]["conversations"]
        if request.method == "GET":
            return JSONResponse(mine)
        attributes = (await request.json())["custom_attributes"]
        mine.append({"id": len(mine) + 7, "custom_attributes": attributes, "messages": []})
        return self._answer(request, mine[-1])

    async def messages(self, request: Request) -> Response:
        talks = self.contacts[request.path_params["contact"]]["conversations"]
        [talk] = [each for each in talks if each["id"] == request.path_params["number"]]
        if request.method == "GET":
            return JSONResponse(talk["messages"][-20:])
        talk["messages"].append({"id": 1, "content": (await request.json())["content"]})
        return self._answer(request, talk["messages"][-1])

    def _answer(self, request: Request, content: dict) -> Response:
        if self.breaks_after and request.url.path.endswith(self.breaks_after):
            self.breaks_after = ""
            return Response(status_code=500)
        return JSONResponse(content)
