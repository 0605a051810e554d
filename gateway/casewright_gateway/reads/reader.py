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
from casewright.gates import Standing
from casewright.models.row import Row
from casewright.platform import Platform
from casewright.similarity import Likeness
from casewright.standing import masked, standings
from casewright_gateway.reads import keyset
from casewright_gateway.reads.children import Children
from casewright_gateway.reads.doubles import Double, doubles
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.shown import Shown, is_kept
from casewright_gateway.reads.similar import likenesses
from casewright_gateway.reads.visible import part_of, visible

M = TypeVar("M", bound=Row)


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
        self._standing: dict[UUID, models.Case] = {}
        self._compared: dict[UUID, models.Case] = {}
        self.shown = Shown(platform, actor) if is_kept(platform, actor) else None
        """What was read and is to be kept; None: nothing ever is."""

    def forget(self) -> None:
        """Read everything anew from here on: something was written."""
        self._loaders.clear()

    async def case(self, case_id: UUID) -> models.Case | None:
        """A case by id; None when it is absent or hidden."""
        return await self.row(models.Case, case_id)

    async def party(self, party_id: UUID) -> models.Party | None:
        """A party by id; None when the actor may see no case it has a role in."""
        return await self.row(models.Party, party_id)

    async def row(self, model: type[M], row_id: UUID) -> M | None:
        """A row by id; None when it, or its case, is absent or hidden."""

        async def load(ids: list[UUID]) -> list[M | None]:
            chosen = Sql.all_of([Sql.one_of("t.id", ids), self.visible(model)])
            found = await self._rows(model, _select(model) + chosen)
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

    async def every(self, kind: Children[M], parent_id: UUID) -> list[M]:
        """All rows of a parent, for sums over them; one statement for all parents of the operation."""

        async def load(parents: list[UUID]) -> list[list[M]]:
            found = await self._rows(kind.model, self._ranked(kind, parents))
            return [[row for row in found if getattr(row, kind.parent) == parent] for parent in parents]

        loaded: list[M] = await self._loader((kind, "every"), load).load(parent_id)
        return loaded

    async def history(self, case_id: UUID) -> list[models.Event]:
        """Every event of a case in order, for its clocks; one statement for all cases of the operation."""

        async def load(cases: list[UUID]) -> list[list[models.Event]]:
            of_clocks = self._platform.policy.child(self._actor, "t.case_id", "clock")
            chosen = Sql.all_of([Sql.one_of("t.case_id", cases), of_clocks])
            groups: Mapping[UUID, list[models.Event]] = {case: [] for case in cases}
            for event in await self._rows(models.Event, _select(models.Event) + chosen + Sql(" ORDER BY t.sequence")):
                groups[event.case_id].append(event)
            return [groups[case] for case in cases]

        events: list[models.Event] = await self._loader("history", load).load(case_id)
        return events

    async def standing(self, case: models.Case) -> Standing:
        """How far the process of a case is, for its gates; a few statements for all cases of the operation."""

        self._standing[case.id] = case

        async def load(ids: list[UUID]) -> list[Standing]:
            cases = [self._standing[identity] for identity in ids]
            found = await standings(self._platform, cases, self._platform.now())
            return [found[identity] for identity in ids]

        found: Standing = await self._loader("standing", load).load(case.id)
        return masked(found, self._platform.policy.hidden(self._actor, self._platform.case_types[case.case_type]))

    async def similar(self, case: models.Case) -> list[Likeness]:
        """The cases like this one, most alike first; one statement for all cases of the operation, or Invalid."""
        self._compared[case.id] = case

        async def load(ids: list[UUID]) -> list[list[Likeness]]:
            return await likenesses(self._platform, self._actor, [self._compared[identity] for identity in ids])

        found: list[Likeness] = await self._loader("similar", load).load(case.id)
        return found

    async def doubles(self, party_id: UUID) -> list[Double]:
        """The parties that may be the same as this one; one statement for all parties of the operation."""

        async def load(ids: list[UUID]) -> list[list[Double]]:
            every = await doubles(self._platform, self._actor, ids)
            self._note([each.party for found in every for each in found])
            return every

        found: list[Double] = await self._loader("doubles", load).load(party_id)
        return found

    def _ranked(self, kind: Children[M], parents: list[UUID]) -> Sql:
        table = kind.model._meta.db_table
        asked = [Sql.one_of(f"t.{kind.parent}", parents), kind.chosen("t")]
        if kind.across:
            asked.append(self._platform.policy.child(self._actor, f"t.{kind.parent}", part_of(kind.model)))
        chosen = Sql.all_of([*asked, self.visible(kind.model)])
        rank = f"row_number() OVER (PARTITION BY t.{kind.parent} ORDER BY {kind.ordered('t')}) AS place"
        return Sql(f"SELECT * FROM (SELECT t.*, {rank} FROM {table} t WHERE ") + chosen + Sql(") ranked")  # noqa: S608

    def visible(self, model: type[Row]) -> Sql:
        """The rows of a table, under the alias `t`, that the actor may read."""
        return visible(self._platform.policy, self._actor, model, "t")

    def asked(self, listing: Listing, given: Arguments) -> Sql:
        """The rows of a list that are asked for; raises Invalid or Forbidden."""
        return listing.asked(self._platform, self._actor, given)

    async def page(self, listing: Listing, asked: Sql, order: keyset.Order, page: keyset.Page) -> Rows[Any]:
        """One page of the rows of a list that are asked for."""
        alias, cursor = listing.alias, keyset.cursor(self._platform.database.dialect, order)
        part = keyset.order_by(order, page.backward) + Sql(" LIMIT ?", (page.size + 1,))
        beyond = Sql.all_of([asked, keyset.beyond(order, page)])
        kinds = [
            Sql(f"SELECT * FROM (SELECT {alias}.* ")  # noqa: S608
            + listing.source
            + Sql(" WHERE ")
            + Sql.all_of([listing.chosen(self._platform, self._actor, kind), beyond])
            + part
            + Sql(") kind")
            for kind in listing.kinds(self._actor)
        ]
        rows = Sql(f'SELECT {alias}.*, {cursor} AS "cursor" FROM (') + Sql.join(" UNION ALL ", kinds)  # noqa: S608
        raw = await self._platform.database.rows(rows + Sql(f") {alias}") + part)
        more, raw = len(raw) > page.size, raw[: page.size]
        if page.backward:
            raw.reverse()
        given = page.cursor is not None
        has_next, has_previous = (given, more) if page.backward else (more, given)
        return Rows(self._made(listing.model, raw), [row["cursor"] for row in raw], has_next, has_previous)

    async def count(self, listing: Listing, asked: Sql) -> int:
        """How many rows of a list are asked for."""
        [row] = await self._platform.database.rows(self._counted(listing, asked))
        return int(row["n"])

    async def count_with_others(self, listing: Listing, asked: Sql) -> int:
        """The same, in one statement for all lists of the operation that are counted so."""

        async def load(lists: list[tuple[Listing, Sql]]) -> list[int]:
            counts = [Sql("(") + self._counted(*each) + Sql(f") AS n{place}") for place, each in enumerate(lists)]
            [row] = await self._platform.database.rows(Sql("SELECT ") + Sql.join(", ", counts))
            return [int(row[f"n{place}"]) for place in range(len(lists))]

        count: int = await self._loader("counted", load).load((listing, asked))
        return count

    def _counted(self, listing: Listing, asked: Sql) -> Sql:
        platform, actor = self._platform, self._actor
        whole = Sql.any_of(listing.chosen(platform, actor, kind) for kind in listing.kinds(actor))
        return Sql("SELECT count(*) AS n ") + listing.source + Sql(" WHERE ") + Sql.all_of([whole, asked])

    def readable(self) -> Sql:
        """The predicate of the cases, under the alias `c`, that the actor may read."""
        return self._platform.policy.predicate(self._actor, Action.READ)

    async def _rows(self, model: type[M], sql: Sql) -> list[M]:
        return self._made(model, await self._platform.database.rows(sql))

    def _made(self, model: type[M], raw: Sequence[Mapping[str, Any]]) -> list[M]:
        rows = [model._init_from_db(**row) for row in raw]
        self._note(rows)
        return rows

    def _note(self, rows: Sequence[Row]) -> None:
        if self.shown is not None:
            self.shown.rows(rows)

    def _loader(self, key: Any, load: Callable[[list[Any]], Awaitable[list[Any]]]) -> DataLoader[Any, Any]:
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=load)
        return self._loaders[key]


def _select(model: type[Row]) -> Sql:
    return Sql(f'SELECT t.* FROM "{model._meta.db_table}" t WHERE ')  # noqa: S608
