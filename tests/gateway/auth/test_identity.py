"""No server believes its own tokens in production by accident."""

from pathlib import Path
from typing import Any

import pytest

from casewright.errors import Invalid
from casewright.settings import Settings
from casewright_gateway.auth import LocalAuthenticator
from casewright_gateway.identity import believes_itself, check_reach, identity_of
from casewright_gateway.oidc import OidcAuthenticator

POSTGRES = "postgres://app@database/cases"
PROVIDER = "https://id.example.com"


@pytest.mark.parametrize(
    ("settings", "itself"),
    [
        ({}, True),
        ({"database_url": POSTGRES, "local_issuer": "on"}, True),
        ({"database_url": POSTGRES, "oidc_issuer": PROVIDER}, False),
        ({"oidc_issuer": PROVIDER}, False),
        ({"oidc_issuer": PROVIDER, "local_issuer": "off"}, False),
    ],
)
def test_whose_tokens_are_believed(settings: dict[str, Any], itself: bool, tmp_path: Path) -> None:
    """Its own only in the embedded mode, or when somebody insists; a provider's never beside them."""
    chosen = Settings(data_dir=tmp_path, **settings)
    assert believes_itself(chosen) is itself
    assert isinstance(identity_of(chosen)[0], LocalAuthenticator if itself else OidcAuthenticator)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"database_url": POSTGRES}, "name the OpenID provider in CASEWRIGHT_OIDC_ISSUER"),
        ({"local_issuer": "off"}, "nobody can sign in"),
        ({"oidc_issuer": PROVIDER, "local_issuer": "on"}, "not good beside it"),
        ({"oidc_issuer": "http://id.example.com"}, "the issuer is written https://"),
        ({"oidc_issuer": PROVIDER, "oidc_claims": "subject=name"}, "tenant, roles, teams, limits"),
        ({"oidc_issuer": PROVIDER, "oidc_claims": "roles"}, "followed by ="),
    ],
)
def test_what_nobody_should_serve_with(settings: dict[str, Any], says: str, tmp_path: Path) -> None:
    """The sentence names the way out."""
    with pytest.raises(Invalid, match=says):
        identity_of(Settings(data_dir=tmp_path, **settings))


@pytest.mark.parametrize(
    ("settings", "host", "refused"),
    [
        ({}, "127.0.0.1", False),
        ({}, "0.0.0.0", True),
        ({"local_issuer": "on"}, "0.0.0.0", False),
        ({"oidc_issuer": PROVIDER}, "0.0.0.0", False),
    ],
)
def test_a_server_that_others_reach(settings: dict[str, Any], host: str, refused: bool, tmp_path: Path) -> None:
    """The embedded mode is for this machine."""
    chosen = Settings(data_dir=tmp_path, **settings)
    if not refused:
        check_reach(chosen, host)
        return
    with pytest.raises(Invalid, match="that others reach"):
        check_reach(chosen, host)
