"""Why somebody may or may not do something on a case."""

import strawberry

from casewright.access.explanation import Explanation
from casewright.declarations import Action, Confidentiality, Scope

strawberry.enum(Action, description="What a grant allows on a case.")
strawberry.enum(Scope, name="GrantScope", description="Which cases of a type a grant reaches.")


@strawberry.type(description="A grant of one of the roles.")
class ExplainedGrant:
    """What it allows, and whether it reaches the case."""

    role: str = strawberry.field(description="The role.")
    scope: Scope = strawberry.field(description="Which cases it reaches.")
    clearance: Confidentiality = strawberry.field(description="The closest cases it reaches.")
    actions: list[Action] = strawberry.field(description="What it allows.")
    hides: list[str] = strawberry.field(description="The field groups and parts of the case it hides.")
    reaches: bool = strawberry.field(description="Whether it reaches this case.")


@strawberry.type(description="What somebody may do on a case, and by which grants.")
class AccessExplanation:
    """The answer to why; plugins may still deny single actions."""

    actions: list[Action] = strawberry.field(description="What they may do.")
    excluded: bool = strawberry.field(description="Whether a conflict of interest excludes them, whatever their roles.")
    hidden: list[str] = strawberry.field(description="The field groups and parts they do not see.")
    grants: list[ExplainedGrant] = strawberry.field(description="The grants of their roles on cases of this type.")


def explanation_of(found: Explanation) -> AccessExplanation:
    """As a GraphQL object, in a fixed order."""
    return AccessExplanation(
        actions=[action for action in Action if action in found.actions],
        excluded=found.excluded,
        hidden=sorted(found.hidden),
        grants=[
            ExplainedGrant(
                role=grant.role,
                scope=grant.scope,
                clearance=grant.clearance,
                actions=[action for action in Action if action in grant.actions],
                hides=sorted(grant.hide),
                reaches=reaches,
            )
            for grant, reaches in found.grants
        ],
    )
