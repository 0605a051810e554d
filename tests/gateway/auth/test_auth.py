"""From the Authorization header to the actor, and the keys published for others."""

import json
from datetime import timedelta
from typing import Any

import anyio
import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette

from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.settings import Settings
from casewright_gateway.auth import LocalAuthenticator, Unauthenticated, bearer, issuer_routes
from casewright_gateway.issuer import LocalIssuer, actor_of

HOUR = timedelta(hours=1)
ISSUER = LocalIssuer(ec.generate_private_key(ec.SECP256R1()))

names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
amounts = st.decimals(min_value=0, max_value=10**15, places=2)
actors = st.builds(
    Actor,
    tenant=st.from_regex(r"[a-z0-9-]{1,63}", fullmatch=True),
    subject=names,
    roles=st.frozensets(names, max_size=5),
    teams=st.frozensets(names, max_size=5),
    limits=st.dictionaries(names, amounts, max_size=3),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class TestBearer:
    @pytest.mark.parametrize(
        "authorization", ["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g=="]
    )
    def test_gives_the_token(self, authorization: str) -> None:
        """The scheme is written in any case, and the token comes back untouched."""
        assert bearer(authorization) == "a.b-c_d~e+f/g=="

    @pytest.mark.parametrize("authorization", [None, ""])
    def test_asks_for_a_missing_token(self, authorization: str | None) -> None:
        """Without a header the sentence says what to send."""
        with pytest.raises(Unauthenticated, match=r"Send an access token in the header") as refusal:
            bearer(authorization)
        assert refusal.value.code == "UNAUTHENTICATED"

    @pytest.mark.parametrize(
        "authorization",
        [
            "Bearer",
            "Bearer ",
            "a.b.c",
            "Basic YTpi",
            "Bearer a b",
            "Bearer a,b",
            "Bearera",
            "Bearer a\n",
            "Bearer \u212a",
        ],
    )
    def test_refuses_a_malformed_header(self, authorization: str) -> None:
        """Anything but the scheme and one token is refused, and not repeated in the sentence."""
        with pytest.raises(Unauthenticated, match="must read") as refusal:
            bearer(authorization)
        assert "YTpi" not in refusal.value.message


class TestLocalAuthenticator:
    @hypothesis(deadline=None)
    @given(actors)
    def test_gives_back_the_actor(self, actor: Actor) -> None:
        """Any actor that is minted is the actor that is read."""
        token = ISSUER.mint(actor, lifetime=HOUR)
        assert anyio.run(LocalAuthenticator(ISSUER).authenticate, token).actor == actor

    @hypothesis(deadline=None)
    @given(st.text() | st.text("abcAZ09-_.=", min_size=20).map(lambda text: f"eyJhbGciOiJFUzI1NiJ9.{text}"))
    def test_refuses_any_other_text(self, token: str) -> None:
        """Text that is not a token is refused, never a crash."""
        with pytest.raises(Unauthenticated):
            anyio.run(LocalAuthenticator(ISSUER).authenticate, token)

    @hypothesis(deadline=None)
    @given(st.dictionaries(st.sampled_from(["sub", "tenant", "roles", "teams", "limits"]) | st.text(), values))
    def test_reads_or_refuses_any_claims(self, claims: dict[str, Any]) -> None:
        """Whatever verified claims hold, they describe an ordinary actor or are invalid."""
        try:
            actor = actor_of(json.loads(json.dumps({"tenant": "demo", "sub": "ada"} | claims)))
        except Invalid:
            return
        assert not actor.system
        assert all(amount.is_finite() and amount >= 0 for amount in actor.limits.values())

    async def test_refuses_an_expired_token(self, issuer: LocalIssuer, actor: Actor) -> None:
        """After the leeway a token is refused with a sentence that says so."""
        token = issuer.mint(actor, lifetime=timedelta(seconds=1))
        expiry = jwt.decode(token, issuer.public_key, ["ES256"]).claims["exp"]
        session = await LocalAuthenticator(issuer, clock=lambda: expiry + 29).authenticate(token)
        assert (session.actor, session.expires_at) == (actor, expiry)
        with pytest.raises(Unauthenticated, match="has expired"):
            await LocalAuthenticator(issuer, clock=lambda: expiry + 30).authenticate(token)

    async def test_remembers_a_proved_token_until_it_expires(
        self, issuer: LocalIssuer, actor: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The signature is proved once; when the time is over the token is refused like any other."""
        token, proofs = issuer.mint(actor, lifetime=HOUR), []
        expiry = jwt.decode(token, issuer.public_key, ["ES256"]).claims["exp"]
        now, decode = [expiry - 60], jwt.decode
        monkeypatch.setattr(jwt, "decode", lambda *given: proofs.append(given) or decode(*given))
        authenticator = LocalAuthenticator(issuer, clock=lambda: now[0])
        assert await authenticator.authenticate(token) == await authenticator.authenticate(token)
        assert len(proofs) == 1
        now[0] = expiry + authenticator.LEEWAY
        with pytest.raises(Unauthenticated, match="has expired"):
            await authenticator.authenticate(token)

    async def test_remembers_so_many_tokens(
        self, issuer: LocalIssuer, actor: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The longest remembered makes room; it is proved again when it comes back."""
        monkeypatch.setattr("casewright_gateway.auth._REMEMBERED", 2)
        authenticator, tokens = LocalAuthenticator(issuer), [issuer.mint(actor, lifetime=n * HOUR) for n in (1, 2, 3)]
        for token in [*tokens, *tokens]:
            assert (await authenticator.authenticate(token)).actor == actor
        assert list(authenticator._proved._sessions) == tokens[1:]

    async def test_refuses_a_changed_copy_of_a_remembered_token(self, issuer: LocalIssuer, actor: Actor) -> None:
        """What is remembered is the whole token: another signature under the same claims is proved, and fails."""
        authenticator, token = LocalAuthenticator(issuer), issuer.mint(actor, lifetime=HOUR)
        await authenticator.authenticate(token)
        head, claims, signature = token.split(".")
        forged = ".".join([head, claims, signature[::-1]])
        with pytest.raises(Unauthenticated):
            await authenticator.authenticate(forged)
        assert (await authenticator.authenticate(token)).actor == actor

    async def test_refuses_the_token_of_another_issuer(self, issuer: LocalIssuer, actor: Actor) -> None:
        """A token of a second installation, alike in every claim, is refused."""
        with pytest.raises(Unauthenticated, match="not one that this server accepts"):
            await LocalAuthenticator(issuer).authenticate(ISSUER.mint(actor, lifetime=HOUR))

    async def test_names_the_claim(self, settings: Settings, issuer: LocalIssuer, actor: Actor) -> None:
        """A claim of the wrong kind is named in the sentence."""
        claims = jwt.decode(issuer.mint(actor, lifetime=HOUR), issuer.public_key, ["ES256"]).claims
        key = ECKey.import_key((settings.data_dir / "signing-key.pem").read_bytes())
        token = jwt.encode(issuer.header, claims | {"roles": "admin"}, key, ["ES256"])
        with pytest.raises(Unauthenticated, match="The token's roles must be a list"):
            await LocalAuthenticator(issuer).authenticate(token)


def asking(issuer: LocalIssuer) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(Starlette(routes=issuer_routes(issuer)))
    return httpx2.AsyncClient(transport=transport, base_url="http://test")


class TestIssuerRoutes:
    async def test_a_stranger_verifies_with_the_published_keys(self, issuer: LocalIssuer, actor: Actor) -> None:
        """The published set holds no private part and verifies a token by its key id."""
        async with asking(issuer) as client:
            published = (await client.get("/.well-known/jwks.json")).json()
        assert [set(key) for key in published["keys"]] == [{"kty", "crv", "x", "y", "use", "alg", "kid"}]
        token = issuer.mint(actor, lifetime=HOUR)
        assert jwt.decode(token, KeySet.import_key_set(published), ["ES256"]).claims["sub"] == "ada"

    async def test_discovery_promises_only_what_is_there(self, issuer: LocalIssuer) -> None:
        """The configuration names the issuer and where its keys are, nothing else, whatever Host was asked for."""
        async with asking(issuer) as client:
            asked = await client.get("/.well-known/openid-configuration", headers={"Host": "attacker.example"})
            assert asked.json() == {"issuer": "casewright-local", "jwks_uri": "/.well-known/jwks.json"}
            assert (await client.get(asked.json()["jwks_uri"])).status_code == 200

    async def test_discovery_uses_the_public_address(self, settings: Settings) -> None:
        """With a public address the keys have an absolute one."""
        issuer = LocalIssuer.load(settings.model_copy(update={"public_url": "https://cases.example/"}))
        async with asking(issuer) as client:
            found = (await client.get("/.well-known/openid-configuration")).json()
        assert found["jwks_uri"] == "https://cases.example/.well-known/jwks.json"
