"""
A small provider of OpenID Connect, with keys of its own, that signs people in without asking them.

It refuses what a real one refuses: another client, another address to come back to, a code that
was used, a verifier that does not fit. It can be told to say what is wrong, or to break.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.fakes.serving import free_port, serve

CLIENT, SECRET = "calaim-console", "what the provider gave us"
PERSON = {
    "sub": "u-1",
    "preferred_username": "maria@plan.example",
    "email": "maria@plan.example",
    "given_name": "Maria",
    "groups": ["everybody", "calaim-agents"],
}
CODE_SECONDS = 60


@dataclass
class Asked:
    """What a browser came with, for which a code was given."""

    nonce: str
    challenge: str
    back: str
    person: dict[str, Any]
    until: float = field(default_factory=lambda: time.time() + CODE_SECONDS)


@dataclass
class FakeProvider:
    """
    The provider.

    Args:
        backs: Where browsers may be sent back to, as registered.
        person: Who signs in next.
        says: What the next id tokens say otherwise than is right; None leaves it out.
        header: Likewise of their header.
        is_sparing: Whether an id token tells the subject alone, and the rest is to be asked for.
        methods: How it lets a client show who it is; None publishes nothing on it.
        answers: What it answers instead, by the last word of the address.
        hangs_at: The page that it never answers.
        asked: What browsers came with.
    """

    url: str
    backs: list[str] = field(default_factory=list)
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    says: dict[str, Any] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    is_sparing: bool = False
    methods: list[str] | None = None
    answers: dict[str, Response] = field(default_factory=dict)
    hangs_at: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: made_key("first"))
    signs_with: RSAKey | None = None
    codes: dict[str, Asked] = field(default_factory=dict)
    tokens: dict[str, Asked] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        ways = {
            "/.well-known/openid-configuration": ("GET", self.about),
            "/authorize": ("GET", self.authorize),
            "/token": ("POST", self.token),
            "/keys": ("GET", self.keys),
            "/userinfo": ("GET", self.userinfo),
        }
        return Starlette(
            routes=[
                Route(path, self._unless_told(answer), methods=[method])
                for path, (method, answer) in ways.items()
            ]
        )

    def _unless_told(self, answer):
        async def answered(request: Request) -> Response:
            page = request.url.path.rpartition("/")[2]
            if page == self.hangs_at:
                await asyncio.sleep(30)
            return self.answers.get(page) or await answer(request)

        return answered

    async def about(self, _: Request) -> Response:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        ends |= {"jwks_uri": "keys", "userinfo_endpoint": "userinfo"}
        told: dict[str, Any] = {name: f"{self.url}/{path}" for name, path in ends.items()}
        if self.methods is not None:
            told["token_endpoint_auth_methods_supported"] = self.methods
        return JSONResponse({"issuer": self.url, **told})

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        back = asked.get("redirect_uri", "")
        if asked.get("client_id") != CLIENT or back not in self.backs:
            return Response("Unknown client, or unknown address to come back to.", 400)
        is_sound = (
            asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and len(asked.get("code_challenge", "")) == 43
        )
        if not is_sound:
            told = {"error": "invalid_request", "state": asked.get("state", "")}
            return RedirectResponse(f"{back}?{urlencode(told)}", 302)
        code = secrets.token_urlsafe()
        person = dict(self.person)
        self.codes[code] = Asked(asked.get("nonce", ""), asked["code_challenge"], back, person)
        told = {"code": code, "state": asked.get("state", ""), "iss": self.url}
        return RedirectResponse(f"{back}?{urlencode(told)}", 302)

    async def token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form.get("code", ""), None)  # whatever comes of it, it is used
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = _encoded(digest)
        is_right = (
            asked is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == asked.back
            and challenge == asked.challenge
            and time.time() < asked.until
        )
        if not is_right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe()
        self.tokens[access] = asked
        told = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        return JSONResponse({**told, "id_token": self._signed(asked, access)})

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        methods = self.methods or ["client_secret_basic"]
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        by_head = request.headers.get("authorization") == f"Basic {pair}"
        by_form = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        return ("client_secret_basic" in methods and by_head) or (
            "client_secret_post" in methods and by_form
        )

    def _signed(self, asked: Asked, access: str) -> str:
        now, half = int(time.time()), hashlib.sha256(access.encode()).digest()[:16]
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now}
        claims |= {"at_hash": _encoded(half)}
        told = {"sub": asked.person["sub"]} if self.is_sparing else asked.person
        claims |= {"nonce": asked.nonce, **told, **self.says}
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with or self.key
        header = {"alg": "RS256", "kid": key.kid, **self.header}
        if header["alg"] != "RS256":
            return self._forged(header, claims)
        return jwt.encode(header, claims, key, algorithms=["RS256"])

    def _forged(self, header: dict[str, str], claims: dict[str, Any]) -> str:
        """Sign by what everybody may read, or by nothing."""
        parts = [_encoded(json.dumps(part).encode()) for part in (header, claims)]
        public = self.key.as_pem(private=False)
        digest = hmac.digest(public, ".".join(parts).encode(), "sha256")
        return ".".join([*parts, _encoded(digest) if header["alg"] == "HS256" else ""])

    async def keys(self, _: Request) -> Response:
        others = [{"kty": "OKP", "crv": "Ed25519"}, {"kty": "RSA", "kid": "broken", "n": "?"}]
        published = KeySet([self.key]).as_dict(private=False)
        return JSONResponse({"keys": [*others, *published["keys"]]})

    async def userinfo(self, request: Request) -> Response:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        asked = self.tokens.get(bearer)
        return JSONResponse(asked.person) if asked else Response(status_code=401)


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@cache
def made_key(name: str, kid: str = "") -> RSAKey:
    """
    Make a key that signs, once for all tests.

    Args:
        kid: What it is published as, if not under its name.
    """
    return RSAKey.generate_key(2048, {"kid": kid or name, "use": "sig"})


@contextlib.contextmanager
def provider(host: str = "127.0.0.1") -> Iterator[FakeProvider]:
    """Serve one while the block runs, under the name of this machine that is given."""
    port = free_port()
    made = FakeProvider(f"http://{host}:{port}")
    with serve(made.app, port):
        yield made
