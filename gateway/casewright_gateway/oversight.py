"""What those who supervise may ask: who broke the glass, why somebody may see a case, which cases may go."""

from dataclasses import replace

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.access.explanation import explain
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.platform import Platform
from casewright_gateway import ids
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.paging import listed
from casewright_gateway.reads.disposals import disposals_of, kept_long_enough, supervised
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Listing
from casewright_gateway.reads.visible import visible
from casewright_gateway.types.case import Case
from casewright_gateway.types.emergencies import EmergencyAccess
from casewright_gateway.types.explanation import AccessExplanation, explanation_of
from casewright_gateway.types.retention import Disposal


def _supervised(platform: Platform, actor: Actor) -> Sql:
    """Accesses of others to cases the actor supervises."""
    supervises = platform.policy.predicate(actor, Action.SUPERVISE)
    return Sql.all_of(
        [
            visible(platform.policy, actor, models.EmergencyAccess, "t"),
            Sql('EXISTS (SELECT 1 FROM "case" c WHERE c.id = t.case_id AND ') + supervises + Sql(")"),
        ]
    )


def _to_review(actor: Actor) -> list[Sql]:
    return [Sql("t.reviewed_at IS NULL AND t.subject <> ?", (actor.subject,))]


_REVIEWS = Listing(models.EmergencyAccess, order=lambda given: (Key("t.id", "id"),), seen=_supervised, kinds=_to_review)
"""The oldest first."""

_DISPOSABLE = Listing(
    models.Case,
    order=lambda given: (Key("c.closed_at", "time"), Key("c.id", "id")),
    seen=supervised,
    asked=lambda platform, actor, given: kept_long_enough(platform),
    alias="c",
)
_DISPOSALS = Listing(models.Disposal, order=lambda given: (Key("t.id", "id", descending=True),), seen=disposals_of)
"""The newest first."""


@strawberry.type
class OversightQuery:
    """Who sees what, and why."""

    emergency_reviews: Connection[EmergencyAccess] = listed(
        EmergencyAccess,
        _REVIEWS,
        "Where others broke the glass of cases you supervise, and nobody has reviewed it.",
    )

    disposable_cases: Connection[Case] = listed(
        Case, _DISPOSABLE, "Cases you supervise that were kept long enough and that nobody holds, by their end."
    )
    disposals: Connection[Disposal] = listed(
        Disposal, _DISPOSALS, "What is to go, and certificates of what is gone, of the case types you supervise."
    )

    @strawberry.field(
        description="What somebody with these roles and teams may do on a case that you supervise, and why; else null."
    )
    async def explain_access(
        self, info: Info, id: strawberry.ID, subject: str, roles: list[str], teams: list[str] | None = None
    ) -> AccessExplanation | None:
        """By the grants that decide it; what is hidden from who asks is told by name only."""
        platform, actor = info.context.platform, info.context.actor
        case_id = ids.row_id(id, *platform.case_types)
        case = await info.context.reader.case(case_id)
        supervises = Sql('SELECT 1 FROM "case" c WHERE c.id = ? AND ', (case_id,))
        supervises += platform.policy.predicate(actor, Action.SUPERVISE)
        if case is None or not await platform.database.rows(supervises):
            return None
        other = replace(actor, subject=subject, roles=frozenset(roles), teams=frozenset(teams or ()), service=False)
        case_type = platform.case_types[case.case_type]
        return explanation_of(await explain(platform.database, platform.policy, other, case_id, case_type))
