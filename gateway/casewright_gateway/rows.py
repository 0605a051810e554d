"""From a row to its GraphQL type: plain fields are copied by name, the rest are resolvers on the row."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from strawberry.types.base import StrawberryObjectDefinition

from casewright.inputs import plain
from casewright.models.row import Row
from casewright_gateway import ids

T = TypeVar("T")
COLUMN = "column"
"""The key in a field's metadata under which the column stands that it shows, where that has another name."""


@lru_cache(maxsize=1024)
def _copied(cls: Callable[..., Any]) -> tuple[tuple[str, str], ...]:
    definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    plain = [field for field in definition.fields if field.base_resolver is None and field.python_name != "id"]
    return tuple((field.python_name, field.metadata.get(COLUMN, field.python_name)) for field in plain)


def _exact(value: Any) -> Any:
    """A decimal without the zeros its column adds; everything else as it is."""
    return plain(value) if isinstance(value, Decimal) else value


def present(cls: Callable[..., T], row: Row, **given: Any) -> T:
    """The row as an object of a GraphQL type; `given` are its private attributes beside the row."""
    copied = {name: _exact(getattr(row, column)) for name, column in _copied(cls)}
    definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    return cls(id=ids.encode(definition.name, row.id), row=row, **copied, **given)
