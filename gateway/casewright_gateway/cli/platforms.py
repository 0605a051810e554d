"""The platform that the environment describes."""

import gc
import os

from starlette.applications import Starlette

from casewright.platform import Platform
from casewright.settings import Settings
from casewright.tracing import tracing_of
from casewright_gateway.app import application
from casewright_gateway.identity import identity_of
from casewright_gateway.issuer import LocalIssuer


def platform_of(settings: Settings) -> Platform:
    """The platform of the settings, not opened; links to local documents are signed with the issuer's key."""
    return Platform(settings, link_secret=LocalIssuer.load(settings).secret, tracing=tracing_of(os.environ))


def application_of(settings: Settings) -> Starlette:
    """The API of the settings."""
    authenticator, routes = identity_of(settings)
    made = application(platform_of(settings), authenticator, routes)
    gc.collect()
    gc.freeze()  # schema and declarations live as long as the process: looking through them takes tens of milliseconds
    return made


def from_environment() -> Starlette:
    """What each process of `casewright serve --workers` makes for itself."""
    return application_of(Settings())
