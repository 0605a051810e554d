"""Sealed texts on their way into the database, and out of it for who may see them."""

from collections.abc import Mapping
from typing import Any

from casewright import models
from casewright.casetype import CaseType
from casewright.errors import Invalid
from casewright.fields import Field, check_given
from casewright.platform import Platform
from casewright.sealing import PREFIX


def about(tenant: str, case_type: str) -> str:
    """What is bound to a sealed field: it opens in no other tenant and in no other type of case."""
    return f"{tenant} {case_type}"


def sealed_values(
    platform: Platform,
    tenant: str,
    case_type: CaseType[Any],
    values: Mapping[str, Any],
    stored: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Values by the names of fields, those sealed that are to be; raises Invalid.

    A text that opens from what is `stored` stays as it is stored: to say it again changes nothing.
    """
    named = {name: values[name] for name in case_type.fields.sealed & values.keys()}
    bound, before = about(tenant, case_type.name), stored or {}
    sealed = {}
    for name, text in named.items():
        if not isinstance(text, str):
            continue  # None, or what the type refuses
        _check(text, case_type.fields.fields[name])
        kept = before.get(name)
        same = kept is not None and platform.keyring.open(kept, bound) == text
        sealed[name] = kept if same else platform.keyring.seal(text, bound)
    return {**values, **sealed}


def _check(text: str, field: Field) -> None:
    check_given(text, f"{field.name} may not be blank", field=field.name)
    if len(text) > field.marking.longest:
        message = f"{field.name} may have {field.marking.longest} characters at most"
        raise Invalid(message, rule="text.length", field=field.name)
    if text.startswith(PREFIX):  # without a key it would be stored as it is, and not open when there is one
        raise Invalid(f"{field.name} may not begin with {PREFIX}", rule="sealed.prefix", field=field.name)


def opened_fields(platform: Platform, case_type: CaseType[Any], case: models.Case) -> dict[str, Any]:
    """The fields of a case as JSON, with what is sealed opened; raises Unavailable when a key is missing."""
    shown = case_type.fields.dump(case_type.load(case.fields_json, case.schema_version))
    bound = about(case.tenant_id, case_type.name)
    texts = {name: shown[name] for name in case_type.fields.sealed if shown[name] is not None}
    return shown | {name: platform.keyring.open(text, bound) for name, text in texts.items()}
