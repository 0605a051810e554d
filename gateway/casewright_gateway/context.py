"""What every resolver is given: the platform, who asks, and the one reader of this operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import strawberry
from graphql import GraphQLError

from casewright import models
from casewright.access.actor import Actor
from casewright.operations.access_log import Means, log_reads
from casewright.platform import Platform
from casewright_gateway.following import Following
from casewright_gateway.rates import Spend, freely
from casewright_gateway.reads.reader import Reader
from casewright_gateway.reads.saved import SavedList


@dataclass
class Execution:
    """How the operation is being answered."""

    done: dict[str, Any] = field(default_factory=dict)
    """What its mutations came to, by response key: nothing is done twice to answer it."""
    unplanned: str | None = None
    """Why no plan answers it, once that is clear."""
    explained: bool = False
    """Whether the answer tells if it was planned."""
    priced: bool = False
    """Whether the answer tells what it cost."""
    cost: int = 0
    """What the operation costs, as far as it is counted."""
    spend: Spend = freely
    """Takes the cost from what the actor may spend."""
    refused: bool = False
    """Whether the actor had spent too much for it."""

    def charge(self, cost: int) -> None:
        """Count what the operation costs, and take it from what the actor may spend; GraphQLError: it is not there."""
        self.cost += cost
        try:
            self.spend(cost)
        except GraphQLError:
            self.refused = True
            raise


@dataclass
class Context:
    """One operation of one actor."""

    platform: Platform
    actor: Actor
    case_classes: Mapping[str, Callable[[models.Case], Any]]
    idempotency_key: str | None = None
    following: Following | None = None
    execution: Execution = field(default_factory=Execution)
    lists: Mapping[str, SavedList] = field(default_factory=dict)
    """The lists that views are saved of, by name."""
    means: Means = Means.API
    """How the answer is had."""

    @cached_property
    def reader(self) -> Reader:
        """The one reader of this operation, with its loaders; a plan may do without."""
        return Reader(self.platform, self.actor)

    async def account(self) -> None:
        """Before anything is shown: keep what was read; raises Unavailable when that cannot be written."""
        reader = vars(self).get("reader")
        if reader is not None and reader.shown is not None:
            await log_reads(self.platform, self.actor, await reader.shown.take(), self.means)

    def present(self, row: models.Case) -> Any:
        """The case as its concrete GraphQL type."""
        return self.case_classes[row.case_type](row)

    def hidden(self, case_type: str) -> frozenset[str]:
        """The field groups and the parts of a case of this type that the actor does not see."""
        return self.platform.policy.hidden(self.actor, self.platform.case_types[case_type])


Info: TypeAlias = strawberry.Info[Context, None]
