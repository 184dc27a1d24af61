"""
Asking a provider of OpenID Connect who somebody is: authorization code with PKCE.

Nothing that a browser brings is believed: the id token comes from the provider by a request of
ours, and its signature, issuer, audience, times and nonce are checked before anything in it is
read. What the provider publishes of itself and its keys are asked for anew each time: people sign
in a few times a day, and a key or an address that was changed is known at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwk, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from bot.console.oidc_terms import Begun, NotBelieved, OidcSettings, ProviderDown

CONFIGURATION = "/.well-known/openid-configuration"
SECONDS = 10.0
# For all requests of one step together: somebody sits before an empty page meanwhile.
PATIENCE_SECONDS = 20.0
LEEWAY_SECONDS = 60
# By a public key only: an "HS256" made with what everybody may read must not count.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
KINDS_OF_KEYS = ("RSA", "EC")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# How we show that it is us, best first; where nothing is published, the first is the standard's.
METHODS = ("client_secret_basic", "client_secret_post")
NAMES = ("given_name", "name")

_NO_SENSE = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError)
_MALFORMED = (JoseError, AuthlibBaseError, *_NO_SENSE)
_UNREACHABLE = (httpx2.HTTPError, httpx2.InvalidURL, AuthlibBaseError, *_NO_SENSE)

Told = Mapping[str, Any]
Found = TypeVar("Found")


class Provider:
    """
    One provider; nothing is kept of it between two sign-ins. See `Accounts`.

    Args:
        patience_seconds: How long all requests of one step may take together.
    """

    def __init__(self, settings: OidcSettings, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.settings = settings
        self._patience = patience_seconds

    async def address(self, begun: Begun, *, anew: bool) -> str:
        """See `Accounts`."""
        return await self._patiently(self._address(begun, anew))

    async def claims(self, code: str, begun: Begun, at: datetime, now: datetime) -> dict[str, Any]:
        """See `Accounts`."""
        return await self._patiently(self._claims(code, begun, at, now))

    async def _patiently(self, step: Awaitable[Found]) -> Found:
        try:
            return await asyncio.wait_for(step, self._patience)
        except asyncio.TimeoutError:
            raise ProviderDown("it takes too long") from None

    async def _address(self, begun: Begun, anew: bool) -> str:
        more = {"prompt": "login"} if anew else {}
        async with self._client(begun) as client:
            about = await self._about(client)
            to, _ = client.create_authorization_url(
                about["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                max_age=begun.most_seconds,
                **more,
            )
        return str(to)

    async def _claims(self, code: str, begun: Begun, at: datetime, now: datetime) -> dict[str, Any]:
        async with self._client(begun) as client:
            about = await self._about(client)
            tokens = await _tokens(client, about, code, begun)
            keys = _key_set(await _asked(client, about["jwks_uri"]))
            claims = self._checked(tokens, keys, about, begun, now)
            if not (claims.get("auth_time") or at.timestamp()) >= _earliest(begun, at):
                raise NotBelieved("they showed too long ago who they are")
            return {**await self._more(client, about, claims), **claims}

    async def _about(self, client: Any) -> Told:
        """Give what the provider publishes of itself."""
        about = await _asked(client, self.settings.issuer + CONFIGURATION)
        if str(about.get("issuer")).rstrip("/") != self.settings.issuer:
            raise ProviderDown("it publishes another issuer")
        scheme = urlsplit(self.settings.issuer).scheme
        if not all(str(about.get(name)).startswith(f"{scheme}://") for name in ENDPOINTS):
            raise ProviderDown("an address that it publishes is missing or not safe")
        return about

    def _checked(
        self, tokens: Told, keys: jwk.KeySet, about: Told, begun: Begun, now: datetime
    ) -> dict[str, Any]:
        """Give what the id token says, once all of it holds."""
        options = {
            "iss": {"essential": True, "value": about["issuer"]},
            "aud": {"essential": True, "value": self.settings.client_id},
            "sub": {"essential": True},
        }
        params: Told = {
            "nonce": begun.nonce,
            "client_id": self.settings.client_id,
            "access_token": tokens.get("access_token"),
        }
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            found = jwt.decode(tokens["id_token"], keys, registry=registry)
            claims = CodeIDToken(found.claims, found.header, options, params)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except _MALFORMED as error:
            raise NotBelieved(f"the id token does not hold: {type(error).__name__}") from None
        return dict(claims)

    async def _more(self, client: Any, about: Told, claims: Told) -> Told:
        """Ask for what the id token leaves out; some providers keep it as small as they may."""
        is_told = self.settings.groups in claims and any(name in claims for name in NAMES)
        if is_told or "userinfo_endpoint" not in about:
            return {}
        more = await _asked(client, str(about["userinfo_endpoint"]), ours=True)
        if more.get("sub") != claims["sub"]:
            raise NotBelieved("it tells more of somebody else")
        return more

    def _client(self, begun: Begun) -> Any:
        return AsyncOAuth2Client(
            self.settings.client_id,
            self.settings.client_secret,
            scope=self.settings.scopes,
            redirect_uri=begun.back,
            code_challenge_method="S256",
            leeway=0,
            timeout=SECONDS,
            follow_redirects=False,
        )


async def _asked(client: Any, address: str, *, ours: bool = False) -> Told:
    """
    Ask for a page of the provider.

    Args:
        ours: Whether it is shown the access token.
    """
    try:
        answer = await client.request("GET", address, withhold_token=not ours)
        told = answer.raise_for_status().json()
    except _UNREACHABLE:
        raise ProviderDown("a page of it cannot be had") from None
    if not isinstance(told, dict):
        raise ProviderDown("a page of it makes no sense")
    return told


async def _tokens(client: Any, about: Told, code: str, begun: Begun) -> Told:
    known = _list(about.get("token_endpoint_auth_methods_supported")) or METHODS
    method = next((method for method in METHODS if method in known), None)
    if method is None:
        raise ProviderDown("it takes no secret of ours in any way that we know")
    client.token_endpoint_auth_method = method
    try:
        tokens: Told = await client.fetch_token(
            about["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=begun.verifier,
        )
    except OAuthError as error:
        if error.error == "invalid_grant":
            raise NotBelieved("the code was refused") from None
        raise ProviderDown("it refuses us, whatever the code") from None
    except _UNREACHABLE:
        raise ProviderDown("it gives no tokens") from None
    return tokens


def _key_set(published: Told) -> jwk.KeySet:
    """Read the keys that we can use; of another kind, or broken, is no reason to use none."""
    keys = []
    for each in _list(published.get("keys")):
        with contextlib.suppress(*_MALFORMED):
            if each["kty"] in KINDS_OF_KEYS:
                keys.append(jwk.import_key(each))
    if not keys:
        raise ProviderDown("it publishes no key that we can use")
    return jwk.KeySet(keys)


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _earliest(begun: Begun, at: datetime) -> float:
    return at.timestamp() - begun.most_seconds - LEEWAY_SECONDS
