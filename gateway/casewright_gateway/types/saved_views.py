"""Saved views, each with how much is in it for whoever asks."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.paging import listed
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Listing
from casewright_gateway.sources import Computed, column, source


@strawberry.type(description="A list that somebody looks at again and again.")
class SavedView:
    """It gives no right: everybody sees in it what they may see."""

    id: strawberry.ID = strawberry.field(description="The id of the view.")
    row: strawberry.Private[models.SavedView]
    name: str = strawberry.field(description="What its owner calls it.")
    list: str = column("list_name", "The root field of the list.")
    where: JSON = column("conditions", "The conditions, to be sent as `where`.")
    order_by: JSON = column("orders", "The order, to be sent as `orderBy`.")
    owner: str = strawberry.field(description="Whose it is.")
    role: str | None = strawberry.field(description="Who else may use it; empty: nobody.")
    saved_at: datetime = strawberry.field(description="When it was saved.")

    @strawberry.field(
        description="How many cases are in it that you may see; empty when its list is no more.",
        metadata=source(Computed(("list_name", "conditions", "orders"))),
    )
    async def count(self, info: Info) -> int | None:
        """Counted in one statement for all views of the operation."""
        saved, reader = info.context.lists.get(self.row.list_name), info.context.reader
        if saved is None:
            return None
        asked = reader.asked(saved.listing, saved.arguments(self.row.conditions, self.row.orders))
        return await reader.count_with_others(saved.listing, asked)


def _shown(platform: Platform, actor: Actor) -> Sql:
    shared = Sql.one_of("t.role", sorted(actor.roles))
    mine = Sql.any_of([Sql("t.owner = ?", (actor.subject,)), shared])
    return Sql.all_of([Sql("t.tenant_id = ?", (actor.tenant,)), mine])


_BY_NAME = (Key("t.name", "text"), Key("t.id", "id"))
_VIEWS = Listing(models.SavedView, order=lambda given: _BY_NAME, seen=_shown)


@strawberry.type
class SavedViewQuery:
    """The views."""

    saved_views: Connection[SavedView] = listed(
        SavedView, _VIEWS, "Your saved views, and those that are shared with one of your roles, by name."
    )
