"""Opening a case, changing its fields, suspending, resuming and reopening it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Conflict, Forbidden, Refused
from casewright.fields import check_given, check_number
from casewright.operations.change import Draft, change, check_permit, check_row
from casewright.operations.parties import NewParty, attach
from casewright.operations.risk import refresh_risk
from casewright.operations.stages import bring_up_tasks, enter_stage, visit
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Risk, Status, check_active


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a case is opened with beside its fields."""

    parties: Sequence[NewParty] = ()
    team: str | None = None
    external_id: str | None = None
    """The identifier of the case in another system; unique per case type, so an import never opens it twice."""


async def open_case(
    platform: Platform, actor: Actor, case_type: CaseType[Any], values: Mapping[str, Any], opening: Opening
) -> UUID:
    """Open a case at the first stage: number, visit, tasks, risk, parties and clocks in one transaction.

    Raises Forbidden, Invalid, or Conflict when the external id is taken.
    """
    if not platform.policy.may_open(actor, case_type):
        raise Forbidden(f"your roles do not allow opening a {case_type.name}", rule="grant.open")
    fields = case_type.fields.validate(values)
    row = _new_row(platform, actor, case_type, opening)
    check_row(row)
    async with platform.database.transaction():
        await _check_external_id(actor, case_type, opening.external_id)
        draft = Draft(platform, actor, row, new=True)
        draft.put(number=await _number(draft))
        draft.put(**_described(draft, fields))
        await _check_unique(draft, draft.row.fields_json)
        await check_permit(draft, Action.OPEN)
        draft.add(visit(draft, 1, None))
        await refresh_risk(draft, fields)
        if opening.team:
            draft.add(_first_assignment(draft, opening.team))
        await attach(draft, opening.parties)
        links = await _link_duplicates(draft)
        tasks = bring_up_tasks(draft, await draft.case())
        draft.record(
            "opened",
            to=case_type.first_stage,
            number=draft.row.number,
            fields=draft.row.fields_json,
            tasks=tasks,
            possible_duplicates=links,
        )
        await draft.write()
    platform.committed()
    return draft.row.id


def _described(draft: Draft, fields: Any) -> dict[str, Any]:
    """The columns of the case row that follow from its fields and number."""
    case_type = draft.case_type
    stored = case_type.fields.dump(fields)
    with blaming(draft.plugin, f"the title of a {case_type.name}"):
        title = case_type.title(fields)
    return {
        "fields_json": stored,
        "schema_version": case_type.schema_version,
        "title": title[:500],
        "search": " ".join([draft.row.number, title, *_searched(case_type, stored)]).casefold(),
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


def _new_row(platform: Platform, actor: Actor, case_type: CaseType[Any], opening: Opening) -> models.Case:
    now = platform.now()
    return models.Case(
        id=uuid7(),
        tenant_id=actor.tenant,
        case_type=case_type.name,
        stage=case_type.first_stage,
        phase=case_type.stages[case_type.first_stage],
        status=Status.ACTIVE,
        risk_level=Risk.LOW,
        risk_points=0,
        team=opening.team,
        external_id=opening.external_id,
        version=1,
        sequence=0,
        head="",
        opened_at=now,
        opened_by=actor.subject,
        updated_at=now,
    )


async def _check_external_id(actor: Actor, case_type: CaseType[Any], external_id: str | None) -> None:
    if external_id is None:
        return
    taken = models.Case.filter(tenant_id=actor.tenant, case_type=case_type.name, external_id=external_id)
    if await taken.exists():
        raise Conflict(
            f"a {case_type.name} with the external id {external_id} is already open",
            rule="case.external_id",
            field="external_id",
        )


async def _check_unique(draft: Draft, stored: Mapping[str, Any]) -> None:
    """Whether another case of the type has a value that is declared unique; raises Conflict."""
    platform, row = draft.platform, draft.row
    for name, declared in draft.case_type.fields.fields.items():
        if not declared.marking.unique or stored[name] is None:
            continue
        column = json_field(platform.database.dialect, "fields", name, declared.kind)
        others = Sql("tenant_id = ? AND case_type = ? AND id <> ?", (row.tenant_id, row.case_type, row.id))
        same = Sql.all_of([others, Sql(f"{column} = ?", (declared.operand(stored[name]),))])
        if await platform.database.rows(Sql('SELECT 1 FROM "case" WHERE ') + same + Sql(" LIMIT 1")):
            raise Conflict(f"another {row.case_type} has this {name}", rule="field.unique", field=name)


def _first_assignment(draft: Draft, team: str) -> models.Assignment:
    return models.Assignment(
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        team=team,
        assigned_by=draft.actor.subject,
        since=draft.now,
    )


async def _number(draft: Draft) -> str:
    """The next human number: gapless, because a rolled-back opening gives its number back."""
    row, year = draft.row, draft.now.year
    counted = await draft.platform.database.rows(
        Sql(
            "INSERT INTO number_sequence (id, tenant_id, case_type, year, value) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT (tenant_id, case_type, year) DO UPDATE SET value = number_sequence.value + 1"
            " RETURNING value",
            (uuid7(), row.tenant_id, row.case_type, year),
        )
    )
    return draft.case_type.number.format(year=year, sequence=counted[0]["value"])


async def _link_duplicates(draft: Draft) -> int:
    """Link the open cases that share the declared key; returns how many there are."""
    if not draft.case_type.duplicate_key:
        return 0
    dialect = draft.platform.database.dialect
    declared = draft.case_type.fields.fields
    stored = draft.row.fields_json
    same = [
        Sql(f"{json_field(dialect, 'fields', name, declared[name].kind)} = ?", (declared[name].operand(stored[name]),))
        for name in draft.case_type.duplicate_key
    ]
    here = Sql("tenant_id = ? AND case_type = ? AND closed_at IS NULL", (draft.row.tenant_id, draft.row.case_type))
    found = await draft.platform.database.rows(
        Sql('SELECT id FROM "case" WHERE ') + Sql.all_of([here, *same]) + Sql(" LIMIT 20")
    )
    draft.add(*(_possible_duplicate(draft, UUID(str(row["id"]))) for row in found))
    return len(found)


def _possible_duplicate(draft: Draft, other: UUID) -> models.CaseLink:
    return models.CaseLink(
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        other_id=other,
        kind="possible_duplicate",
        created_by=draft.actor.subject,
        created_at=draft.now,
    )


async def update_case(
    platform: Platform, actor: Actor, case_id: UUID, *, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Change some of the domain fields; raises Invalid, Refused, Conflict."""
    async with change(platform, actor, case_id, Action.UPDATE, expected_version=expected_version) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        before = draft.case_type.load(draft.row.fields_json, draft.row.schema_version)
        _check_writable(draft, values)
        current = {name: getattr(before, name) for name in draft.case_type.fields.fields}
        await apply_fields(draft, draft.case_type.fields.validate({**current, **values}), "updated")


def _check_writable(draft: Draft, values: Mapping[str, Any]) -> None:
    hidden = draft.platform.policy.hidden_groups(draft.actor, draft.case_type)
    for name in values:
        declared = draft.case_type.fields.fields.get(name)
        if declared is not None and declared.marking.group in hidden:
            raise Forbidden(f"your roles do not show {name}", rule="field.hidden", field=name)
        if declared is not None and declared.marking.managed:
            raise Refused(f"{name} is changed by transitions only", rule="field.managed", field=name)


async def apply_fields(draft: Draft, fields: Any, event: str, **data: Any) -> None:
    """Put new fields on the case, read its risk again, and record what changed under `event`."""
    before = draft.row.fields_json
    columns = _described(draft, fields)
    after = columns["fields_json"]
    changes = {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
    await _check_unique(draft, {**after, **dict.fromkeys(after.keys() - changes.keys())})
    draft.put(**columns)
    await refresh_risk(draft, fields)
    draft.record(event, changes=changes, **data)


async def suspend_case(
    platform: Platform, actor: Actor, case_id: UUID, *, reason: str, resume_on: date | None = None
) -> None:
    """Let the case rest, its clocks with it; raises Refused when it is not active."""
    check_given(reason, "say why the case is suspended", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        draft.put(status=Status.SUSPENDED, resume_on=resume_on)
        draft.record("suspended", reason=reason, resume_on=resume_on)


async def resume_case(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Take a suspended case up again."""
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if draft.row.status != Status.SUSPENDED:
            raise Refused(f"{draft.row.number} is not suspended", rule="status.suspended")
        draft.put(status=Status.ACTIVE, resume_on=None)
        draft.record("resumed")


async def reopen_case(platform: Platform, actor: Actor, case_id: UUID, *, reason: str) -> None:
    """Take a finished case up again at the stage its type names; history and outcome stay in the events."""
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if not Status(draft.row.status).final:
            raise Refused(f"{draft.row.number} is still open", rule="status.final")
        case = await draft.case()
        left, outcome = draft.row.stage, draft.row.outcome
        draft.put(status=Status.ACTIVE, outcome=None, closed_at=None)
        tasks = await enter_stage(draft, case, draft.case_type.reopens_at, reason)
        data = {"from": left, "to": draft.row.stage, "outcome_before": outcome}
        draft.record("reopened", reason=reason, tasks=tasks, **data)
