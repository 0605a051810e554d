"""Opening a case: everything it begins with, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Conflict, Forbidden
from casewright.operations.change import Draft, check_permit, check_row
from casewright.operations.domain_fields import check_managed, check_unique, described
from casewright.operations.parties import NewParty, attach
from casewright.operations.risk import refresh_risk
from casewright.operations.stages import bring_up_tasks, visit
from casewright.platform import Platform
from casewright.process import Risk, Status


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

    Raises Forbidden, Invalid, Refused for a managed field, or Conflict when the external id is taken.
    """
    if not platform.policy.may_open(actor, case_type):
        raise Forbidden(f"your roles do not allow opening a {case_type.name}", rule="grant.open")
    check_managed(case_type, values)
    fields = case_type.fields.validate(values)
    row = _new_row(platform, actor, case_type, opening)
    check_row(row)
    async with platform.database.transaction():
        await _check_external_id(actor, case_type, opening.external_id)
        draft = Draft(platform, actor, row, new=True)
        draft.put(number=await _number(draft))
        draft.put(**described(draft, fields))
        await check_unique(draft, draft.row.fields_json)
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
