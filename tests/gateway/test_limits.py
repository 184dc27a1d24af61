"""The counting itself: moving windows in bounded memory, and whose request it is."""

import time

import pytest
from limits import parse
from starlette.requests import Request

from bot.app.gateway import MOST_CONNECTIONS
from bot.gateway.addresses import THIS_MACHINE, Proxies, read_networks
from bot.gateway.errors import TooMany
from bot.gateway.limits import Limit, Limits, load_limits
from bot.gateway.windows import BoundedWindows


def limits_of(**rates: str) -> Limits:
    given = {name: Limit((parse(rate),)) for name, rate in rates.items()}
    return Limits({**load_limits(), **given})


def test_every_limit_says_of_whom_how_much_and_why():
    loaded = load_limits()
    assert set(loaded) >= {"sms_messages", "web_messages", "address_messages"}
    assert all(limit.rates or limit.at_once for limit in loaded.values())


def test_thirty_texts_in_a_minute_pass_and_one_more_waits():
    limits = Limits(load_limits())
    assert [limits.wait("sms_messages", "a") for _ in range(30)] == [0] * 30
    assert 0 < limits.wait("sms_messages", "a") <= 60
    assert limits.wait("sms_messages", "b") == 0


def test_what_was_refused_is_not_counted_so_waiting_helps():
    limits = limits_of(sms_messages="2 per 1 second")
    assert [limits.wait("sms_messages", "a") > 0 for _ in range(30)] == [False] * 2 + [True] * 28
    time.sleep(1.1)
    assert limits.wait("sms_messages", "a") == 0


def test_a_window_moves_with_the_time_and_does_not_begin_at_full_minutes():
    limits = limits_of(sms_messages="2 per 1 second")
    limits.wait("sms_messages", "a")
    time.sleep(0.7)
    limits.wait("sms_messages", "a")
    time.sleep(0.5)  # the first is out, the second still counts
    assert limits.wait("sms_messages", "a") == 0
    assert limits.wait("sms_messages", "a") > 0


def test_one_number_multiplies_every_limit():
    once, twice = load_limits(), load_limits(times=2)
    assert [r.amount for r in twice["sms_messages"].rates] == [60, 240, 600]
    assert twice["reads_of_address"].at_once == 2 * once["reads_of_address"].at_once


def test_no_number_makes_room_for_more_readers_than_there_are_connections():
    once, many = load_limits(), load_limits(times=1000)
    for name in ("reads", "slow_bodies"):
        assert many[name].at_once == once[name].at_once
    assert many["reads"].at_once + many["slow_bodies"].at_once < MOST_CONNECTIONS - 100


def test_a_million_addresses_do_not_fill_the_memory():
    windows = BoundedWindows(most_keys=1_000, most_entries=5_000)
    for number in range(20_000):
        windows.acquire_entry(f"2001:db8:{number:x}::/64", 300, 60)
    assert len(windows) == 1_000
    assert windows.entries == 1_000


def test_a_few_addresses_with_very_many_requests_do_not_fill_it_either():
    windows = BoundedWindows(most_keys=1_000, most_entries=5_000)
    for number in range(20_000):
        windows.acquire_entry(f"k{number % 50}", 300, 60)
    assert windows.entries <= 5_000


def test_addresses_without_end_make_no_number_forgotten():
    limits = Limits(load_limits())
    for _ in range(30):
        limits.wait("sms_messages", "a")
    for number in range(60_000):
        limits.wait("address_messages", str(number))
    assert limits.wait("sms_messages", "a") > 0


def test_readers_at_once_are_counted_and_given_back():
    held = {"reads_of_conversation": 2, "reads_of_address": 3, "reads": 9}
    limits = Limits({name: Limit(at_once=number) for name, number in held.items()})
    with limits.reading("a", "x"), limits.reading("a", "x"):
        with pytest.raises(TooMany), limits.reading("a", "x"):
            pass
        with limits.reading("b", "x"), pytest.raises(TooMany), limits.reading("c", "x"):
            pass
    with limits.reading("a", "x"), limits.reading("a", "x"):
        pass


def test_everybody_together_reads_only_so_much_whoever_it_is():
    held = {"reads_of_conversation": 9, "reads_of_address": 9, "reads": 2}
    limits = Limits({name: Limit(at_once=number) for name, number in held.items()})
    with limits.reading("a", "x"), limits.reading("b", THIS_MACHINE):
        for address in ("y", THIS_MACHINE):
            with pytest.raises(TooMany), limits.reading("c", address):
                pass
    with limits.reading("c", "y"):
        pass


PROXIES = Proxies(read_networks("10.0.0.0/8, 2001:db8:ffff::1"))


def asked_by(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    client = (peer, 1234) if peer else None
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("203.0.113.7", (), "203.0.113.7"),
        ("203.0.113.7", ("198.51.100.1",), "203.0.113.7"),  # no proxy of ours: not believed
        ("10.0.0.5", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.5", ("1.1.1.1, 198.51.100.1",), "198.51.100.1"),  # the left one is made up
        ("10.0.0.5", ("1.1.1.1", "198.51.100.1"), "198.51.100.1"),  # also in a header of its own
        ("10.0.0.5", ("198.51.100.1, 10.2.2.2",), "198.51.100.1"),  # through two proxies of ours
        ("10.0.0.5", ("1.1.1.1, 10.9.9.9, 198.51.100.1, 10.2.2.2",), "198.51.100.1"),
        ("10.0.0.5", ("10.1.1.1, 10.2.2.2",), "10.1.1.1"),  # somebody inside
        ("10.0.0.5", ("",), "10.0.0.5"),
        ("10.0.0.5", ("unknown",), "10.0.0.5"),
        ("10.0.0.5", ("1.1.1.1, <script>",), "10.0.0.5"),
        ("10.0.0.5", ("198.51.100.1:4711",), "198.51.100.1"),
        ("10.0.0.5", ("[2001:db8:1:2:3::4]:4711",), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3::4", (), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", (), "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", (), "203.0.113.7"),
        ("::1", (), "this machine"),
        (None, ("198.51.100.1",), "unknown"),
    ],
)
def test_whose_request_it_is_cannot_be_made_up(peer, forwarded, sender):
    assert PROXIES.sender(asked_by(peer, *forwarded)) == sender


def test_without_trusted_proxies_only_what_runs_here_is_believed():
    assert Proxies().sender(asked_by("10.0.0.5", "198.51.100.1")) == "10.0.0.5"
    assert Proxies().sender(asked_by("127.0.0.1", "1.1.1.1, 198.51.100.1")) == "198.51.100.1"
    assert Proxies().sender(asked_by("127.0.0.1")) == "this machine"
