"""The platform that the environment describes."""

from starlette.applications import Starlette

from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.app import application
from casewright_gateway.auth import LocalAuthenticator, issuer_routes
from casewright_gateway.issuer import LocalIssuer


def platform_of(settings: Settings) -> Platform:
    """The platform of the settings, not opened; links to local documents are signed with the issuer's key."""
    return Platform(settings, link_secret=LocalIssuer.load(settings).secret)


def application_of(settings: Settings) -> Starlette:
    """The API of the settings."""
    issuer = LocalIssuer.load(settings)
    return application(platform_of(settings), LocalAuthenticator(issuer), list(issuer_routes(issuer)))


def from_environment() -> Starlette:
    """What each process of `casewright serve --workers` makes for itself."""
    return application_of(Settings())
