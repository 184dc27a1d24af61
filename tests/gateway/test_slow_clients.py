"""Whoever sends slowly, endlessly or too much at once holds up nobody, as the gateway is served."""

import socket
import time

import httpx
import pytest

from bot.app.impatient import ImpatientProtocol
from bot.gateway import bodies
from bot.gateway.heads import LARGEST_HEAD
from bot.gateway.limits import load_limits
from tests.fakes.line import line as set_up


@pytest.fixture
def served(line, monkeypatch):
    """Where the gateway listens, which has little patience here."""
    monkeypatch.setattr(ImpatientProtocol, "head_seconds", 1.0)
    monkeypatch.setattr(bodies, "LONGEST_READING_SECONDS", 1.0)
    host, _, port = line.gateway.rpartition(":")
    return host.removeprefix("http://"), int(port)


def connect(place, sent: bytes) -> socket.socket:
    made = socket.create_connection(place, timeout=5)
    made.sendall(sent)
    return made


def all_that_comes(made: socket.socket) -> bytes:
    received = b""
    while part := made.recv(65536):
        received += part
    return received


def is_well(place) -> bool:
    return httpx.get(f"http://{place[0]}:{place[1]}/healthz", timeout=3).status_code == 200


@pytest.mark.parametrize(
    "sent", [b"", b"GET /healthz HTTP/1.1\r\n", b"GET /chat HTTP/1.1\r\nHost: here\r\nX-A: b"]
)
def test_a_request_whose_head_never_ends_is_hung_up_on(served, sent):
    start = time.monotonic()
    assert all_that_comes(connect(served, sent)) == b""
    assert 0.5 < time.monotonic() - start < 3


def test_a_head_in_drops_does_not_buy_more_time(served):
    made = connect(served, b"GET /healthz HTTP/1.1\r\n")
    start = time.monotonic()
    with pytest.raises(OSError):
        for _ in range(40):
            made.sendall(b"X-A: b\r\n")
            time.sleep(0.1)
    assert time.monotonic() - start < 3


def test_the_second_request_of_a_connection_has_no_longer(served):
    made = connect(served, b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
    assert made.recv(65536).startswith(b"HTTP/1.1 200")
    made.sendall(b"GET /healthz HTTP/1.1\r\n")
    start = time.monotonic()
    all_that_comes(made)
    assert time.monotonic() - start < 3


def test_two_hundred_slow_senders_keep_nobody_out(served):
    slow = [connect(served, b"GET /healthz HTTP/1.1\r\n") for _ in range(200)]
    assert is_well(served)
    for made in slow:
        made.close()


def test_a_body_that_never_ends_is_answered_and_not_waited_for(served):
    head = b"POST /api/conversations HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    made = connect(served, head + b"Content-Length: 100\r\n\r\n{")
    assert made.recv(65536).startswith(b"HTTP/1.1 408")


def test_a_body_without_end_in_pieces_is_cut_at_its_limit(served):
    head = b"POST /api/conversations HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    made = connect(served, head)
    made.sendall((b"1000\r\n" + b"x" * 4096 + b"\r\n") * 8)
    assert made.recv(65536).startswith(b"HTTP/1.1 413")


def test_headers_without_end_are_refused(served):
    made = connect(served, b"GET /healthz HTTP/1.1\r\nX-A: " + b"x" * (4 * LARGEST_HEAD))
    assert made.recv(65536).startswith(b"HTTP/1.1 400")


def test_a_large_head_in_one_piece_is_refused_too(served):
    headers = {"X-A": "x" * (LARGEST_HEAD + 1)}
    url = f"http://{served[0]}:{served[1]}"
    answer = httpx.get(f"{url}/healthz", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (431, "large_head")
    assert httpx.get(f"{url}/healthz?{'x' * LARGEST_HEAD}").status_code == 431
    assert httpx.get(f"{url}/healthz", headers={"X-A": "x" * 12_000}).status_code == 200


def test_a_request_of_two_lengths_is_refused_and_so_is_what_hides_behind_it(served):
    head = b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
    hidden = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
    made = connect(served, head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden)
    received = all_that_comes(made)
    assert received.startswith(b"HTTP/1.1 400")
    assert received.count(b"HTTP/1.1") == 1


def test_a_body_in_drops_that_nobody_reads_holds_no_connection(served):
    head = b"POST /sms/fallback HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n"
    made = connect(served, head)
    assert made.recv(65536).startswith(b"HTTP/1.1 200")
    start = time.monotonic()
    with pytest.raises(OSError):
        for _ in range(40):
            made.sendall(b"x")
            time.sleep(0.1)
    assert time.monotonic() - start < 3


READING = b"GET /api/events HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer %s\r\n\r\n"
SLOW = (
    b"POST /sms/inbound HTTP/1.1\r\nHost: here\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nBody="
)


def statuses(made: list[socket.socket]) -> list[bytes]:
    return [each.recv(12)[9:] for each in made]


def test_a_text_gets_in_while_all_places_of_readers_and_slow_senders_are_taken(line):
    host, _, port = line.gateway.removeprefix("http://").rpartition(":")
    place, limits = (host, int(port)), load_limits()
    token = line.new_member().token.encode()
    reading = [connect(place, READING % token) for _ in range(limits["reads"].at_once)]
    assert set(statuses(reading)) == {b"200"}
    refused = connect(place, READING % token).recv(65536)
    assert refused.startswith(b"HTTP/1.1 429") and b"retry-after: 5" in refused
    sending = [connect(place, SLOW) for _ in range(limits["slow_bodies"].at_once)]
    time.sleep(bodies.PROMPT_SECONDS + 1)
    refused = connect(place, SLOW).recv(65536)
    assert refused.startswith(b"HTTP/1.1 503") and b"retry-after: 5" in refused
    assert line.text("+16505550101", "hello") == 200
    assert line.new_member().post(id="1", text="hello").status_code == 202
    for each in [*reading, *sending]:
        each.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS on a plain port
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"POST /api/conversations HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX:\x00\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_next_one_served(served, sent):
    answer = connect(served, sent).recv(65536)
    assert not answer.startswith(b"HTTP/1.1 5")
    assert is_well(served)


def test_a_long_poll_is_no_slow_request(served, line):
    member = line.new_member()
    url = f"http://{served[0]}:{served[1]}/api/messages?wait=3"
    start = time.monotonic()
    assert httpx.get(url, headers=member.headers, timeout=10).json() == {"messages": []}
    assert time.monotonic() - start > 2.5


def test_what_breaks_inside_is_answered_with_the_headers_too(tmp_path):
    class Broken:
        def now(self):
            raise RuntimeError("a secret")

    with set_up(tmp_path, clock=Broken()) as line:
        answer = line.http.post("/api/conversations")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
