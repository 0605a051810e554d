"""Mutations on saved views."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from casewright import models
from casewright.errors import Invalid
from casewright.operations import saved_views
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.problems import Problem
from casewright_gateway.rows import present
from casewright_gateway.types.saved_views import SavedView


@strawberry.input(description="A view to be saved; one of yours with the same name is replaced.")
class SaveViewInput:
    """Which list, under which conditions, in which order."""

    name: str = strawberry.field(description="What you call it.")
    list: str = strawberry.field(description="The root field of a list of cases, for instance `cases`.")
    where: JSON | None = optional("The conditions, as that list takes them.")
    order_by: JSON | None = optional("The order, as that list takes it.")
    role: str | None = optional("A role you hold: everybody who holds it may use the view.")


@strawberry.input(description="A view of yours that is not needed any more.")
class DeleteViewInput:
    """Which view."""

    id: strawberry.ID = strawberry.field(description="The view.")


@strawberry.type(description="What came of a change of a saved view.")
class SavedViewPayload:
    """The view."""

    view: SavedView | None = strawberry.field(default=None, description="The view as it is now; empty: it is gone.")
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty: it was done."
    )


@strawberry.type
class SavedViewMutations:
    """Lists that are looked at again and again."""

    @strawberry.mutation(description="Save a list of cases under a name.")
    async def save_view(self, info: Info, input: SaveViewInput) -> SavedViewPayload:
        """What the list would refuse is refused now."""

        async def work() -> dict[str, Any]:
            context = info.context
            saved = context.lists.get(input.list)
            if saved is None:
                raise Invalid(f"{input.list} is no list of cases", rule="view.list", field="list")
            given: dict[str, Any] = {"conditions": input.where or {}, "orders": input.order_by or []}
            if not isinstance(given["conditions"], dict) or not isinstance(given["orders"], list):
                raise Invalid("where is an object, orderBy a list of objects", rule="view.form", field="where")
            arguments = saved.arguments(given["conditions"], given["orders"])
            saved.listing.order(arguments)
            context.reader.asked(saved.listing, arguments)
            view_id = await saved_views.save_view(
                context.platform, context.actor, name=input.name, list_name=input.list, role=input.role or None, **given
            )
            return {"view": await _view(view_id)}

        return await attempt(SavedViewPayload, work())

    @strawberry.mutation(description="Delete a view of yours.")
    async def delete_view(self, info: Info, input: DeleteViewInput) -> SavedViewPayload:
        """Nobody else can use it then."""

        async def work() -> dict[str, Any]:
            view_id = ids.row_id(input.id, "SavedView")
            await saved_views.delete_view(info.context.platform, info.context.actor, view_id)
            return {}

        return await attempt(SavedViewPayload, work())


async def _view(view_id: UUID) -> SavedView:
    return present(SavedView, await models.SavedView.get(id=view_id))
