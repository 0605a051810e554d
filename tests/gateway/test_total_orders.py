"""Lists below an object are in an order that leaves nothing to chance: no two rows stand equal in it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import is_object_type
from strawberry.types.field import StrawberryField

from casewright import models
from casewright.platform import Platform
from casewright.plugins import installed
from casewright.settings import Settings
from casewright_gateway.reads.children import Children
from casewright_gateway.schema import compose
from casewright_gateway.sources import Many, source_of


def lists(folder: Path) -> Iterator[tuple[str, Children[Any]]]:
    """Every list below an object of the schema, as it is without arguments and as it is with all of them."""
    platform = Platform(Settings(data_dir=folder), plugins=installed(None))
    for output in compose(platform).schema._schema.type_map.values():
        for name, field in output.fields.items() if is_object_type(output) else ():
            declared = field.extensions.get("strawberry-definition")
            source = source_of(declared) if isinstance(declared, StrawberryField) else None
            if isinstance(source, Many):
                yield f"{output.name}.{name}", source.kind(defaultdict(bool))
                yield f"{output.name}.{name}, asked otherwise", source.kind(defaultdict(lambda: True))


def is_total(kind: Children[Any]) -> bool:
    """Among the columns that the rows of a parent share, and those of the order, is a key of the table."""
    meta = kind.model._meta
    given = {kind.parent, *kind.order, *(column for column, _ in kind.only)}
    keys = [{f"{part}_id" if part in meta.fk_fields else part for part in key} for key in meta.unique_together]
    return "id" in given or any(key <= given for key in keys)


def test_no_two_rows_stand_equal(tmp_path: Path) -> None:
    """Whatever a database does with equals, the list of a case reads the same on each, and each time."""
    found = dict(lists(tmp_path))
    assert {"InsuranceClaim.appointments", "InsuranceClaim.events, asked otherwise"} <= set(found)
    assert [name for name, kind in found.items() if not is_total(kind)] == []


def test_an_order_by_time_alone_would_be_noticed() -> None:
    """Control: two appointments may start at the same moment."""
    assert not is_total(Children(models.Appointment, order=("starts_at",)))
