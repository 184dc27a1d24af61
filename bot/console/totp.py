"""The six digits that a telephone shows beside the password (RFC 6238)."""

import hmac
import io
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
# A telephone's clock may be off by this many half minutes either way.
TOLERATED = 1


def new_secret() -> str:
    """Make what telephone and database share."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Give the half minute that a code belongs to; None where it is wrong."""
    typed = "".join(code.split())
    made, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for step in range(here - TOLERATED, here + TOLERATED + 1):
        if hmac.compare_digest(made.at(step * STEP_SECONDS).encode(), typed.encode()):
            return step
    return None


def picture(secret: str, account: str) -> str:
    """Give what a telephone is pointed at to take the secret up, as SVG."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="CalAIM console")
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(
        drawn, kind="svg", scale=4, xmldecl=False, svgns=True, title="Code to scan", light="#fff"
    )
    return drawn.getvalue().decode()
