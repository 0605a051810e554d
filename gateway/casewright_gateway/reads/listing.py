"""The lists of the root: of which rows, who sees which of them, what may be asked for, and in which order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.models.row import Row
from casewright.platform import Platform
from casewright_gateway.reads import keyset
from casewright_gateway.reads.visible import visible

Arguments = Mapping[str, Any]
"""The arguments of a root field by their Python names, as resolvers get them."""


def _everything(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    return Sql("1 = 1")


def _of_one_kind(actor: Actor) -> Sequence[Sql]:
    return [Sql("1 = 1")]


@dataclass(frozen=True)
class Listing:
    """A list of rows under an alias.

    `seen` depends on nothing but who asks, so that it can be prepared once; `asked` is what the arguments say, and may
    raise Invalid or Forbidden. Where no index has all rows in their order, `kinds` says of which kinds they are: each
    kind is then read in order for itself. No row is of two kinds.
    """

    model: type[Row]
    order: Callable[[Arguments], keyset.Order]
    seen: Callable[[Platform, Actor], Sql]
    asked: Callable[[Platform, Actor, Arguments], Sql] = _everything
    kinds: Callable[[Actor], Sequence[Sql]] = _of_one_kind
    steady: Callable[[Arguments], bool] = lambda given: True
    """Whether it is read in the same way whatever the values are that are asked for."""
    alias: str = "t"

    @property
    def source(self) -> Sql:
        """The FROM clause."""
        return Sql(f'FROM "{self.model._meta.db_table}" {self.alias}')

    def chosen(self, platform: Platform, actor: Actor, kind: Sql) -> Sql:
        """The rows of one kind that the actor sees."""
        return Sql.all_of([kind, self.seen(platform, actor)])


def readable(model: type[Row], order: keyset.Order, kinds: Callable[[Actor], Sequence[Sql]]) -> Listing:
    """A list of those rows of a table that are meant for the actor, as far as they may read them."""
    return Listing(
        model,
        order=lambda given: order,
        seen=lambda platform, actor: visible(platform.policy, actor, model, "t"),
        kinds=kinds,
    )
