"""What every resolver is given: the platform, who asks, and the one reader of this operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.platform import Platform
from casewright_gateway.following import Following
from casewright_gateway.reads.reader import Reader


@dataclass(frozen=True)
class Context:
    """One operation of one actor; the reader's loaders live as long."""

    platform: Platform
    actor: Actor
    reader: Reader
    case_classes: Mapping[str, Callable[[models.Case], Any]]
    idempotency_key: str | None = None
    following: Following | None = None

    def present(self, row: models.Case) -> Any:
        """The case as its concrete GraphQL type."""
        return self.case_classes[row.case_type](row)

    def hidden(self, case_type: str) -> frozenset[str]:
        """The field groups of a case type that the actor does not see."""
        return self.platform.policy.hidden_groups(self.actor, self.platform.case_types[case_type])


Info: TypeAlias = strawberry.Info[Context, None]
