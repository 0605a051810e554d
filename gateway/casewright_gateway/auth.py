"""Who is asking: a bearer token becomes an `Actor`, or nobody."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from casewright.access.actor import Actor
from casewright.errors import CasewrightError, Invalid
from casewright_gateway.issuer import ALGORITHM, AUDIENCE, ISSUER, LONGEST_TOKEN, LocalIssuer, actor_of

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/-]+=*)", re.ASCII)
FOREIGN = "The access token is not one that this server accepts; ask its issuer for a new one."
_REMEMBERED = 10_000


class Unauthenticated(CasewrightError):
    """No actor can be made of what was sent; the request is nobody's."""

    code = "UNAUTHENTICATED"


@dataclass(frozen=True)
class Session:
    """Somebody who was let in: who, and until when in seconds since 1970 (the claim `exp` of RFC 7519)."""

    actor: Actor
    expires_at: float

    def seconds_left(self) -> float:
        """How long the session lasts from now, by the system's clock; not positive when it is over."""
        return self.expires_at - time.time()


class Authenticator(Protocol):
    """The seam between the gateway and whoever vouches for its callers."""

    async def authenticate(self, token: str) -> Session:
        """The actor the token stands for, and for how long; raises `Unauthenticated` for every other token."""
        ...


class Proved:
    """The sessions of the tokens proved last, at most 10,000; proving one again would cost more than a request.

    `clock` gives the time in seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}

    def get(self, token: str) -> Session | None:
        """The session of a token that was proved and has not expired."""
        session = self._sessions.get(token)
        return session if session and session.expires_at > self._clock() else None

    def add(self, token: str, session: Session) -> Session:
        """Remember one more, for which the one remembered longest is forgotten."""
        if len(self._sessions) >= _REMEMBERED:
            del self._sessions[next(iter(self._sessions))]
        self._sessions[token] = session
        return session


class LocalAuthenticator:
    """Believes the tokens of one `LocalIssuer` and nothing else.

    `clock` gives the time in seconds since 1970; the system's clock is the default.
    """

    LEEWAY = 30
    """The seconds by which the clocks of issuer and gateway may differ."""

    def __init__(self, issuer: LocalIssuer, *, clock: Callable[[], int] | None = None) -> None:
        self._key = issuer.public_key
        self._header = issuer.header
        self._claims = jwt.JWTClaimsRegistry(
            now=clock,
            leeway=self.LEEWAY,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            iat={"essential": True},
            exp={"essential": True},
        )
        self._proved = Proved(clock or time.time)

    async def authenticate(self, token: str) -> Session:
        """The actor the token stands for, and for how long; raises `Unauthenticated` for every other token."""
        return self._proved.get(token) or self._proved.add(token, self._prove(token))

    def _prove(self, token: str) -> Session:
        with refusing(token):
            claims = self._verified(token)
            return Session(actor_of(claims), claims["exp"])

    def _verified(self, token: str) -> dict[str, Any]:
        verified = jwt.decode(token, self._key, [ALGORITHM])
        # Our tokens share one header: whatever else a header may ask for (jwk, jku, x5u, crit ...) is refused here.
        if verified.header != self._header:
            raise Unauthenticated(FOREIGN)
        self._claims.validate(verified.claims)
        return verified.claims


@contextmanager
def refusing(token: str) -> Iterator[None]:
    """Whatever is wrong with a token while it is read is Unauthenticated, in a sentence without the token."""
    if len(token) > LONGEST_TOKEN:
        raise Unauthenticated(f"The access token is longer than {LONGEST_TOKEN} characters.")
    try:
        yield
    except Invalid as error:
        raise Unauthenticated(error.message) from error
    except ExpiredTokenError as error:
        raise Unauthenticated("The access token has expired; ask its issuer for a new one.") from error
    # joserfc indexes into the header before it knows that it is an object, and JSON nests without limit.
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Unauthenticated(FOREIGN) from error


def bearer(authorization: str | None) -> str:
    """The token of an `Authorization` header (RFC 6750, section 2.1); raises `Unauthenticated` when there is none."""
    if not authorization:
        raise Unauthenticated("Send an access token in the header `Authorization: Bearer <token>`.")
    match = _BEARER.fullmatch(authorization)
    if not match:
        raise Unauthenticated("The Authorization header must read `Bearer <token>`, with one token.")
    return match[1]


def issuer_routes(issuer: LocalIssuer) -> list[Route]:
    """Where others find the keys of the local issuer (RFC 7517; OpenID Connect Discovery 1.0, section 4)."""
    keys = issuer.keys()
    configuration = {"issuer": ISSUER, "jwks_uri": f"{issuer.public_url}/.well-known/jwks.json"}

    async def jwks(request: Request) -> JSONResponse:
        return JSONResponse(keys)

    async def discovery(request: Request) -> JSONResponse:
        return JSONResponse(configuration)

    return [Route("/.well-known/jwks.json", jwks), Route("/.well-known/openid-configuration", discovery)]
