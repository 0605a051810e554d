"""API keys beside tokens: a program that was let in by somebody."""

from casewright import models
from casewright.access.actor import Actor
from casewright.access.api_keys import PREFIX, Secret, good_until, read
from casewright.db.fence import work_for
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway.auth import Authenticator, Session, Unauthenticated

_REFUSED = "The API key is not good: it has expired, was rotated or revoked, or never was one."


class WithKeys:
    """Believes the API keys of a platform, and leaves tokens to another authenticator.

    A key is read anew for every request, so one that is revoked is refused from the next request on.
    """

    def __init__(self, platform: Platform, tokens: Authenticator) -> None:
        self._platform = platform
        self._tokens = tokens

    async def authenticate(self, token: str) -> Session:
        """The actor that key or token stands for, and for how long; raises `Unauthenticated` for every other one.

        From here on the task works for the tenant of that actor.
        """
        session = await self._session(token)
        work_for(session.actor.tenant)
        return session

    async def _session(self, token: str) -> Session:
        if not token.startswith(PREFIX):
            return await self._tokens.authenticate(token)
        given = read(token)
        if given is None:
            raise Unauthenticated(_REFUSED)
        key_id, secret = given
        row = await self._row(Sql("SELECT t.* FROM api_key t WHERE t.id = ? AND t.revoked_at IS NULL", (key_id,)))
        until = good_until(secret, _secrets(row), self._platform.now()) if row else None
        if row is None or until is None:
            raise Unauthenticated(_REFUSED)
        actor = Actor(
            tenant=row.tenant_id,
            subject=row.subject,
            roles=frozenset(row.roles),
            teams=frozenset(row.teams),
            service=True,
        )
        return Session(actor, until.timestamp())

    async def _row(self, statement: Sql) -> models.ApiKey | None:
        rows = await self._platform.database.rows(statement)
        return models.ApiKey._init_from_db(**rows[0]) if rows else None


def _secrets(row: models.ApiKey) -> list[Secret]:
    kept = [Secret(row.secret_sha256, row.expires_at)]
    if row.previous_sha256 and row.previous_until:
        kept.append(Secret(row.previous_sha256, row.previous_until))
    return kept
