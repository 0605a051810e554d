"""Where the value of a field comes from, declared once: strawberry's executor resolves by it, the planner compiles it.

A field without a declaration and without a resolver is the column of the same name. A field with a resolver and without
a declaration is computed in Python, from the columns of its row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

import strawberry
from strawberry.types.field import StrawberryField

from casewright import models
from casewright.fields import Field
from casewright.models.row import Row
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.reads.listing import Listing
from casewright_gateway.rows import COLUMN, present

_KEY = "casewright"
DOMAIN_COLUMNS = ("case_type", "fields_json", "schema_version")
"""What the domain fields of a case are loaded from."""


@dataclass(frozen=True)
class Many:
    """Rows that belong to this one: which, by the arguments of the field; `first` of them."""

    kind: Callable[[Mapping[str, Any]], Children[Any]]


@dataclass(frozen=True)
class One:
    """The row of another table that a column leads to; null where it is absent or hidden.

    `with_row`: whoever sees this row sees that one, by the rules of both.
    """

    model: type[Row]
    column: str
    with_row: bool = False


@dataclass(frozen=True)
class Same:
    """An object made of this very row; null where a grant hides that part of the case."""

    part: str


@dataclass(frozen=True)
class Domain:
    """A stored field of a case type; null where a grant hides its group."""

    case_type: str
    field: Field


@dataclass(frozen=True)
class Computed:
    """Computed in Python from these columns of the row; null where a grant hides the field group."""

    columns: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class Unmasked:
    """A JSON column, or a key of one; computed in Python where a grant hides anything of the case's type."""

    column: str
    key: str = ""


@dataclass(frozen=True)
class Fetch:
    """At the root: the object with the global id that is asked for."""


Source: TypeAlias = Many | One | Same | Domain | Computed | Unmasked | Fetch | Listing


def source(declared: Source) -> dict[str, Any]:
    """The declaration, as the `metadata` of a strawberry field."""
    return {_KEY: declared}


def source_of(field: StrawberryField) -> Source | None:
    """What was declared."""
    declared: Source | None = field.metadata.get(_KEY)
    return declared


def column(name: str, description: str) -> Any:
    """A field that shows a column of another name."""
    return strawberry.field(description=description, metadata={COLUMN: name})


def column_of(field: StrawberryField) -> str:
    """The attribute of the row that a plain field shows."""
    name: str = field.metadata.get(COLUMN, field.python_name)
    return name


def many(cls: type[Any], kind: Children[Any], description: str, *, first: int = 20) -> Any:
    """A list of rows that belong to this one; `first` unless the client says how many."""
    size = first

    async def resolve(root: Any, info: Info, first: int = size) -> Any:
        return await rows_of(info, cls, kind, root, first)

    return strawberry.field(resolver=resolve, description=description, metadata=source(Many(lambda given: kind)))


async def rows_of(info: Info, cls: type[Any], kind: Children[Any], root: Any, first: int) -> list[Any]:
    """The rows that belong to the row of `root`; one statement for all parents of the operation."""
    return [present(cls, row) for row in await info.context.reader.children(kind, root.row.id, first)]


def one(cls: type[Any], column: str, description: str) -> Any:
    """The row that a column leads to; empty when it leads to none, or to one that is hidden from who asks."""
    model = model_of(cls)
    assert model is not None

    async def resolve(root: Any, info: Info) -> Any:
        row_id = getattr(root.row, column)
        row = row_id and await info.context.reader.row(model, row_id)
        return present(cls, row) if row else None

    return strawberry.field(resolver=resolve, description=description, metadata=source(One(model, column)))


def its_case(description: str) -> Any:
    """The case a row belongs to; a row is only shown when its case is."""

    async def resolve(root: Any, info: Info) -> Any:
        return await case_of(info, root.row)

    return strawberry.field(
        resolver=resolve, description=description, metadata=source(One(models.Case, "case_id", with_row=True))
    )


async def case_of(info: Info, row: Any) -> Any:
    """The case of a row, loaded with the cases of all other rows."""
    case = await info.context.reader.case(row.case_id)
    assert case is not None
    return info.context.present(case)


def model_of(cls: type[Any]) -> type[Row] | None:
    """The table behind a GraphQL type: what its private attribute `row` holds."""
    for base in cls.__mro__:
        held = vars(base).get("__annotations__", {}).get("row")
        if held is not None:
            model: type[Row] = get_args(held)[0]
            return model
    return None
