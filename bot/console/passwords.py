"""Passwords of staff: made, hashed by argon2, and held against what somebody typed."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
TOO_SHORT = f"A password needs at least {SHORTEST} characters; a few words in a row are fine."
_HASHER = PasswordHasher()
# No sign that looks like another one: 16 of them are 79 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def generated() -> str:
    """Make a password that can be read out and typed."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """Give what is kept of a password; takes some hundredths of a second, on purpose."""
    return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """
    Hold a password against what is kept; takes as long where there is nothing to hold it against.

    Args:
        kept: None for an account that does not exist or is disabled.
    """
    try:
        _HASHER.verify(kept or nobodys(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def nobodys() -> str:
    """Give the hash of a password that nobody has; made before the first sign-in."""
    return hashed(secrets.token_urlsafe())
