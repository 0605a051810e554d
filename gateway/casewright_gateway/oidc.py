"""People and services of an OpenID provider: its access tokens (RFC 9068) become actors."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jws, jwt

from casewright.errors import Invalid
from casewright.settings import Settings
from casewright_gateway.auth import FOREIGN, Proved, Session, Unauthenticated, refusing
from casewright_gateway.fetching import fetch_json
from casewright_gateway.issuer import actor_of
from casewright_gateway.provider_keys import ALGORITHMS, Fetch, Key, Keys, ProviderKeys

_CLAIMS = ("tenant", "roles", "teams", "limits")
_CLAIM = re.compile(r"[!-<>-~]{1,200}")
_KINDS = frozenset({"at+jwt", "application/at+jwt"})
_HEADERS = frozenset({"alg", "kid", "typ"})
"""All a header may hold: keys, addresses of keys and extensions that a token brings along are never looked at."""


class OidcAuthenticator:
    """Believes the access tokens of one OpenID provider that were made for this API.

    `claims` tells which claims hold tenant, roles, teams and limits, where they are not called so. A client that asks
    for itself (its `client_id` is the subject; RFC 9068, section 2.2) is a service. `clock` gives the time in seconds
    since 1970. Raises `Unavailable` when the provider's keys were never there and cannot be had.
    """

    LEEWAY = 30
    """The seconds by which the clocks of provider and gateway may differ."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        claims: Mapping[str, str],
        *,
        fetch: Fetch = fetch_json,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = ProviderKeys(issuer, fetch)
        self._names = {name: claims.get(name, name) for name in _CLAIMS}
        self._clock = clock
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=self.LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            iat={"essential": True},
            exp={"essential": True},
        )
        self._believed: Keys = {}
        self._proved = Proved(clock)

    @classmethod
    def of(cls, settings: Settings) -> "OidcAuthenticator":
        """The authenticator of the settings; raises `Invalid` for claims that are not written `name=claim`."""
        return cls(settings.oidc_issuer, settings.oidc_audience, _renamed(settings.oidc_claims))

    async def authenticate(self, token: str) -> Session:
        """The actor the token stands for, and for how long; raises `Unauthenticated` for every other token."""
        self._believe(await self._keys.current())
        session = self._proved.get(token)
        if session:
            return session
        with refusing(token):
            key = await self._key_of(token)
            claims = jwt.decode(token, key, [_algorithm(token, key)]).claims
            self._claims.validate(claims)
            named = claims | {name: claims[claim] for name, claim in self._names.items() if claim in claims}
            actor = actor_of(named, service="client_id" in claims and claims["client_id"] == claims.get("sub"))
            return self._proved.add(token, Session(actor, claims["exp"]))

    def _believe(self, keys: Keys) -> None:
        """With other keys everything is proved anew: what was signed by a key that is gone is not believed."""
        if keys is not self._believed:
            self._believed, self._proved = keys, Proved(self._clock)

    async def _key_of(self, token: str) -> Key:
        header = _header(token)
        name = header.get("kid")
        if header.get("typ") not in _KINDS or not _HEADERS.issuperset(header) or not isinstance(name, str):
            raise Unauthenticated(FOREIGN)
        if name not in self._believed:
            self._believe(await self._keys.with_key(name))
        if name not in self._believed:
            raise Unauthenticated(FOREIGN)
        return self._believed[name]


def _header(token: str) -> dict[str, Any]:
    header: Any = jws.extract_compact(token.encode()).headers()
    if not isinstance(header, dict):
        raise Unauthenticated(FOREIGN)
    return header


def _algorithm(token: str, key: Key) -> str:
    """The algorithm of the token when it is one for keys of this kind, and the key's own where it names one."""
    algorithm = _header(token).get("alg")
    if algorithm not in ALGORITHMS.get(key.key_type, ()) or key.alg not in (None, algorithm):
        raise Unauthenticated(FOREIGN)
    return str(algorithm)


def _renamed(claims: str) -> dict[str, str]:
    pairs = [pair.strip().partition("=") for pair in claims.split(",") if pair.strip()]
    for name, _, claim in pairs:
        if name not in _CLAIMS or not _CLAIM.fullmatch(claim):
            raise Invalid(f"each of {', '.join(_CLAIMS)} may be followed by = and a claim", field="oidc_claims")
    return {name: claim for name, _, claim in pairs}
