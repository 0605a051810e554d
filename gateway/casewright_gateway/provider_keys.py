"""The keys of an OpenID provider: found by discovery, kept, and asked for again when they may have changed."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from casewright.errors import CasewrightError, Invalid, Unavailable

Key: TypeAlias = RSAKey | ECKey | OKPKey
Keys: TypeAlias = Mapping[str, Key]
Fetch: TypeAlias = Callable[[str, str], Awaitable[dict[str, Any]]]
"""Gets a JSON object from a URL, for an issuer."""

ALGORITHMS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("Ed25519", "EdDSA"),
}
"""The signatures believed, by the kind of the key; a shared secret signs nothing here."""

_SMALLEST_RSA = 2048
_MOST_KEYS = 50
_SECONDS = 5.0
_FRESH = 300.0
_PAUSE = 10.0
_KEPT = 24 * 3600.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_log = logging.getLogger("casewright.identity")


class ProviderKeys:
    """The keys that the provider signs with now.

    They are asked for again after five minutes, and at once for a key that nobody knows; never more often than every
    ten seconds, so that made-up key ids cause no storm. While the provider does not answer, its last keys are good for
    a day. `clock` gives seconds that only go forward.
    """

    def __init__(self, issuer: str, fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> None:
        _check_issuer(issuer)
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._keys: Keys = {}
        self._got_at = self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    async def current(self) -> Keys:
        """The keys by their id, the same object as long as they are the same; raises Unavailable without any."""
        if self._clock() - self._got_at > _FRESH and not (self._keys and self._asking.locked()):
            await self._renew()
        if not self._keys or self._clock() - self._got_at > _KEPT:
            raise Unavailable("the identity provider does not tell its keys; try again")
        return self._keys

    async def with_key(self, key_id: str) -> Keys:
        """The keys after the provider was asked about one that is not among them, unless it was asked just now."""
        await self._renew(unless=lambda: key_id in self._keys)
        return self._keys

    async def _renew(self, unless: Callable[[], bool] = lambda: False) -> None:
        async with self._asking:
            if self._clock() - self._asked_at < _PAUSE or unless():
                return
            self._asked_at = self._clock()
            try:
                keys = await self._ask()
            except (CasewrightError, httpx2.HTTPError, TimeoutError, ValueError) as error:
                _log.warning("the identity provider does not tell its keys", extra={"cause": type(error).__name__})
                return
            self._got_at = self._clock()
            if {name: key.thumbprint() for name, key in keys.items()} != {
                name: key.thumbprint() for name, key in self._keys.items()
            }:
                self._keys = keys
                _log.info("the identity provider signs with %d keys", len(keys), extra={"keys": len(keys)})

    async def _ask(self) -> Keys:
        async with asyncio.timeout(_SECONDS):
            found = await self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration", self._issuer)
            if found.get("issuer") != self._issuer or not isinstance(found.get("jwks_uri"), str):
                raise Invalid("this is not the configuration of the issuer")
            published = (await self._fetch(found["jwks_uri"], self._issuer)).get("keys")
        if not isinstance(published, list):
            raise Invalid("this is not a set of keys")
        return {key_id: key for key_id, key in map(_read, published[:_MOST_KEYS]) if key is not None}


def _read(published: Any) -> tuple[str, Key | None]:
    """A key that may prove signatures, with its id; None for every other one (RFC 7517, section 5: not an error)."""
    key_id = published.get("kid") if isinstance(published, dict) else None
    if not isinstance(key_id, str) or published.get("use", "sig") != "sig" or published.get("kty") not in ALGORITHMS:
        return "", None
    try:
        key = JWKRegistry.import_key(published)
    except (JoseError, ValueError, TypeError):
        return "", None
    if isinstance(key, RSAKey) and key.raw_value.key_size < _SMALLEST_RSA:
        return "", None
    return key_id, key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _check_issuer(issuer: str) -> None:
    """An issuer is an https URL without query and fragment (OpenID Connect Discovery 1.0, section 3)."""
    parts = urlsplit(issuer)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not (parts.scheme == "https" or local) or not parts.hostname or parts.query or parts.fragment:
        raise Invalid("the issuer is written https://host/path, as the provider writes itself", field="oidc_issuer")
