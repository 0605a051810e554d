"""A figure tells no more than the fields that it is taken from."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from casewright import indexed
from casewright.casetype import CaseType
from casewright.plugins import declared, installed, load

SAMPLES = 50
CASE_TYPES: list[CaseType[Any]] = [case_type for _, case_type in declared(load(installed(None)), "case_types")]
MADE_UP = [case_type for case_type in CASE_TYPES if case_type.sample and case_type.metrics]


class Watched:
    """Fields that note what is read of them; a property tells what it tells whoever sees it, and has its own group."""

    def __init__(self, fields: Any) -> None:
        self._fields = fields
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self._fields, name)


def untold(case_type: CaseType[Any], fields: Any) -> set[tuple[str, str]]:
    """Figures and the groups they tell of without saying so."""
    groups = {name: declared.marking.group for name, declared in case_type.fields.fields.items()}
    groups |= case_type.computed_groups
    found = set()
    for metric in case_type.metrics:
        watched = Watched(fields)
        metric.function(watched)
        told = {groups.get(name, "") for name in watched.read}
        found |= {(metric.name, group) for group in told - {"", metric.group}}
    return found


@pytest.mark.parametrize("case_type", MADE_UP, ids=lambda case_type: case_type.name)
def test_a_figure_is_hidden_with_the_fields_it_is_taken_from(case_type: CaseType[Any]) -> None:
    """Whoever does not see a field learns nothing of it from the sums over their own case."""
    assert case_type.sample is not None
    random = Random(7)
    for _ in range(SAMPLES):
        assert untold(case_type, case_type.sample(random).fields) == set()


@dataclass(frozen=True)
class Parcel:
    """A parcel."""

    worth: int = indexed(group="worth", default=3)


def test_control_a_figure_that_tells_too_much_is_found() -> None:
    """Taken from a hidden field; with the group of the field it is hidden as the field is."""
    parcel: CaseType[Parcel] = CaseType(
        "Parcel",
        Parcel,
        number="P-{year}-{sequence}",
        stages=dict(CASE_TYPES[0].stages),
        title=lambda fields: "A parcel",
        outcomes=dict(CASE_TYPES[0].outcomes),
        reopens_at=next(iter(CASE_TYPES[0].stages)),
    )
    parcel.metric("dear", lambda fields: int(fields.worth > 2), unit="parcels")
    assert untold(parcel, Parcel()) == {("dear", "worth")}
    parcel.metrics[:] = [replace(metric, group="worth") for metric in parcel.metrics]
    assert untold(parcel, Parcel()) == set()
