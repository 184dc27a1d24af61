"""Codes a person can read out over the telephone."""

import secrets

# Letters and digits have places of their own (KTR-493), so O is never taken for 0. Left out are
# letters that look or sound like another one, and the vowels, so that no code is a word.
LETTERS = "CHJKMRTWXY"
DIGITS = "23456789"


def new_code() -> str:
    """Make a random code such as KTR-493; the caller checks that it is not in use."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(3))
    digits = "".join(secrets.choice(DIGITS) for _ in range(3))
    return f"{letters}-{digits}"


def tidy_code(text: str) -> str:
    """Bring a code as a person types it (ktr 493) into the form in which it is kept."""
    kept = "".join(c for c in text.upper() if c.isalnum())
    return f"{kept[:3]}-{kept[3:]}"
