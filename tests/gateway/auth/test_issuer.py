"""What the local issuer mints, publishes and derives."""

import hmac
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jwt

from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.settings import Settings
from casewright_gateway.issuer import LONGEST_TOKEN, LocalIssuer

HOUR = timedelta(hours=1)


def pem(key: PrivateKeyTypes, encryption: KeySerializationEncryption | None = None) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()).decode()


class TestMint:
    def test_says_who_and_for_how_long(self, issuer: LocalIssuer, actor: Actor) -> None:
        """A token has the header and claims of RFC 9068, sorted roles and amounts as text."""
        token = jwt.decode(issuer.mint(actor, lifetime=HOUR), issuer.public_key, ["ES256"])
        assert token.header == {"alg": "ES256", "typ": "at+jwt", "kid": issuer.keys()["keys"][0]["kid"]}
        issued, expires, unique = (token.claims.pop(name) for name in ("iat", "exp", "jti"))
        assert expires - issued == 3600
        assert len(unique) > 20
        assert token.claims == {
            "iss": "casewright-local",
            "aud": "casewright",
            "sub": "ada",
            "tenant": "demo",
            "roles": ["approver", "handler"],
            "teams": ["north"],
            "limits": {"payment": "2500.00"},
        }

    def test_is_unique(self, issuer: LocalIssuer, actor: Actor) -> None:
        """Two tokens of one actor have two ids."""
        tokens = [jwt.decode(issuer.mint(actor, lifetime=HOUR), issuer.public_key, ["ES256"]) for _ in range(2)]
        assert tokens[0].claims["jti"] != tokens[1].claims["jti"]

    def test_refuses_the_platform(self, issuer: LocalIssuer) -> None:
        """The platform's own actor gets no token."""
        with pytest.raises(Invalid, match="platform's own work"):
            issuer.mint(Actor.platform("demo"), lifetime=HOUR)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"tenant": "Demo"}, "tenant"),
            ({"tenant": ""}, "tenant"),
            ({"subject": ""}, "sub"),
            ({"subject": "a\n"}, "sub"),
            ({"roles": frozenset({""})}, "roles"),
            ({"teams": frozenset({"\ud800"})}, "teams"),
            ({"limits": {"payment": Decimal(-1)}}, "limits"),
            ({"limits": {"payment": Decimal("NaN")}}, "limits"),
            ({"limits": {"payment": Decimal("Infinity")}}, "limits"),
        ],
    )
    def test_refuses_what_could_not_be_read(
        self, change: dict[str, Any], field: str, issuer: LocalIssuer, actor: Actor
    ) -> None:
        """What the authenticator would refuse is refused when minting, with the claim named."""
        with pytest.raises(Invalid) as refusal:
            issuer.mint(replace(actor, **change), lifetime=HOUR)
        assert refusal.value.field == field

    def test_refuses_a_token_too_long(self, issuer: LocalIssuer, actor: Actor) -> None:
        """More roles than a token may carry are refused when minting."""
        roles = frozenset(f"role-{number}" for number in range(LONGEST_TOKEN // 8))
        with pytest.raises(Invalid, match="at most 8192 characters"):
            issuer.mint(replace(actor, roles=roles), lifetime=HOUR)

    @pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(milliseconds=999), timedelta(days=-1)])
    def test_refuses_no_lifetime(self, lifetime: timedelta, issuer: LocalIssuer, actor: Actor) -> None:
        """A token that would be born expired is refused."""
        with pytest.raises(Invalid, match="at least one second"):
            issuer.mint(actor, lifetime=lifetime)


class TestLoad:
    def test_takes_the_key_of_the_settings(self, tmp_path: Path) -> None:
        """A key in the settings is used, and no file is made."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = LocalIssuer.load(Settings(data_dir=tmp_path, signing_key=pem(key)))
        assert issuer.keys() == LocalIssuer(key).keys()
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("key", "sentence"),
        [
            ("no key", "not an unencrypted private key"),
            ("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", "not an unencrypted private key"),
            (pem(ec.generate_private_key(ec.SECP384R1())), "not a private key of the curve P-256"),
            (pem(rsa.generate_private_key(65537, 2048)), "not a private key of the curve P-256"),
            (
                pem(ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(b"word")),
                "not an unencrypted private key",
            ),
            (
                ec.generate_private_key(ec.SECP256R1())
                .public_key()
                .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                .decode(),
                "not an unencrypted private key",
            ),
        ],
    )
    def test_refuses_another_key(self, key: str, sentence: str, tmp_path: Path) -> None:
        """A key of another kind is refused by name, its text is not repeated, and no file is made."""
        with pytest.raises(Invalid, match=f"CASEWRIGHT_SIGNING_KEY is {sentence}") as refusal:
            LocalIssuer.load(Settings(data_dir=tmp_path, signing_key=key))
        assert key not in refusal.value.message
        assert list(tmp_path.iterdir()) == []

    def test_refuses_a_damaged_file(self, settings: Settings, issuer: LocalIssuer) -> None:
        """A damaged key file is named, and left as it is."""
        path = settings.data_dir / "signing-key.pem"
        path.write_text("damaged")
        with pytest.raises(Invalid, match=r"signing-key\.pem is not an unencrypted private key"):
            LocalIssuer.load(settings)
        assert path.read_text() == "damaged"


def test_the_public_key_is_public(issuer: LocalIssuer) -> None:
    """What the authenticator holds can verify and cannot sign."""
    assert not issuer.public_key.is_private


class TestSecret:
    def test_stays_with_the_key(self, settings: Settings, issuer: LocalIssuer) -> None:
        """The derived secret is 32 bytes, the same after a restart and another for another key."""
        other = LocalIssuer(ec.generate_private_key(ec.SECP256R1()))
        assert len(issuer.secret) == 32
        assert LocalIssuer.load(settings).secret == issuer.secret != other.secret

    def test_follows_the_standard(self) -> None:
        """The derivation is HKDF with SHA-256 over the private scalar: links outlive the library that signed them."""
        key = ec.derive_private_key(7, ec.SECP256R1())
        extracted = hmac.digest(bytes(32), (7).to_bytes(32, "big"), "sha256")
        assert LocalIssuer(key).secret == hmac.digest(extracted, b"casewright document links\x01", "sha256")
