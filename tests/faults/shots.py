"""Requests to Twilio's webhooks, forged in every way we know of, and genuine ones that look odd."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, signature

INBOUND = "/sms/inbound"
STATUS = "/sms/status"
BODIES = (
    "hello",
    "¿Dónde está? 😀",
    "a & b = c + d %",
    " spaces ",
    "line\nbreak",
    "",
    "YES",
    "私は",
)


@dataclass(frozen=True)
class Shot:
    """One request as it goes over the line; `kind` says what is wrong with it."""

    kind: str
    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True)
class Shooter:
    """Makes requests for one public address."""

    public_url: str
    chance: random.Random
    numbers: int = 300

    def fields(self) -> dict[str, str]:
        """The parameters of a text as Twilio sends them, many of them blank."""
        number = f"+1650{4440000 + self.chance.randrange(self.numbers):07}"
        blanks = ("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip", "ToCountry")
        return {
            "MessageSid": f"SM{secrets.token_hex(16)}",
            "AccountSid": ACCOUNT_SID,
            "From": number,
            "To": OUR_NUMBER,
            "Body": self.chance.choice(BODIES),
            "NumMedia": "0",
            **{name: "" for name in self.chance.sample(blanks, self.chance.randrange(7))},
        }

    def genuine(self, token: str = AUTH_TOKEN) -> Shot:
        """A text that Twilio sent; its parameters in any order."""
        fields = list(self.fields().items())
        self.chance.shuffle(fields)
        return self._shot("genuine", dict(fields), self._sign(dict(fields), token))

    def genuine_report(self) -> Shot:
        """A report on a text of which we never heard."""
        path = f"{STATUS}?outbox={secrets.token_hex(16)}"
        fields = {"MessageSid": f"SM{secrets.token_hex(16)}", "MessageStatus": "sent", "To": ""}
        return self._shot("genuine", fields, signature(f"{self.public_url}{path}", fields), path)

    def forged(self) -> Shot:
        """A request with something wrong about it."""
        kind = self.chance.choice(list(FORGERIES))
        made = FORGERIES[kind](self)
        return Shot(kind, made.path, made.body, made.headers, made.method)

    def _sign(self, fields: dict[str, str], token: str = AUTH_TOKEN, path: str = INBOUND) -> str:
        return signature(f"{self.public_url}{path}", fields, token)

    def _shot(
        self, kind: str, fields: dict[str, str], signed: str | None, path: str = INBOUND
    ) -> Shot:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if signed is not None:
            headers["X-Twilio-Signature"] = signed
        return Shot(kind, path, urlencode(fields).encode(), headers)

    # What an attacker might try; each starts from what would be genuine

    def _changed(self, sent: dict[str, str], signed: dict[str, str]) -> Shot:
        return self._shot("", sent, self._sign(signed))

    def no_signature(self) -> Shot:
        return self._shot("", self.fields(), None)

    def empty_signature(self) -> Shot:
        return self._shot("", self.fields(), "")

    def other_token(self) -> Shot:
        fields = self.fields()
        return self._shot("", fields, self._sign(fields, secrets.token_hex(16)))

    def old_token(self) -> Shot:
        fields = self.fields()
        return self._shot("", fields, self._sign(fields, "a token long gone"))

    def no_token(self) -> Shot:
        fields = self.fields()
        return self._shot("", fields, self._sign(fields, ""))

    def truncated_signature(self) -> Shot:
        fields = self.fields()
        signed = self._sign(fields)
        return self._shot("", fields, signed[: self.chance.randrange(len(signed) - 1)])

    def lengthened_signature(self) -> Shot:
        fields = self.fields()
        return self._shot("", fields, self._sign(fields) + "=")

    def upper_signature(self) -> Shot:
        fields = self.fields()
        signed = self._sign(fields)
        return self._shot("", fields, signed.swapcase())

    def changed_parameter(self) -> Shot:
        fields = self.fields()
        name = self.chance.choice(["From", "To", "Body", "MessageSid", "NumMedia", "AccountSid"])
        return self._changed({**fields, name: fields[name] + "1"}, fields)

    def added_parameter(self) -> Shot:
        fields = self.fields()
        return self._changed(
            {**fields, self.chance.choice(["Extra", "OptOutType"]): "STOP"}, fields
        )

    def removed_parameter(self) -> Shot:
        fields = self.fields()
        sent = {name: value for name, value in fields.items() if name != "Body"}

        return self._changed(sent, fields)

    def moved_value(self) -> Shot:
        """The same characters in all, shared out otherwise between two parameters."""
        fields = {**self.fields(), "Body": "hello"}
        return self._changed({**fields, "Body": "hell", "BodyA": "o"}, fields)

    def second_body(self) -> Shot:
        fields = self.fields()
        made = self._changed(fields, fields)
        return Shot("", made.path, made.body + b"&Body=pay+me", made.headers)

    def repeated_body(self) -> Shot:
        fields = {**self.fields(), "Body": "hello"}
        made = self._changed(fields, fields)
        return Shot("", made.path, made.body + b"&Body=hello", made.headers)

    def with_get(self) -> Shot:
        fields = self.fields()
        path = f"{INBOUND}?{urlencode(fields)}"
        return Shot("", path, b"", {"X-Twilio-Signature": self._sign({}, path=path)}, "GET")

    def as_json(self) -> Shot:
        fields = self.fields()
        body = str(fields).replace("'", '"').encode()
        signed = {"X-Twilio-Signature": self._sign(fields), "Content-Type": "application/json"}
        return Shot("", INBOUND, body, signed)

    def other_port(self) -> Shot:
        fields = self.fields()
        host = self.public_url.rsplit(":", 1)[0]
        return self._shot("", fields, signature(f"{host}:1{INBOUND}", fields))

    def other_path(self) -> Shot:
        fields = self.fields()
        path = self.chance.choice(
            ["/SMS/inbound", "/sms/Inbound", "/sms/inbound/", "//sms/inbound"]
        )
        return self._shot("", fields, self._sign(fields, path=path), path)

    def other_webhook(self) -> Shot:
        fields = self.fields()
        return self._shot("", fields, self._sign(fields, path=STATUS))

    def other_host(self) -> Shot:
        fields = self.fields()
        made = self._shot("", fields, signature(f"https://evil.example{INBOUND}", fields))
        name = self.chance.choice(["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded"])
        value = "host=evil.example" if name == "Forwarded" else "evil.example"
        return Shot("", made.path, made.body, {**made.headers, name: value})

    def added_query(self) -> Shot:
        fields = self.fields()
        return self._shot("", fields, self._sign(fields), f"{INBOUND}?a={secrets.token_hex(2)}")

    def other_unicode(self) -> Shot:
        """Another form of the same letters."""
        fields = {**self.fields(), "Body": "caf\u00e9"}
        return self._changed({**fields, "Body": "cafe\u0301"}, fields)

    def not_unicode(self) -> Shot:
        made = self._shot("", self.fields(), self._sign(self.fields()))
        return Shot("", made.path, made.body + b"&x=%ff%fe", made.headers)

    def other_account(self) -> Shot:
        fields = {**self.fields(), "AccountSid": "AC" + "9" * 32}
        return self._changed(fields, fields)

    def nothing(self) -> Shot:
        return Shot("", INBOUND, b"", {})

    def noise(self) -> Shot:
        noise = self.chance.randbytes(40)
        return Shot("", INBOUND, noise, {"X-Twilio-Signature": secrets.token_hex(14)})

    def forged_report(self) -> Shot:
        fields = {"MessageSid": f"SM{secrets.token_hex(16)}", "MessageStatus": "failed"}
        signed = signature(f"{self.public_url}{STATUS}?outbox=1", fields)
        return self._shot("", fields, signed, f"{STATUS}?outbox={secrets.token_hex(16)}")


FORGERIES: dict[str, Callable[[Shooter], Shot]] = {
    name.replace("_", " "): made
    for name, made in vars(Shooter).items()
    if callable(made) and not name.startswith("_") and name not in ("fields", "forged", "genuine")
}
del FORGERIES["genuine report"]
