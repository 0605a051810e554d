"""The domain fields of a case: what follows from them, and changing them."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Conflict, Forbidden, Refused
from casewright.fields import check_number
from casewright.operations.change import Draft, change
from casewright.operations.holds import keep_holds
from casewright.operations.names import register_fields
from casewright.operations.risk import refresh_risk
from casewright.operations.sealing import sealed_values
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Status, check_active


async def update_case(
    platform: Platform, actor: Actor, case_id: UUID, *, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change some of the domain fields; raises Invalid, Refused, Conflict."""
    async with change(platform, actor, case_id, Action.UPDATE, expected_version=expected_version) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        before = draft.case_type.load(draft.row.fields_json, draft.row.schema_version)
        _check_shown(draft, values)
        check_managed(draft.case_type, values)
        current = {name: getattr(before, name) for name in draft.case_type.fields.fields}
        given = sealed_values(platform, actor.tenant, draft.case_type, values, current)
        await apply_fields(draft, draft.case_type.fields.validate({**current, **given}), "updated")


def _check_shown(draft: Draft, names: Iterable[str]) -> None:
    hidden = draft.platform.policy.hidden(draft.actor, draft.case_type)
    for name in names:
        declared = draft.case_type.fields.fields.get(name)
        if declared is not None and declared.marking.group in hidden:
            raise Forbidden(f"your roles do not show {name}", rule="field.hidden", field=name)


def check_managed(case_type: CaseType[Any], names: Iterable[str]) -> None:
    """Refuse fields that only transitions change, or that are agreed with the tenant; raises Refused."""
    for name in names:
        declared = case_type.fields.fields.get(name)
        if declared is not None and declared.marking.agreed:
            raise Refused(f"{name} is agreed with the tenant, for all cases alike", rule="field.agreed", field=name)
        if declared is not None and declared.marking.managed:
            raise Refused(f"{name} is changed by transitions only", rule="field.managed", field=name)


async def apply_fields(draft: Draft, fields: Any, event: str, **data: Any) -> None:
    """Put new fields on the case, with the risk, holds and names that follow; `event` tells what changed."""
    before = draft.row.fields_json
    columns = described(draft, fields)
    after = columns["fields_json"]
    changes = {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
    await check_unique(draft, {**after, **dict.fromkeys(after.keys() - changes.keys())})
    draft.put(**columns)
    await refresh_risk(draft, fields)
    await register_fields(draft, fields)
    draft.record(event, changes=changes, **data, **await keep_holds(draft, fields))


def described(draft: Draft, fields: Any) -> dict[str, Any]:
    """The columns of the case row that follow from its fields and number."""
    case_type = draft.case_type
    stored = case_type.fields.dump(fields)
    with blaming(draft.plugin, f"the title of a {case_type.name}"):
        title = case_type.title(fields)
    return {
        "fields_json": stored,
        "schema_version": case_type.schema_version,
        "title": title[:500],
        "search": " ".join([draft.row.number, title, *_searched(case_type, stored)]).casefold().lstrip(),
        "measures": _measures(draft, fields),
    }


def _searched(case_type: CaseType[Any], stored: Mapping[str, Any]) -> Iterator[str]:
    """What search finds: the indexed fields, but none that may be hidden from somebody."""
    for name, declared in case_type.fields.fields.items():
        if declared.marking.indexed and not declared.marking.group and stored[name] is not None:
            yield str(stored[name])


def _measures(draft: Draft, fields: Any) -> dict[str, str | None]:
    figures: dict[str, str | None] = {}
    for metric in draft.case_type.metrics:
        with blaming(draft.plugin, f"the metric {metric.name!r}"):
            figure = metric.function(fields)
            number = None if figure is None else Decimal(figure)
        if number is not None:
            check_number(number, field=metric.name)
        figures[metric.name] = None if number is None else str(number)
    return figures


async def check_unique(draft: Draft, stored: Mapping[str, Any]) -> None:
    """Whether another case of the type has a value that is declared unique; raises Conflict."""
    platform, row = draft.platform, draft.row
    for name, declared in draft.case_type.fields.fields.items():
        if not declared.marking.unique or stored[name] is None:
            continue
        column = json_field(platform.database.dialect, "fields", name, declared.kind)
        others = Sql(f"tenant_id = ? AND case_type = '{draft.case_type.name}' AND id <> ?", (row.tenant_id, row.id))
        same = Sql.all_of([others, Sql(f"{column} = ?", (declared.operand(stored[name]),))])
        if await platform.database.rows(Sql('SELECT 1 FROM "case" WHERE ') + same + Sql(" LIMIT 1")):
            raise Conflict(f"another {row.case_type} has this {name}", rule="field.unique", field=name)
