"""Forged tokens: both authenticators refuse every one, and a gullible verifier shows that they are real."""

import hashlib
import hmac
import json
import socket
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey

from casewright_gateway.auth import Authenticator, LocalAuthenticator, Unauthenticated
from casewright_gateway.issuer import LocalIssuer
from casewright_gateway.oidc import OidcAuthenticator
from providers import Provider

NOW = 1_800_000_000
ABSENT = object()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the group of P-256 (FIPS 186-5, SP 800-186)."""


class Forger:
    """Has the issuer's own key, to sign what the issuer never would, and a stranger's key."""

    def __init__(self, name: str) -> None:
        self.own = ec.generate_private_key(ec.SECP256R1())
        self.stranger = ec.generate_private_key(ec.SECP256R1())
        self.issuer = LocalIssuer(self.own)
        self.public_pem = self.own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.claims: dict[str, Any] = {
            "iss": name,
            "aud": "casewright",
            "sub": "ada",
            "iat": NOW,
            "exp": NOW + 3600,
            "tenant": "demo",
            "roles": ["handler"],
            "teams": ["north"],
            "limits": {"payment": "2500.00"},
        }

    def header(self, **changes: Any) -> str:
        """The header segment with these changes to the one the issuer writes."""
        return segment(changed(self.issuer.header, changes))

    def payload(self, **changes: Any) -> str:
        """The payload segment with these changes to a good one."""
        return segment(changed(self.claims, changes))

    def sign(self, header: str, payload: str, key: ec.EllipticCurvePrivateKey | None = None) -> str:
        """A token of these segments with a good ES256 signature, the issuer's unless another key is given."""
        message = f"{header}.{payload}"
        r, s = decode_dss_signature((key or self.own).sign(message.encode(), ec.ECDSA(SHA256())))
        return f"{message}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def headed(self, **changes: Any) -> str:
        """A good token with another header, signed by the issuer's key."""
        return self.sign(self.header(**changes), self.payload())

    def claiming(self, **changes: Any) -> str:
        """A good token with other claims, signed by the issuer's key."""
        return self.sign(self.header(), self.payload(**changes))

    def sealed(self, signature: bytes, **changes: Any) -> str:
        """A good token with this instead of its signature."""
        return f"{self.header(**changes)}.{self.payload()}.{encoded(signature)}"

    def keyed(self, secret: bytes, **changes: Any) -> str:
        """A good token with an HMAC under `secret` as its signature."""
        message = f"{self.header(**changes)}.{self.payload()}"
        return f"{message}.{encoded(hmac.digest(secret, message.encode(), 'sha256'))}"


def changed(good: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (good | changes).items() if value is not ABSENT}


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def segment(value: Any) -> str:
    return encoded(json.dumps(value).encode())


def public(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return dict(ECKey.import_key(key.public_key()).as_dict(private=False))


Forgery = Callable[[Forger], str]

HEADERS: dict[str, Forgery] = {
    "alg none": lambda f: f.sealed(b"", alg="none"),
    "alg None": lambda f: f.sealed(b"", alg="None"),
    "alg nOnE": lambda f: f.sealed(b"", alg="nOnE"),
    "alg none with a signature": lambda f: f.headed(alg="none"),
    "HS256 under the public key": lambda f: f.keyed(f.public_pem, alg="HS256"),
    "own key in the header": lambda f: f.sign(f.header(jwk=public(f.stranger)), f.payload(), f.stranger),
    "jwk of the issuer": lambda f: f.headed(jwk=public(f.own)),
    "jku": lambda f: f.headed(jku="https://attacker.example/keys"),
    "jku inside": lambda f: f.headed(jku="http://169.254.169.254/latest/meta-data"),
    "x5u": lambda f: f.headed(x5u="https://attacker.example/chain.pem"),
    "x5c": lambda f: f.headed(x5c=["MIIB"]),
    "x5t": lambda f: f.headed(x5t="abc"),
    "kid is a path": lambda f: f.headed(kid="../../../../dev/null"),
    "kid is SQL": lambda f: f.headed(kid="' UNION SELECT 'key' --"),
    "kid is a URL": lambda f: f.headed(kid="https://attacker.example/key"),
    "kid is a command": lambda f: f.headed(kid="key; touch /tmp/owned"),
    "kid is a number": lambda f: f.headed(kid=0),
    "kid is an object": lambda f: f.headed(kid={"$ne": ""}),
    "kid has a NUL": lambda f: f.headed(kid=f.issuer.header["kid"] + "\x00"),
    "kid is long": lambda f: f.headed(kid="k" * 5000),
    "kid is absent": lambda f: f.headed(kid=ABSENT),
    "crit of an unknown extension": lambda f: f.headed(crit=["exp"], exp=NOW + 3600),
    "crit without its header": lambda f: f.headed(crit=["policy"]),
    "crit is empty": lambda f: f.headed(crit=[]),
    "crit is a number": lambda f: f.headed(crit=7),
    "crit holds a list": lambda f: f.headed(crit=[["b64"]]),
    "b64 without crit": lambda f: f.headed(b64=False),
    "b64 true": lambda f: f.headed(b64=True),
    "another kind: JWT": lambda f: f.headed(typ="JWT"),
    "another kind: logout token": lambda f: f.headed(typ="logout+jwt"),
    "no kind": lambda f: f.headed(typ=ABSENT),
    "kind is a list": lambda f: f.headed(typ=["at+jwt"]),
    "unknown header": lambda f: f.headed(tenant="demo"),
}

CLAIMS: dict[str, dict[str, Any]] = {
    "wrong audience": {"aud": "billing"},
    "audience of others": {"aud": ["billing", "casewright2"]},
    "audience is an object": {"aud": {"casewright": True}},
    "no audience": {"aud": ABSENT},
    "wrong issuer": {"iss": "https://attacker.example"},
    "issuer is a list": {"iss": ["casewright-local"]},
    "no issuer": {"iss": ABSENT},
    "expired": {"exp": NOW - 31},
    "no expiry": {"exp": ABSENT},
    "expiry is null": {"exp": None},
    "expiry is text": {"exp": str(NOW + 3600)},
    "expiry is true": {"exp": True},
    "expiry is NaN": {"exp": float("nan")},
    "expiry is infinite": {"exp": float("inf")},
    "not yet valid": {"nbf": NOW + 31},
    "not before is text": {"nbf": "now"},
    "issued in the future": {"iat": NOW + 31},
    "no time of issue": {"iat": ABSENT},
    "no subject": {"sub": ABSENT},
    "subject is empty": {"sub": ""},
    "subject is a number": {"sub": 1},
    "subject is long": {"sub": "a" * 201},
    "subject has a line end": {"sub": "ada\nadmin"},
    "subject has an escape": {"sub": "\x1b[2J"},
    "subject has a lone surrogate": {"sub": "\ud800"},
    "no tenant": {"tenant": ABSENT},
    "tenant is null": {"tenant": None},
    "tenant is empty": {"tenant": ""},
    "tenant is a list": {"tenant": ["demo"]},
    "tenant is upper case": {"tenant": "Demo"},
    "tenant has a line end": {"tenant": "demo\n"},
    "tenant is a path": {"tenant": "../demo"},
    "tenant is a pattern": {"tenant": "%"},
    "tenant has other digits": {"tenant": "demo\u0661"},
    "tenant is long": {"tenant": "a" * 64},
    "roles are text": {"roles": "admin"},
    "roles are null": {"roles": None},
    "roles are an object": {"roles": {"admin": True}},
    "role is a number": {"roles": [1]},
    "role is a list": {"roles": [["admin"]]},
    "role is empty": {"roles": [""]},
    "teams are text": {"teams": "north"},
    "team is null": {"teams": [None]},
    "limits are a list": {"limits": ["2500"]},
    "limit is negative": {"limits": {"payment": "-1"}},
    "limit is NaN": {"limits": {"payment": "NaN"}},
    "limit is a signalling NaN": {"limits": {"payment": "sNaN"}},
    "limit is infinite": {"limits": {"payment": "Infinity"}},
    "limit is a number": {"limits": {"payment": 2500.0}},
    "limit is true": {"limits": {"payment": True}},
    "limit has an exponent": {"limits": {"payment": "1E+999999999"}},
    "limit has underscores": {"limits": {"payment": "1_000"}},
    "limit has other digits": {"limits": {"payment": "\u0661"}},
    "limit is empty": {"limits": {"payment": ""}},
    "limit has no name": {"limits": {"": "1"}},
}

BROKEN: dict[str, Forgery] = {
    "zero signature": lambda f: f.sealed(bytes(64)),
    "signature of the group order": lambda f: f.sealed(ORDER.to_bytes(32, "big") * 2),
    "no signature": lambda f: f.sealed(b""),
    "short signature": lambda f: f.sealed(b"\x01" * 63),
    "signature of a stranger": lambda f: f.sign(f.header(), f.payload(), f.stranger),
    "signature in DER": lambda f: f.sealed(f.own.sign(b"x", ec.ECDSA(SHA256()))),
    "altered payload": lambda f: ".".join(
        [f.header(), f.payload(roles=["admin"]), f.sign(f.header(), f.payload()).split(".")[2]]
    ),
    "HS256 under nothing": lambda f: f.keyed(b"", alg="HS256", kid="../../../../dev/null"),
    "HS256 under the JWK": lambda f: f.keyed(json.dumps(public(f.own)).encode(), alg="HS256"),
    "ES384": lambda f: f.headed(alg="ES384"),
    "RS256": lambda f: f.headed(alg="RS256"),
    "alg is a list": lambda f: f.headed(alg=["ES256"]),
    "alg is null": lambda f: f.headed(alg=None),
    "no alg": lambda f: f.headed(alg=ABSENT),
    "b64 false": lambda f: f.sign(f.header(b64=False, crit=["b64"]), "demo"),
    "header is a list": lambda f: f.sign(segment(["alg", "b64"]), f.payload()),
    "header is text": lambda f: f.sign(segment("alg"), f.payload()),
    "header is a number": lambda f: f.sign(segment(1), f.payload()),
    "header nests": lambda f: f.sign(encoded(b"[" * 380), f.payload()),
    "header is no UTF-8": lambda f: f.sign(encoded(b'{"alg":"\xff"}'), f.payload()),
    "header has a huge number": lambda f: f.sign(encoded(b'{"alg":' + b"9" * 5000 + b"}"), f.payload()),
    "header is no base64": lambda f: f.sign("{}", f.payload()),
    "payload is a list": lambda f: f.sign(f.header(), segment(["ada"])),
    "payload is null": lambda f: f.sign(f.header(), segment(None)),
    "payload is no JSON": lambda f: f.sign(f.header(), encoded(b"sub=ada")),
    "payload nests": lambda f: f.sign(f.header(), encoded(b"[" * 5000)),
    "payload has a huge number": lambda f: f.sign(f.header(), encoded(b'{"exp":' + b"9" * 5000 + b"}")),
    "payload is empty": lambda f: f.sign(f.header(), ""),
    "token is empty": lambda f: "",
    "token is dots": lambda f: "..",
    "token is an API key": lambda f: "ck_live_1234567890",
    "token is encrypted": lambda f: f.claiming() + ".aa.bb",
    "token is a JSON serialization": lambda f: json.dumps(
        {"payload": f.payload(), "protected": f.header(), "signature": f.claiming().split(".")[2]}
    ),
    "token is padded": lambda f: f.claiming() + "==",
    "token is not ASCII": lambda f: f.claiming() + "\u2603",
    "token has a lone surrogate": lambda f: f.claiming() + "\udc80",
    "token has a line end": lambda f: f.claiming() + "\n",
}


def claiming(changes: dict[str, Any]) -> Forgery:
    return lambda forger: forger.claiming(**changes)


PLAUSIBLE = HEADERS | {name: claiming(changes) for name, changes in CLAIMS.items()}


@pytest.fixture(scope="module", params=["casewright-local", "https://id.example.com"])
def forger(request: pytest.FixtureRequest) -> Forger:
    """Against the local issuer, and against an OpenID provider that signs with such a key."""
    return Forger(request.param)


@pytest.fixture
def authenticator(forger: Forger) -> Authenticator:
    name = forger.claims["iss"]
    if name == "casewright-local":
        return LocalAuthenticator(forger.issuer, clock=lambda: NOW)
    provider = Provider(name, [public(forger.own) | {"kid": forger.issuer.header["kid"]}])
    return OidcAuthenticator(name, "casewright", {}, fetch=provider.fetch, clock=lambda: NOW)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every attempt to reach another machine."""
    seen: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: seen.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: seen.append(arguments))
    return seen


def gullible(forger: Forger, token: str) -> dict[str, Any] | None:
    """A verifier that lets the header choose algorithm and key, and checks no claim."""
    header_segment, payload_segment, signature = token.split(".")
    header, message = json.loads(decoded(header_segment)), f"{header_segment}.{payload_segment}".encode()
    match header["alg"].lower():
        case "none":
            genuine = True
        case "hs256":
            genuine = decoded(signature) == hmac.new(forger.public_pem, message, hashlib.sha256).digest()
        case _:
            key = ECKey.import_key(header["jwk"]).public_key if "jwk" in header else forger.own.public_key()
            genuine = signed(key, message, decoded(signature))
    return json.loads(decoded(payload_segment)) if genuine else None


def signed(key: ec.EllipticCurvePublicKey, message: bytes, signature: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("name", [*PLAUSIBLE, *BROKEN])
async def test_a_forgery_is_refused(name: str, forger: Forger, authenticator: Authenticator, calls: list[Any]) -> None:
    """A forged token ends in Unauthenticated with the stable code and one sentence, without a call to anybody."""
    token = (PLAUSIBLE | BROKEN)[name](forger)
    with pytest.raises(Unauthenticated) as refusal:
        await authenticator.authenticate(token)
    assert refusal.value.code == "UNAUTHENTICATED"
    assert refusal.value.message.endswith((".", '".'))
    assert not token or token not in refusal.value.message
    assert calls == []


@pytest.mark.parametrize("name", PLAUSIBLE)
def test_the_forgeries_are_real(name: str, forger: Forger) -> None:
    """Control: a verifier that believes the header and skips the claims accepts each plausible forgery."""
    assert isinstance(gullible(forger, PLAUSIBLE[name](forger)), dict)


async def test_the_untouched_token_is_accepted(forger: Forger, authenticator: Authenticator) -> None:
    """The token every forgery departs from is good, so each is refused for what was changed."""
    actor = (await authenticator.authenticate(forger.claiming())).actor
    assert (actor.tenant, actor.subject, actor.system) == ("demo", "ada", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW - 29},
        {"nbf": NOW + 30},
        {"iat": NOW + 30},
        {"aud": ["billing", "casewright"]},
        {"tenant": "a" * 63},
        {"sub": "\u00e9" * 200},
        {"limits": {"payment": "0"}},
    ],
)
async def test_the_edge_is_accepted(changes: dict[str, Any], forger: Forger, authenticator: Authenticator) -> None:
    """What lies just inside the rules is accepted: the forgeries fail by the rule, not by strictness at large."""
    assert await authenticator.authenticate(forger.claiming(**changes))


@pytest.mark.parametrize("changes", [{"system": True}, {"is_system": True}, {"sub": "casewright", "roles": ["system"]}])
async def test_no_token_makes_the_platform(
    changes: dict[str, Any], forger: Forger, authenticator: Authenticator
) -> None:
    """A token that calls its bearer the platform gives an ordinary actor."""
    assert not (await authenticator.authenticate(forger.claiming(**changes))).actor.system


@pytest.mark.parametrize(("extra", "accepted"), [(0, True), (1, False)])
async def test_a_long_token_is_not_read(
    extra: int, accepted: bool, forger: Forger, authenticator: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token of one character more than the limit is refused before it is looked at."""
    token = forger.claiming()
    monkeypatch.setattr("casewright_gateway.auth.LONGEST_TOKEN", len(token) - extra)
    if accepted:
        assert await authenticator.authenticate(token)
    else:
        with pytest.raises(Unauthenticated, match="longer than"):
            await authenticator.authenticate(token)
