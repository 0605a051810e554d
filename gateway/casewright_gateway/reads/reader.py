"""Reading for one actor during one operation.

Everything the gateway shows comes through here, with the row policy in the SQL of every table that is touched. What
belongs to many parents is loaded for all of them in one statement.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.models.row import Row
from casewright.platform import Platform
from casewright_gateway.reads import keyset

M = TypeVar("M", bound=Row)


@dataclass(frozen=True)
class Children(Generic[M]):
    """A table whose rows belong to a parent: by which column, in which order, and which of them."""

    model: type[M]
    parent: str = "case_id"
    order: str = "t.id"
    only: str = "1 = 1"


@dataclass(frozen=True)
class Rows(Generic[M]):
    """One page of a list: the rows, the cursor of each, and whether there is more on either side."""

    rows: Sequence[M]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


class Reader:
    """Loaders and pages over what one actor may see."""

    def __init__(self, platform: Platform, actor: Actor) -> None:
        self._platform = platform
        self._actor = actor
        self._loaders: dict[Any, DataLoader[Any, Any]] = {}

    def forget(self) -> None:
        """Read everything anew from here on: something was written."""
        self._loaders.clear()

    async def case(self, case_id: UUID) -> models.Case | None:
        """A case by id; None when it is absent or hidden."""
        return await self._by_id(models.Case, Sql('SELECT t.* FROM "case" t WHERE '), case_id, "t.id")

    async def row(self, model: type[M], row_id: UUID) -> M | None:
        """A row of a case's table by id; None when it, or its case, is absent or hidden."""
        return await self._by_id(model, _select(model), row_id, "t.case_id")

    async def party(self, party_id: UUID) -> models.Party | None:
        """A party by id; None when the actor may see no case it has a role in."""
        return await self._by_id(models.Party, _select(models.Party), party_id, None)

    async def _by_id(self, model: type[M], select: Sql, row_id: UUID, case: str | None) -> M | None:
        policy = self._platform.policy
        visible = policy.child(self._actor, case, part_of(model)) if case else policy.party(self._actor, "t.id")

        async def load(ids: list[UUID]) -> list[M | None]:
            found = await self._rows(model, select + Sql.all_of([Sql.one_of("t.id", ids), self._tenant(), visible]))
            by_id = {row.id: row for row in found}
            return [by_id.get(identity) for identity in ids]

        found: M | None = await self._loader(model, load).load(row_id)
        return found

    async def children(self, kind: Children[M], parent_id: UUID, first: int = keyset.PAGE) -> list[M]:
        """The first rows of a parent; one statement for all parents of the operation."""
        if not 0 <= first <= keyset.LARGEST_PAGE:
            raise Invalid(f"first is 0 to {keyset.LARGEST_PAGE}", field="first")

        async def load(parents: list[UUID]) -> list[list[M]]:
            ranked = self._ranked(kind, parents) + Sql(" WHERE place <= ? ORDER BY place", (first,))
            found = await self._rows(kind.model, ranked)
            groups: Mapping[UUID, list[M]] = {parent: [] for parent in parents}
            for row in found:
                groups[getattr(row, kind.parent)].append(row)
            return [groups[parent] for parent in parents]

        loaded: list[M] = await self._loader((kind, first), load).load(parent_id)
        return loaded

    async def history(self, case_id: UUID) -> list[models.Event]:
        """Every event of a case in order, for its clocks; one statement for all cases of the operation."""

        async def load(cases: list[UUID]) -> list[list[models.Event]]:
            visible = self._platform.policy.child(self._actor, "t.case_id", "clock")
            chosen = Sql.all_of([Sql.one_of("t.case_id", cases), self._tenant(), visible])
            groups: Mapping[UUID, list[models.Event]] = {case: [] for case in cases}
            for event in await self._rows(models.Event, _select(models.Event) + chosen + Sql(" ORDER BY t.sequence")):
                groups[event.case_id].append(event)
            return [groups[case] for case in cases]

        events: list[models.Event] = await self._loader("history", load).load(case_id)
        return events

    def _ranked(self, kind: Children[M], parents: list[UUID]) -> Sql:
        table = kind.model._meta.db_table
        asked = [Sql.one_of(f"t.{kind.parent}", parents), Sql(kind.only)]
        chosen = Sql.all_of([*asked, self.visible(kind.model)])
        rank = f"row_number() OVER (PARTITION BY t.{kind.parent} ORDER BY {kind.order}) AS place"
        return Sql(f"SELECT * FROM (SELECT t.*, {rank} FROM {table} t WHERE ") + chosen + Sql(") ranked")  # noqa: S608

    def visible(self, model: type[Row]) -> Sql:
        """The rows of a case's table, under the alias `t`, that the actor may read."""
        return Sql.all_of([self._tenant(), self._platform.policy.child(self._actor, "t.case_id", part_of(model))])

    def _tenant(self) -> Sql:
        return Sql("t.tenant_id = ?", (self._actor.tenant,))

    async def page(self, model: type[M], source: Sql, where: Sql, order: keyset.Order, page: keyset.Page) -> Rows[M]:
        """One page of a list. `source` is the FROM clause, `where` what was asked for and may be seen."""
        keys = ", ".join(f"{key.expression} AS key_{place}" for place, key in enumerate(order))
        alias = source.text.rsplit(" ", 1)[-1]
        statement = (
            Sql(f"SELECT {alias}.*, {keys} ")
            + source
            + Sql(" WHERE ")
            + Sql.all_of([where, keyset.beyond(order, page)])
            + keyset.order_by(order, page.backward)
            + Sql(" LIMIT ?", (page.size + 1,))
        )
        raw = await self._platform.database.rows(statement)
        more, raw = len(raw) > page.size, raw[: page.size]
        if page.backward:
            raw.reverse()
        cursors = [keyset.encode([row[f"key_{place}"] for place in range(len(order))]) for row in raw]
        given = page.cursor is not None
        has_next, has_previous = (given, more) if page.backward else (more, given)
        return Rows([model._init_from_db(**row) for row in raw], cursors, has_next, has_previous)

    async def count(self, source: Sql, where: Sql) -> int:
        """How many rows a list has."""
        rows = await self._platform.database.rows(Sql("SELECT count(*) AS n ") + source + Sql(" WHERE ") + where)
        return int(rows[0]["n"])

    def readable(self) -> Sql:
        """The predicate of the cases, under the alias `c`, that the actor may read."""
        return self._platform.policy.predicate(self._actor, Action.READ)

    async def _rows(self, model: type[M], sql: Sql) -> list[M]:
        return [model._init_from_db(**row) for row in await self._platform.database.rows(sql)]

    def _loader(self, key: Any, load: Callable[[list[UUID]], Awaitable[list[Any]]]) -> DataLoader[UUID, Any]:
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=load)
        return self._loaders[key]


def _select(model: type[Row]) -> Sql:
    return Sql(f"SELECT t.* FROM {model._meta.db_table} t WHERE ")  # noqa: S608


_PART_OF = {"case": "", "document_version": "document", "risk_assessment": "risk", "webhook_attempt": "event"}


def part_of(model: type[Row]) -> str:
    """The part of a case that a table holds, as a grant hides it."""
    table = model._meta.db_table
    return _PART_OF.get(table, table)
