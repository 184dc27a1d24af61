"""The settings of signing in with the account that staff have at work; off without them."""

from __future__ import annotations

import re

from bot.app.environment import Environment, SettingsError, check_sealed
from bot.console.oidc_terms import OidcSettings
from bot.handoff.case_life import DESKS
from bot.storage.staff import ROLES

_NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES")
_MORE = ("OIDC_DESKS", "OIDC_GROUPS", "OIDC_SCOPES")


def read_oidc_settings(env: Environment) -> OidcSettings | None:
    """
    Read and check them; the provider itself is asked when somebody signs in, and not before.

    Raises:
        SettingsError: One is wrong, or one is missing beside another.
    """
    missing = [f"CALAIM_{name}" for name in _NEEDED if not env.text(name, "")]
    if len(missing) == len(_NEEDED) and not any(env.text(name, "") for name in _MORE):
        return None
    if missing:
        raise SettingsError(
            f"signing in by OIDC needs {' and '.join(missing)} too, or none of its settings."
        )
    issuer = env.url("OIDC_ISSUER", "https://login.example.org")
    check_sealed("OIDC_ISSUER", issuer)
    return OidcSettings(
        issuer=issuer,
        client_id=_plain(env, "OIDC_CLIENT_ID"),
        client_secret=_plain(env, "OIDC_CLIENT_SECRET"),
        roles=_pairs(env, "OIDC_ROLES", ROLES, "CalAIM agents=agent; CalAIM leads=supervisor"),
        desks=_pairs(env, "OIDC_DESKS", tuple(DESKS), "CalAIM nurses=icm"),
        groups=env.text("OIDC_GROUPS", "groups"),
        scopes=_scopes(env),
    )


def _plain(env: Environment, name: str) -> str:
    text = env.text(name, "")
    if not re.fullmatch(r"[ -~]+", text):
        raise SettingsError(f"CALAIM_{name} must be of letters, digits and signs in ASCII.")
    return text


def _pairs(env: Environment, name: str, known: tuple[str, ...], example: str) -> dict[str, str]:
    """Read "group=word; group=word"; a group may have a "=" in its name, as in a directory."""
    found: dict[str, str] = {}
    text = env.text(name, "")
    for part in text.rstrip("; ").split(";") if text else ():
        group, is_pair, word = (piece.strip() for piece in part.rpartition("="))
        if not (is_pair and group) or word not in known:
            raise SettingsError(
                f'CALAIM_{name} must be such as "{example}"; after "=" stands one of '
                f"{', '.join(known)}."
            )
        if group in found:
            raise SettingsError(f"CALAIM_{name} names one group twice.")
        found[group] = word
    return found


def _scopes(env: Environment) -> str:
    scopes = env.text("OIDC_SCOPES", "openid profile").split()
    if "openid" not in scopes or not all(re.fullmatch(r"[!#-\[\]-~]+", each) for each in scopes):
        raise SettingsError(
            'CALAIM_OIDC_SCOPES must be such as "openid profile groups", with openid among them.'
        )
    return " ".join(scopes)
