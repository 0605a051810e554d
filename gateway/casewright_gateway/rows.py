"""From a row to its GraphQL type: plain fields are copied by name, the rest are resolvers on the row."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from strawberry.types.base import StrawberryObjectDefinition

from casewright.models.row import Row
from casewright_gateway import ids

T = TypeVar("T")


@lru_cache(maxsize=1024)
def _copied(cls: Callable[..., Any]) -> tuple[str, ...]:
    definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    plain = [field.python_name for field in definition.fields if field.base_resolver is None]
    return tuple(name for name in plain if name != "id")


def present(cls: Callable[..., T], row: Row, **given: Any) -> T:
    """The row as an object of a GraphQL type; `given` are the fields that are not named like a column."""
    copied = {name: getattr(row, name) for name in _copied(cls) if name not in given}
    definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    return cls(id=ids.encode(definition.name, row.id), row=row, **copied, **given)
