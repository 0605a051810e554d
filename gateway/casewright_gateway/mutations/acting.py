"""How a mutation acts: the ids of its input decoded, one operation called, the ids of what it changed answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.derive import plain

Kinds = Mapping[str, str]
"""Fields of an input that hold ids, with the type an id must be of; empty: the operation looks for itself."""


@dataclass(frozen=True)
class Shown:
    """An object a payload shows: the field, whose id stands in the attribute `<field>_id`, and the name of its type."""

    field: str
    type: str

    def answered(self, case_id: UUID, row_id: UUID) -> dict[str, UUID]:
        """What the payload is made of."""
        return {"case_id": case_id, f"{self.field}_id": row_id}


def values_of(input: Any, kinds: Kinds) -> dict[str, Any]:
    """An input as plain values, what was left out or empty aside, its ids decoded; raises Invalid."""
    values: dict[str, Any] = _decoded(plain(input), kinds, "")
    return values


def _decoded(value: Any, kinds: Kinds, path: str) -> Any:
    if isinstance(value, list):
        return [_decoded(item, kinds, f"{path}{place}.") for place, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    return {name: _named(name, item, kinds, f"{path}{name}") for name, item in value.items() if item is not None}


def _named(name: str, value: Any, kinds: Kinds, path: str) -> Any:
    if name not in kinds:
        return _decoded(value, kinds, f"{path}.")
    types = (kinds[name],) if kinds[name] else ()
    if isinstance(value, list):
        return [ids.row_id(item, *types, field=f"{path}.{place}") for place, item in enumerate(value)]
    return ids.row_id(value, *types, field=path)


async def on_case(
    info: Info, input: Any, operation: Callable[..., Awaitable[UUID]], shown: Shown, kinds: Kinds | None = None
) -> dict[str, Any]:
    """Call an operation that adds something to the case of the input and returns its id."""
    values = values_of(input, {"id": "", **(kinds or {})})
    case_id = values.pop("id")
    row_id = await operation(info.context.platform, info.context.actor, case_id, **values)
    return shown.answered(case_id, row_id)


async def on_row(
    info: Info, input: Any, operation: Callable[..., Awaitable[UUID]], shown: Shown, kinds: Kinds | None = None
) -> dict[str, Any]:
    """Call an operation on the object of the input; it returns the id of the case."""
    values = values_of(input, {"id": shown.type, **(kinds or {})})
    row_id = values.pop("id")
    case_id = await operation(info.context.platform, info.context.actor, row_id, **values)
    return shown.answered(case_id, row_id)
