"""The keys of an OpenID provider: asked for seldom, changed at once, kept while it is away."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from casewright.errors import Invalid, Unavailable
from casewright_gateway.provider_keys import ProviderKeys
from providers import Provider, new_key

ISSUER = "https://id.example.com"


class Hours:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hours:
    return Hours()


@pytest.fixture
def provider() -> Provider:
    return Provider(ISSUER, [published("first")])


@pytest.fixture
def keys(provider: Provider, clock: Hours) -> ProviderKeys:
    return ProviderKeys(ISSUER, provider.fetch, clock)


def published(key_id: str, **changes: Any) -> dict[str, Any]:
    """A public key."""
    key = ECKey.import_key(new_key())
    return dict(key.as_dict(private=False)) | {"kid": key_id} | changes


async def test_the_keys_are_asked_for_once_in_five_minutes(
    keys: ProviderKeys, provider: Provider, clock: Hours
) -> None:
    """A thousand requests cost one question; after five minutes it is asked again, and equal keys stay as they are."""
    first = await keys.current()
    for _ in range(1000):
        assert await keys.current() is first
    assert provider.times == 1
    clock.now = 301
    assert await keys.current() is first
    assert provider.times == 2


async def test_a_new_key_is_known_at_the_first_token(keys: ProviderKeys, provider: Provider, clock: Hours) -> None:
    """A token signed with a key that was added since makes the provider be asked at once."""
    await keys.current()
    provider.keys = [*provider.keys, published("second")]
    clock.now = 11
    assert set(await keys.with_key("second")) == {"first", "second"}


async def test_made_up_key_ids_cause_no_storm(keys: ProviderKeys, provider: Provider, clock: Hours) -> None:
    """Two hundred of them within ten seconds are two questions at most."""
    for number in range(200):
        clock.now = number / 20
        await keys.current()
        await keys.with_key(f"made-up-{number}")
    assert provider.times <= 2


async def test_a_key_that_is_gone_is_not_kept(keys: ProviderKeys, provider: Provider, clock: Hours) -> None:
    """What the provider withdrew is forgotten with the next answer."""
    await keys.current()
    provider.keys = [published("second")]
    clock.now = 301
    assert set(await keys.current()) == {"second"}


async def test_known_keys_are_good_while_the_provider_is_away(
    keys: ProviderKeys, provider: Provider, clock: Hours
) -> None:
    """For a day; then a key that may have been withdrawn long ago is not believed any more."""
    known = await keys.current()
    provider.silent = True
    clock.now = 23 * 3600
    assert await keys.current() is known
    clock.now = 25 * 3600
    with pytest.raises(Unavailable, match="does not tell its keys"):
        await keys.current()


async def test_without_any_key_the_provider_is_unavailable(keys: ProviderKeys, provider: Provider) -> None:
    """Nobody is told that their token is bad when nobody could look."""
    provider.silent = True
    with pytest.raises(Unavailable):
        await keys.current()


@pytest.mark.parametrize(
    "key",
    [
        dict(OctKey.import_key("a secret that is shared by everybody").as_dict()) | {"kid": "x"},
        published("x", use="enc"),
        published("x", kty="LWE"),
        {name: value for name, value in published("x").items() if name != "kid"},
        published("x", x="short"),
        "x",
        dict(RSAKey.import_key(RSAKey.generate_key(2048).as_dict(private=False)).as_dict()) | {"kid": "x", "n": "AQAB"},
    ],
    ids=["shared secret", "for encryption", "unknown kind", "no id", "broken", "no object", "weak"],
)
async def test_a_key_that_may_not_prove_is_left_out(key: Any, clock: Hours) -> None:
    """It makes no difference to the others (RFC 7517, section 5)."""
    provider = Provider(ISSUER, [key, published("good")])
    assert set(await ProviderKeys(ISSUER, provider.fetch, clock).current()) == {"good"}


@pytest.mark.parametrize(
    "configuration",
    [{"issuer": "https://attacker.example"}, {"issuer": f"{ISSUER}/"}, {"jwks_uri": None}, {"jwks_uri": 7}],
)
async def test_another_issuer_is_not_the_issuer(
    configuration: dict[str, Any], provider: Provider, clock: Hours
) -> None:
    """The configuration names the issuer to the letter (OpenID Connect Discovery 1.0, section 4.3)."""
    provider.configuration |= configuration
    with pytest.raises(Unavailable):
        await ProviderKeys(ISSUER, provider.fetch, clock).current()


@pytest.mark.parametrize(
    "issuer",
    ["", "id.example.com", "http://id.example.com", "https://id.example.com?x=1", "ftp://127.0.0.1", "https://"],
)
def test_an_issuer_is_an_address_under_tls(issuer: str, provider: Provider) -> None:
    """Without TLS anybody on the way could publish keys; this machine itself is no way."""
    with pytest.raises(Invalid) as refusal:
        ProviderKeys(issuer, provider.fetch)
    assert refusal.value.field == "oidc_issuer"
