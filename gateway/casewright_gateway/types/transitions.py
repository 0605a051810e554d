"""Which buttons a frontend draws, and why one is grey."""

from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from casewright.case import Case
from casewright.casetype import CaseType
from casewright.operations.transitions import obstacles
from casewright.platform import Platform
from casewright_gateway.problems import Problem, problems_of


@strawberry.type(description="A transition that starts from the stage the case is at.")
class AvailableTransition:
    """A button of a frontend."""

    name: str = strawberry.field(description="The name of the transition.")
    mutation: str = strawberry.field(description="The mutation that makes it.")
    description: str = strawberry.field(description="What it does.")
    to: str | None = strawberry.field(description="The stage it leads to; empty: the case stays.")
    needs_reason: bool = strawberry.field(description="Whether the case goes back, so that a reason is needed.")
    allowed: bool = strawberry.field(description="Whether nothing stands in the way, as far as shows beforehand.")
    reasons: list[Problem] = strawberry.field(description="What stands in the way.")


async def available(platform: Platform, case_type: CaseType[Any], case: Case[Any]) -> list[AvailableTransition]:
    """The transitions from the stage of the case, in the definition it is worked by."""
    found = []
    for transition in case_type.transitions.values():
        if case.stage not in transition.sources:
            continue
        reasons = [problem for error in await obstacles(platform, case, transition) for problem in problems_of(error)]
        found.append(
            AvailableTransition(
                name=transition.name,
                mutation=mutation_name(transition.name, case.type),
                description=transition.description,
                to=transition.target,
                needs_reason=transition.target in case.behind,
                allowed=not reasons,
                reasons=reasons,
            )
        )
    return found


def mutation_name(verb: str, case_type: str) -> str:
    """`start_review` of a `Permit` is `startReviewPermit`."""
    return to_camel_case(verb) + case_type
