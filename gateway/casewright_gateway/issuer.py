"""The local issuer of the embedded mode: one private key signs its tokens and, derived, the document links."""

import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, KeySetSerialization

from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.settings import Settings

ISSUER = "casewright-local"
AUDIENCE = "casewright"
ALGORITHM = "ES256"
LONGEST_TOKEN = 8192
"""The longest token minted or looked at, in characters."""

_TENANT = re.compile(r"[a-z0-9-]{1,63}")
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")


class LocalIssuer:
    """Mints access tokens (RFC 9068) signed with ES256, and publishes the key that verifies them."""

    def __init__(self, private_key: ec.EllipticCurvePrivateKey, *, public_url: str = "") -> None:
        self._private_key = private_key
        self._signing_key = ECKey.import_key(private_key)
        self.public_key = ECKey.import_key(private_key.public_key(), {"use": "sig", "alg": ALGORITHM})
        """The verifying half, as a JSON Web Key bound to its algorithm."""
        self.header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self.public_key.thumbprint()}
        """The header of every token of this issuer; `kid` is the thumbprint of RFC 7638."""
        self.public_url = public_url.rstrip("/")

    @classmethod
    def load(cls, settings: Settings) -> "LocalIssuer":
        """The issuer of these settings; the key file is made on first use.

        Raises `Invalid` when the key given is not a P-256 private key in PEM.
        """
        return cls(_private_key(settings), public_url=settings.public_url)

    def mint(self, actor: Actor, *, lifetime: timedelta) -> str:
        """A token that says who the actor is, valid from now for `lifetime` (whole seconds).

        Raises `Invalid` for an actor no token may carry, for a token longer than `LONGEST_TOKEN` and for a lifetime
        under one second.
        """
        seconds = int(lifetime.total_seconds())
        if seconds < 1:
            raise Invalid("A token must live for at least one second.", field="lifetime")
        described = claims_of(actor)
        if actor_of(described) != actor:
            raise Invalid("No token can carry this actor: the platform's own work and services hold none.")
        now = int(time.time())
        registered = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + seconds, "jti": secrets.token_urlsafe()}
        token = jwt.encode(self.header, registered | described, self._signing_key, [ALGORITHM])
        if len(token) > LONGEST_TOKEN:
            raise Invalid(
                f"A token is at most {LONGEST_TOKEN} characters: give the actor fewer roles, teams or limits."
            )
        return token

    def keys(self) -> KeySetSerialization:
        """The public keys as a JSON Web Key Set (RFC 7517)."""
        return KeySet([self.public_key]).as_dict(private=False)

    @property
    def secret(self) -> bytes:
        """32 bytes for signing document links, derived from the private key (HKDF, RFC 5869)."""
        scalar = self._private_key.private_numbers().private_value.to_bytes(32, "big")
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"casewright document links").derive(scalar)


def claims_of(actor: Actor) -> dict[str, Any]:
    """What a token says about an actor; amounts are decimal strings, so that no float rounds them."""
    return {
        "sub": actor.subject,
        "tenant": actor.tenant,
        "roles": sorted(actor.roles),
        "teams": sorted(actor.teams),
        "limits": {name: f"{amount:f}" for name, amount in sorted(actor.limits.items())},
    }


def actor_of(claims: Mapping[str, Any], *, service: bool = False) -> Actor:
    """The actor that verified claims describe, never `system`; absent roles, teams and limits are none.

    Raises `Invalid` naming the claim that is not what it must be.
    """
    tenant = claims.get("tenant")
    if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise Invalid("The token's tenant must be 1 to 63 of the characters a-z, 0-9 and -.", field="tenant")
    return Actor(
        tenant=tenant,
        subject=_name(claims.get("sub"), "sub"),
        roles=_names(claims.get("roles", []), "roles"),
        teams=_names(claims.get("teams", []), "teams"),
        limits=_amounts(claims.get("limits", {})),
        service=service,
    )


def _name(value: object, claim: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 200 or not value.isprintable():
        raise Invalid(f"The token's {claim} must be text of 1 to 200 printable characters.", field=claim)
    return value


def _names(values: object, claim: str) -> frozenset[str]:
    if not isinstance(values, list):
        raise Invalid(f"The token's {claim} must be a list of names.", field=claim)
    return frozenset(_name(value, claim) for value in values)


def _amounts(limits: object) -> Mapping[str, Decimal]:
    if not isinstance(limits, dict):
        raise Invalid("The token's limits must be an object of names and amounts.", field="limits")
    return MappingProxyType({_name(name, "limits"): _amount(value) for name, value in limits.items()})


def _amount(value: object) -> Decimal:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise Invalid('The token\'s limits must be amounts written as text, like "2500.00".', field="limits")
    return Decimal(value)


def _private_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    if settings.signing_key:
        return _parsed(settings.signing_key.encode(), "CASEWRIGHT_SIGNING_KEY")
    path = settings.data_dir / "signing-key.pem"
    if not path.exists():
        _make(path)
    return _parsed(path.read_bytes(), str(path))


def _parsed(pem: bytes, source: str) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Invalid(f"{source} is not an unencrypted private key in PEM.", field="signing_key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Invalid(f"{source} is not a private key of the curve P-256.", field="signing_key")
    return key


def _make(path: Path) -> None:
    """Publish a new key whole or not at all: a link never overwrites, so the first of two processes wins."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".signing-key-") as draft:
        draft.write(pem)
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
