"""Opening a case: everything it begins with, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.agreements import agreed_with
from casewright.casetype import CaseType
from casewright.declarations import Action, Confidentiality
from casewright.errors import Conflict, Forbidden, Refused
from casewright.operations.change import Draft, check_permit
from casewright.operations.domain_fields import check_managed, check_unique, described
from casewright.operations.holds import keep_holds
from casewright.operations.names import register_fields
from casewright.operations.numbering import NewCase, number_and_write
from casewright.operations.parties import NewParty, attach
from casewright.operations.risk import refresh_risk
from casewright.operations.rows import check_row
from casewright.operations.sealing import sealed_values
from casewright.operations.stages import bring_up_tasks, enter
from casewright.operations.working import check_model, watch_contacts
from casewright.platform import Platform
from casewright.process import Priority, Risk, Status
from casewright.working_models import WorkingModel


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a case is opened with beside its fields."""

    parties: Sequence[NewParty] = ()
    team: str | None = None
    external_id: str | None = None
    """The identifier of the case in another system; unique per case type, so an import never opens it twice."""
    model: WorkingModel | None = None
    """How the case is worked; None: by the first model that its type allows."""
    confidentiality: Confidentiality | None = None
    """None: the level of its type, which a case is not opened below."""


async def open_case(
    platform: Platform, actor: Actor, case_type: CaseType[Any], values: Mapping[str, Any], opening: Opening
) -> UUID:
    """Open a case at the first stage: number, visit, tasks, risk, parties and clocks in one transaction.

    It has what is agreed with its tenant. Raises what `decide_opening` raises, and Conflict when somebody else took its
    external id or a unique value at the same moment.
    """
    new = await decide_opening(platform, actor, case_type, values, opening)
    with platform.tracing.span("change", {"casewright.action": Action.OPEN}):
        await number_and_write(new)
        platform.tracing.caused(*new.draft.made)
    return new.draft.row.id


async def decide_opening(
    platform: Platform, actor: Actor, case_type: CaseType[Any], values: Mapping[str, Any], opening: Opening
) -> NewCase:
    """Everything a case is opened with but its number; nothing is written.

    Raises Forbidden, Invalid, Refused for a managed field, or Conflict when the external id is taken. What is asked,
    hooks included, sees a case without a number.
    """
    check_may_open(platform, actor, case_type)
    check_managed(case_type, values)
    given = sealed_values(platform, actor.tenant, case_type, values)
    fields = case_type.fields.validate({**given, **agreed_with(platform.agreements, actor.tenant, case_type.name)})
    draft = Draft(platform, actor, _new_row(platform, actor, case_type, opening), new=True)
    draft.put(**described(draft, fields))
    check_row(draft.row)
    await _check_external_id(draft)
    await check_unique(draft, draft.row.fields_json)
    await check_permit(draft, Action.OPEN)
    held = await _begin(draft, fields, opening)
    tasks = bring_up_tasks(draft, await draft.case())
    data = {"to": case_type.first_stage, "fields": draft.row.fields_json, "tasks": tasks, **held}
    known = [party.party_id for party in opening.parties if party.party_id is not None]
    return NewCase(draft, draft.row.search, data, known)


def check_may_open(platform: Platform, actor: Actor, case_type: CaseType[Any]) -> None:
    """Whether the actor may open cases of the type; raises Forbidden."""
    if not platform.policy.may_open(actor, case_type):
        raise Forbidden(f"your roles do not allow opening a {case_type.name}", rule="grant.open")


async def _begin(draft: Draft, fields: Any, opening: Opening) -> dict[str, list[str]]:
    """What a case has from its beginning; returns what the event tells of its holds."""
    enter(draft, 1, None)
    await refresh_risk(draft, fields)
    watch_contacts(draft, draft.now)
    if opening.team:
        draft.insert(models.Assignment, team=opening.team, assigned_by=draft.actor.subject, since=draft.now)
    await attach(draft, opening.parties)
    await register_fields(draft, fields)
    return await keep_holds(draft, fields)


def _new_row(platform: Platform, actor: Actor, case_type: CaseType[Any], opening: Opening) -> models.Case:
    now = platform.now()
    if opening.model is not None:
        check_model(case_type, opening.model)
    level = opening.confidentiality or case_type.confidentiality
    if level.rank < case_type.confidentiality.rank:
        message = (
            f"a {case_type.name} is {case_type.confidentiality} when it is opened; who supervises it may open it up"
        )
        raise Refused(message, rule="confidentiality.opening", field="confidentiality")
    return models.Case(
        id=uuid7(),
        tenant_id=actor.tenant,
        case_type=case_type.name,
        definition=case_type.version,
        stage=case_type.first_stage,
        phase=case_type.stages[case_type.first_stage],
        status=Status.ACTIVE,
        risk_level=Risk.LOW,
        risk_points=0,
        priority=Priority.ROUTINE,
        confidentiality=level,
        model=opening.model or next(iter(case_type.practices), None),
        team=opening.team,
        external_id=opening.external_id,
        number="",
        version=1,
        sequence=0,
        head="",
        opened_at=now,
        opened_by=actor.subject,
        updated_at=now,
    )


async def _check_external_id(draft: Draft) -> None:
    row = draft.row
    if row.external_id is None:
        return
    taken = models.Case.filter(tenant_id=row.tenant_id, case_type=row.case_type, external_id=row.external_id)
    if await taken.exists():
        raise Conflict(
            f"a {row.case_type} with the external id {row.external_id} is already open",
            rule="case.external_id",
            field="external_id",
        )
