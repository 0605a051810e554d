"""What a deployment has agreed with its tenants: values of `agreed` fields, by tenant and case type.

A TOML file, for instance

    [acme.LibraryLoan.terms]
    version = "2026-2"
    days = 21

A case has them from its opening on, and keeps them: what is agreed later is for cases that are opened later.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from casewright.casetype import CaseType
from casewright.errors import Invalid
from casewright.settings import read_tables

Agreements = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Values by tenant, case type and field."""

_SETTING = "agreements"


def read_agreements(file: str, case_types: Mapping[str, CaseType[Any]]) -> Agreements:
    """What the file says, every value checked as on a write; raises Invalid, which names what does not fit."""
    agreements: dict[str, dict[str, Mapping[str, Any]]] = {}
    for tenant, name, given in read_tables(file, _SETTING, "[{outer}.CASE_TYPE] and the fields below it"):
        case_type = case_types.get(name)
        if case_type is None:
            raise Invalid(f"{file}: {tenant} has an agreement on {name}, which no plugin declares", field=_SETTING)
        _check(case_type, given, f"{file}: {tenant}, {name}")
        agreements.setdefault(tenant, {})[name] = given
    return agreements


def _check(case_type: CaseType[Any], given: Mapping[str, Any], where: str) -> None:
    for name, value in given.items():
        declared = case_type.fields.fields.get(name)
        if declared is None or not declared.marking.agreed:
            raise Invalid(f"{where}: {name} is no field that is agreed with a tenant", field=_SETTING)
        try:
            stored = case_type.fields.dump_one(name, value)
        except Invalid as error:
            raise Invalid(f"{where}, {name}: {error.message}", field=_SETTING) from error
        for stranger in _strangers(value, stored):
            raise Invalid(f"{where}, {name}: nothing is called {stranger} there", field=_SETTING)


def _strangers(given: Any, stored: Any) -> Iterator[str]:
    """The keys that were written and are not read."""
    if isinstance(given, dict):
        for key, value in given.items():
            if key in stored:
                yield from _strangers(value, stored[key])
            else:
                yield key
    elif isinstance(given, list):
        for one, other in zip(given, stored, strict=True):
            yield from _strangers(one, other)


def agreed_with(agreements: Agreements, tenant: str, case_type: str) -> Mapping[str, Any]:
    """The values that a case of the tenant is opened with; without an agreement none, and the defaults hold."""
    return agreements.get(tenant, {}).get(case_type, {})
