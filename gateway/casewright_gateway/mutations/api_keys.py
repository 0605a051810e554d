"""Mutations on API keys."""

from typing import Any
from uuid import UUID

import strawberry

from casewright.operations import api_keys
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.derive import plain
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.mutations.payloads import PROBLEMS
from casewright_gateway.problems import Problem
from casewright_gateway.reads.api_keys import api_key_by_id
from casewright_gateway.types.api_keys import ApiKey, api_key_of


@strawberry.input(description="A program to be let in, with some of your rights.")
class CreateApiKeyInput:
    """What for, with which rights, and for how long."""

    name: str = strawberry.field(description="What the key is for.")
    roles: list[str] = strawberry.field(description="Those of your roles that it has.")
    teams: list[str] | None = optional("Those of your teams that it has; left out: none.")
    days: int | None = optional("How many days it is good, 366 at most; left out: 90.")


@strawberry.input(description="An API key.")
class ApiKeyInput:
    """Which key."""

    id: strawberry.ID = strawberry.field(description="The key.")


@strawberry.input(description="An API key that is to have a new secret.")
class RotateApiKeyInput(ApiKeyInput):
    """Which key, and for how long."""

    days: int | None = optional("How many days the new secret is good, 366 at most; left out: 90.")


@strawberry.type(description="What came of a change of an API key.")
class ApiKeyPayload:
    """The key."""

    api_key: ApiKey | None = strawberry.field(default=None, description="The key as it is now.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of making an API key, or a new secret for one.")
class ApiKeySecretPayload(ApiKeyPayload):
    """The key and what to send."""

    secret: str | None = strawberry.field(
        default=None, description="What the program sends as `Authorization: Bearer <secret>`; shown this once."
    )


async def _seen(info: Info, key_id: UUID) -> dict[str, Any]:
    row = await api_key_by_id(info.context.platform, info.context.actor, key_id)
    return {"api_key": row and api_key_of(row)}


@strawberry.type
class ApiKeyMutations:
    """Letting programs in."""

    @strawberry.mutation(
        description="Let a program in, which acts as you with some of your roles and no authority limit."
    )
    async def create_api_key(self, info: Info, input: CreateApiKeyInput) -> ApiKeySecretPayload:
        """Needs `integrate` on each case type the roles reach."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            values["teams"] = values.get("teams") or ()
            key_id, secret = await api_keys.create_api_key(info.context.platform, info.context.actor, **values)
            return await _seen(info, key_id) | {"secret": secret}

        return await attempt(ApiKeySecretPayload, work())

    @strawberry.mutation(description="Give your key a new secret; for a day the one before is good too.")
    async def rotate_api_key(self, info: Info, input: RotateApiKeyInput) -> ApiKeySecretPayload:
        """For whom it acts as."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            key_id = ids.row_id(values.pop("id"), "ApiKey")
            secret = await api_keys.rotate_api_key(info.context.platform, info.context.actor, key_id, **values)
            return await _seen(info, key_id) | {"secret": secret}

        return await attempt(ApiKeySecretPayload, work())

    @strawberry.mutation(description="A key is good for nothing any more, from the next request on.")
    async def revoke_api_key(self, info: Info, input: ApiKeyInput) -> ApiKeyPayload:
        """For its owner, and for those who may integrate all it reaches."""

        async def work() -> dict[str, Any]:
            key_id = ids.row_id(input.id, "ApiKey")
            await api_keys.revoke_api_key(info.context.platform, info.context.actor, key_id)
            return await _seen(info, key_id)

        return await attempt(ApiKeyPayload, work())
