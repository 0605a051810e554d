"""The cases that are still worked by an earlier definition of their type."""

from collections.abc import Mapping
from typing import Any

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.operations.migrating import behind
from casewright.platform import Platform
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.paging import paged
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Listing
from casewright_gateway.sources import source
from casewright_gateway.types.case import Case


def _asked(platform: Platform, actor: Actor, given: Mapping[str, Any]) -> Sql:
    return behind(platform.case_type(given["case_type"]))


_OUTDATED = Listing(
    models.Case,
    order=lambda given: (Key("c.id", "id"),),
    seen=lambda platform, actor: platform.policy.predicate(actor, Action.READ),
    asked=_asked,
    alias="c",
)


@strawberry.type
class DefinitionQuery:
    """What can be asked about definitions."""

    @strawberry.field(
        description="Running cases of a type that are worked by an earlier definition of it, the oldest first;"
        " what a migration would do with each is its `migration`.",
        metadata=source(_OUTDATED),
    )
    async def outdated_cases(
        self,
        info: Info,
        case_type: str,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Case]:
        """A simulation; nothing is written."""
        return await paged(info, Case, _OUTDATED, {"case_type": case_type}, first, after, last, before)
