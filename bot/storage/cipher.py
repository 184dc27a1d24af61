"""
Sealing what a person told before it reaches the database, and finding a number without reading it.

AES-256-GCM with a random nonce; the place (table and column) is authenticated with the content, so
nothing sealed can be moved elsewhere and still be opened. The first byte names the key, so that
keys can be changed one after the other. Numbers are found by a keyed hash (HMAC-SHA-256): a plain
one would be guessed by trying all numbers.
"""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import CalaimError, StoreError

KEY_BYTES = 32
NONCE_BYTES = 12
MOST_KEYS = 255
INDEX = "index"
TAKE_UP_SECONDS = 5.0
"""Within this every process that seals has taken up a key that was added to its file."""


class KeyProblem(StoreError):
    """The keys are missing, malformed, or not those of this database."""


@dataclass(frozen=True)
class Keys:
    """
    The keys of one database.

    Args:
        index: For the keyed hashes; it never changes, or nobody would be found again.
        sealing: By number, 1 to 255; the highest one seals, all of them open.
    """

    index: bytes = field(repr=False)
    sealing: Mapping[int, bytes] = field(repr=False)

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.sealing)

    def with_new(self) -> "Keys":
        """Give these keys and a new one, which seals from then on."""
        if self.newest >= MOST_KEYS:
            raise KeyProblem(f"there are {MOST_KEYS} keys already; take out those not in use.")
        added = {self.newest + 1: secrets.token_bytes(KEY_BYTES)}
        return Keys(self.index, {**self.sealing, **added})

    def to_text(self) -> str:
        """Write the keys as `read_keys` reads them."""
        named = {INDEX: self.index, **{str(n): key for n, key in sorted(self.sealing.items())}}
        lines = [f"{name} {base64.b64encode(key).decode()}" for name, key in named.items()]
        return "\n".join(lines) + "\n"


def new_keys() -> Keys:
    """Make the keys of a new database."""
    return Keys(secrets.token_bytes(KEY_BYTES), {1: secrets.token_bytes(KEY_BYTES)})


def read_keys(text: str) -> Keys:
    """
    Read keys: a line "index KEY" and one line "NUMBER KEY" a sealing key, each 32 bytes in base64.

    Raises:
        KeyProblem: They are not of that form; nothing of them is told.
    """
    lines = [_line(line) for line in text.replace(",", "\n").splitlines() if line.strip()]
    named = dict(lines)
    if len(named) != len(lines):
        raise KeyProblem("the keys name one number twice; which is the right one?")
    index = named.pop(INDEX, None)
    is_number = re.compile(r"[1-9][0-9]{0,2}").fullmatch
    numbers = {int(name): key for name, key in named.items() if is_number(name)}
    if index is None or not numbers or len(numbers) != len(named):
        raise KeyProblem('the keys need one line "index KEY" and at least one line "1 KEY".')
    if not all(1 <= number <= MOST_KEYS for number in numbers):
        raise KeyProblem(f"keys are numbered from 1 to {MOST_KEYS}.")
    return Keys(index, numbers)


def _line(line: str) -> tuple[str, bytes]:
    name, _, text = line.strip().partition(" ")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:  # also what is not ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"each key is {KEY_BYTES} bytes in base64; `calaim keys new` makes one.")
    return name, key


class Cipher:
    """
    Seals and opens with one database's keys; safe to share between threads.

    Args:
        reread: Gives the keys as they are now, so that one added to their file is taken up by
            processes that run.
    """

    def __init__(self, keys: Keys, reread: Callable[[], Keys] | None = None) -> None:
        self._reread = reread
        self._looked = time.monotonic()
        self._adopt(keys)

    def _take_up(self) -> None:
        """Take up the keys as they are now; where they cannot be read, go on with those we have."""
        self._looked = time.monotonic()
        if self._reread is not None:
            with suppress(CalaimError):
                self._adopt(self._reread())

    def _adopt(self, keys: Keys) -> None:
        # In this order, so that no other thread finds a key without its sealer.
        self._sealers = {number: AESGCM(key) for number, key in keys.sealing.items()}
        self.keys = keys

    def seal(self, place: str, content: bytes) -> bytes:
        """Seal a content for a place; no two results are alike."""
        if time.monotonic() - self._looked > TAKE_UP_SECONDS:
            self._take_up()
        newest = self.keys.newest
        nonce = secrets.token_bytes(NONCE_BYTES)
        return (
            bytes([newest]) + nonce + self._sealers[newest].encrypt(nonce, content, place.encode())
        )

    def open(self, place: str, sealed: bytes) -> bytes:
        """
        Open what was sealed for this place.

        Raises:
            KeyProblem: Its key is not here, or it was changed or moved.
        """
        sealer = self._sealer(sealed[0]) if sealed else None
        if sealer is None:
            raise KeyProblem("something was sealed with a key that is not here.")
        try:
            nonce, content = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
            return sealer.decrypt(nonce, content, place.encode())
        except InvalidTag:
            raise KeyProblem("something sealed was changed, or its key is another.") from None

    def _sealer(self, number: int) -> AESGCM | None:
        if number not in self._sealers:
            self._take_up()
        return self._sealers.get(number)

    def index(self, kind: str, value: str) -> str:
        """Give the keyed hash under which a value of this kind is found: 64 hex digits."""
        return hmac.new(self.keys.index, f"{kind}:v1:{value}".encode(), hashlib.sha256).hexdigest()
