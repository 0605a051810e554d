"""The rows of a case are found in the order in which they are read, without looking at those of other cases."""

import pytest

from casewright import models
from casewright.models.row import CaseRow

OWN = {
    models.Clock: "name",
    models.Event: "sequence",
    models.Exclusion: "subject",
    models.Plan: "version",
    models.Tag: "key",
    models.Timer: "name",
}
"""The tables whose rows have another order in a case than that in which they were made."""

TABLES = [model for name in models.__all__ if issubclass(model := getattr(models, name), CaseRow)]


def indexed(model: type[CaseRow], column: str) -> bool:
    """Whether an index of the table has the rows of a case in the order of a column."""
    uniques = model._meta.unique_together
    indexes = [getattr(index, "fields", index) for index in model._meta.indexes]
    begins = {tuple(str(name).removesuffix("_id") for name in fields[:2]) for fields in (*uniques, *indexes)}
    return ("case", column) in begins


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_the_last_row_of_a_case_is_found_by_an_index(model: type[CaseRow]) -> None:
    """PostgreSQL else looks for it from the newest row of the table backwards, where it expects many in each case."""
    assert indexed(model, OWN.get(model, "id"))


def test_no_table_has_an_index_of_the_case_alone() -> None:
    """It would say nothing that the other one does not, and be written with every row."""
    assert not [model for model in TABLES if model._meta.fields_map["case"].index]


def test_control_another_order_is_not_served() -> None:
    """An index that begins with the case is not enough."""
    assert not indexed(models.Event, "id")
