"""A real OpenID provider: people sign in by code and PKCE, services by their own name, keys change, it goes away."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest

from casewright_gateway.auth import Unauthenticated
from casewright_gateway.oidc import OidcAuthenticator
from providers import AUDIENCE, free_port, new_key, real_provider

VERIFIER = "a-verifier-of-at-least-forty-three-characters-for-pkce"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "http://127.0.0.1:9/back"
CLAIMS = {"tenant": "org", "roles": "groups"}


class Running:
    """The provider, which can be started again with another key and stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process = ExitStack()

    def start(self, key: dict[str, Any]) -> str:
        """Its issuer."""
        self.stop()
        return self._process.enter_context(real_provider(self.folder, self.port, key))

    def stop(self) -> None:
        """It does not answer any more."""
        self._process.close()


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield client


async def of_service(browser: httpx2.AsyncClient, issuer: str, audience: str = AUDIENCE) -> str:
    """The token of a client that asks for itself."""
    answer = await browser.post(
        f"{issuer}/token",
        data={"grant_type": "client_credentials", "scope": "cases", "resource": audience},
        auth=("importer", "secret-of-the-importer"),
    )
    return str(answer.json()["access_token"])


async def of_person(browser: httpx2.AsyncClient, issuer: str, name: str) -> dict[str, Any]:
    """The tokens of somebody who signs in on the provider's pages and agrees."""
    asked = {
        "client_id": "board",
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": "openid cases",
        "resource": AUDIENCE,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    answer = await browser.get(f"{issuer}/auth", params=asked)
    for form in ({"prompt": "login", "login": name, "password": "any"}, {"prompt": "consent"}):
        page = await _followed(browser, answer)
        answer = await browser.post(page.url, data=form)
    back = await _followed(browser, answer)
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    given = {"grant_type": "authorization_code", "client_id": "board", "redirect_uri": BACK, "resource": AUDIENCE}
    answer = await browser.post(f"{issuer}/token", data=given | {"code": code, "code_verifier": VERIFIER})
    tokens: dict[str, Any] = answer.json()
    return tokens


async def _followed(browser: httpx2.AsyncClient, answer: httpx2.Response) -> httpx2.Response:
    """The page where redirects end, or the redirect back to the client."""
    while answer.is_redirect and not answer.headers["location"].startswith(BACK):
        answer = await browser.get(urljoin(str(answer.url), answer.headers["location"]))
    return answer


async def test_people_and_services_sign_in(provider: Running, browser: httpx2.AsyncClient) -> None:
    """Who they are, which roles the provider gave them under its own names, and which of them is a program.

    The identity token beside the access token is for the client and opens nothing; nor does a token for another API.
    """
    issuer = provider.start(new_key())
    authenticator = OidcAuthenticator(issuer, AUDIENCE, CLAIMS)
    service = (await authenticator.authenticate(await of_service(browser, issuer))).actor
    assert (service.tenant, service.subject, service.roles, service.service) == (
        "demo",
        "importer",
        {"importers"},
        True,
    )
    tokens = await of_person(browser, issuer, "ada")
    person = (await authenticator.authenticate(tokens["access_token"])).actor
    assert (person.tenant, person.subject, person.roles, person.service) == ("demo", "ada", {"handlers"}, False)
    elsewhere = await of_service(browser, issuer, "https://billing.example.com")
    for foreign in (tokens["id_token"], elsewhere):
        with pytest.raises(Unauthenticated):
            await authenticator.authenticate(foreign)


async def test_keys_change_and_the_provider_goes_away(
    provider: Running, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token of the new key is good at once, one of the old key no longer, and known keys outlast the provider."""
    monkeypatch.setattr("casewright_gateway.provider_keys._PAUSE", 0)
    issuer = provider.start(new_key())
    authenticator = OidcAuthenticator(issuer, AUDIENCE, CLAIMS)
    old = await of_service(browser, issuer)
    assert await authenticator.authenticate(old)
    assert provider.start(new_key()) == issuer
    new = await of_service(browser, issuer)
    assert await authenticator.authenticate(new)
    with pytest.raises(Unauthenticated):
        await authenticator.authenticate(old)
    another = await of_service(browser, issuer)
    provider.stop()
    assert await authenticator.authenticate(another)
