"""What a deployment asks for of those who work by a model, in place of what case type and platform say.

A TOML file, for instance

    [LibraryLoan.intensive]
    contact_every = { amount = 2, unit = "calendar_days" }
    caseload_limit = 12
    records = ["contacts"]
    alerts = true

What is left out stays. It holds for running cases as well: limits and records at once, contacts from the next one on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from annotated_types import Ge, Le

from casewright.calendars import Duration
from casewright.casetype import CaseType
from casewright.errors import Invalid
from casewright.fields import FieldSet
from casewright.records import RECORDS
from casewright.settings import read_tables
from casewright.working_models import Practice, WorkingModel

Practices = Mapping[tuple[str, WorkingModel], Mapping[str, Any]]
"""What is different, by case type and model."""

_SETTING = "practices"


@dataclass(frozen=True, kw_only=True)
class PracticeChange:
    """The parts of a `Practice` that are different here."""

    contact_every: Duration | None = None
    caseload_limit: Annotated[int, Ge(1), Le(10_000)] | None = None
    records: tuple[str, ...] | None = None
    alerts: bool | None = None


_CHANGE = FieldSet(PracticeChange)


def read_practices(file: str, case_types: Mapping[str, CaseType[Any]]) -> Practices:
    """What the file says, every value checked; raises Invalid, which names what does not fit."""
    found = {}
    for name, model, given in read_tables(file, _SETTING, "[CASE_TYPE.MODEL] and below it what is different"):
        where = f"{file}: {name}, {model}"
        if name not in case_types or model not in case_types[name].practices:
            raise Invalid(f"{where}: no plugin declares cases of this type that are worked so", field=_SETTING)
        found[name, WorkingModel(model)] = _change(given, where)
    return found


def _change(given: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    try:
        change = _CHANGE.validate(given)
    except Invalid as error:
        raise Invalid(f"{where}: {error.message}", field=_SETTING) from error
    unknown = sorted(set(change.records or ()) - RECORDS.keys())
    if unknown:
        raise Invalid(f"{where}: there is no record {unknown[0]!r}; there are {', '.join(RECORDS)}", field=_SETTING)
    if change.contact_every is not None and change.contact_every.amount < 1:
        raise Invalid(f"{where}: the time between two contacts is 1 or more", field=_SETTING)
    return {name: value for name, value in vars(change).items() if value is not None}


def changed(practices: Practices, case_type: CaseType[Any], model: WorkingModel) -> Practice:
    """What a model of the case type asks for here."""
    return replace(case_type.practices[model], **practices.get((case_type.name, model), {}))
