"""Whose tokens a server believes, and the refusal to believe its own in production by accident."""

from starlette.routing import BaseRoute

from casewright.errors import Invalid
from casewright.settings import Settings
from casewright_gateway.auth import Authenticator, LocalAuthenticator, issuer_routes
from casewright_gateway.issuer import LocalIssuer
from casewright_gateway.oidc import OidcAuthenticator

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ASK = "name the OpenID provider in CASEWRIGHT_OIDC_ISSUER"
_INSIST = "CASEWRIGHT_LOCAL_ISSUER=on says that this is a server for development"


def believes_itself(settings: Settings) -> bool:
    """Whether tokens of the local issuer are good: when it is on, or embedded and without a provider.

    Raises `Invalid` for a server that believes nobody, or its own tokens beside a provider's.
    """
    if settings.oidc_issuer:
        if settings.local_issuer == "on":
            raise Invalid(
                "there is a provider: tokens of the local issuer are not good beside it", field="local_issuer"
            )
        return False
    if settings.local_issuer == "on":
        return True
    if settings.local_issuer == "off":
        raise Invalid(f"without the local issuer nobody can sign in: {_ASK}", field="local_issuer")
    if not settings.database.startswith("sqlite:"):
        raise Invalid(f"a server on PostgreSQL does not believe its own tokens: {_ASK}; {_INSIST}", field="oidc_issuer")
    return True


def check_reach(settings: Settings, host: str) -> None:
    """Whether others may reach a server that believes its own tokens; raises `Invalid`."""
    if believes_itself(settings) and settings.local_issuer != "on" and host not in _LOOPBACK:
        raise Invalid(
            f"a server that others reach does not believe its own tokens: {_ASK}; {_INSIST}", field="oidc_issuer"
        )


def identity_of(settings: Settings) -> tuple[Authenticator, list[BaseRoute]]:
    """Who vouches for callers by these settings, and where the keys are published when that is the server itself.

    Raises `Invalid` for settings nobody should serve with.
    """
    if believes_itself(settings):
        issuer = LocalIssuer.load(settings)
        return LocalAuthenticator(issuer), [*issuer_routes(issuer)]
    return OidcAuthenticator.of(settings), []
