"""Programmes of contacts after a transition: begun with a stage, done contact by contact, or ended with a reason."""

from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case
from casewright.contacts import PlannedState, ProgrammeState, Readiness, after_attempt, due_dates, is_done
from casewright.errors import Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, absent, amend, work
from casewright.operations.parties import case_of
from casewright.operations.reminders import CONTACT_DUE, forget, remind
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Phase, goes_back


async def begin_programme(draft: Draft, case: Case[Any]) -> None:
    """Begin the programme that belongs to the stage the draft is at, unless one runs."""
    declared = draft.case_type.contact_programmes.get(draft.row.stage)
    running = models.ContactProgramme.filter(case_id=draft.row.id, state=ProgrammeState.RUNNING)
    if declared is None or await running.exists():
        return
    programme = models.ContactProgramme(
        **draft.identity(), state=ProgrammeState.RUNNING, attempts=declared.attempts, started_at=draft.now
    )
    draft.add(programme)
    calendar = draft.platform.calendar(draft.case_type.calendar)
    with blaming(draft.plugin, f"the contact programme of {draft.row.stage!r}"):
        since = (declared.since(case) if declared.since else None) or draft.now
    for number, due_at in enumerate(due_dates(declared.due, since, calendar), start=1):
        planned = models.PlannedContact(
            **draft.identity(), programme_id=programme.id, number=number, due_at=due_at, state=PlannedState.DUE
        )
        draft.add(planned)
        remind(draft, CONTACT_DUE, planned.id, due_at)


async def drop_programme(draft: Draft, phase: Phase) -> str | None:
    """End the programme that runs when the case goes back to an earlier phase; what was ended, in words."""
    if not goes_back(Phase(draft.row.phase), phase):
        return None
    running = await models.ContactProgramme.get_or_none(case_id=draft.row.id, state=ProgrammeState.RUNNING)
    if running is None:
        return None
    await _end(draft, running, f"the case went back to {phase.replace('_', ' ')}")
    return "contact programme"


async def end_programme(
    platform: Platform, actor: Actor, programme_id: UUID, *, reason: str, readiness: Readiness | None = None
) -> UUID:
    """End a programme before it is done, with the reason, and perhaps a reading; returns the id of the case."""
    check_given(reason, "say why the programme ends before it is done", field="reason")
    case_id = await case_of(models.ContactProgramme, actor, programme_id)
    async with work(platform, actor, case_id, "contact") as draft:
        programme = await models.ContactProgramme.get(id=programme_id)
        if programme.state != ProgrammeState.RUNNING:
            raise Refused(f"this programme is {programme.state} already", rule="programme.running")
        await _end(draft, programme, reason)
        if readiness is not None:
            await amend(programme, readiness=readiness)
        draft.record("contact_programme_ended", programme=str(programme_id), reason=reason, readiness=readiness)
    return case_id


async def _end(draft: Draft, programme: models.ContactProgramme, reason: str) -> None:
    due = models.PlannedContact.filter(programme_id=programme.id, state=PlannedState.DUE)
    forget(draft, CONTACT_DUE, *[planned.id for planned in await due])
    await due.update(state=PlannedState.DROPPED)
    await amend(programme, state=ProgrammeState.ENDED, ended_at=draft.now, end_reason=reason)


async def count_attempt(
    draft: Draft, planned_id: UUID, *, reached: bool, readiness: Readiness | None
) -> ProgrammeState:
    """Count an attempt of a planned contact; where its programme then stands. Raises NotFound or Refused."""
    planned = await models.PlannedContact.get_or_none(id=planned_id, case_id=draft.row.id)
    if planned is None:
        raise absent("planned_id")
    if planned.state != PlannedState.DUE:
        state = planned.state.replace("_", " ")
        raise Refused(f"this contact is {state} already", rule="programme.due", field="planned_id")
    programme = await models.ContactProgramme.get(id=planned.programme_id)
    attempts = planned.attempts + 1
    await amend(planned, attempts=attempts, state=after_attempt(attempts, reached, programme.attempts))
    if planned.state != PlannedState.DUE:
        forget(draft, CONTACT_DUE, planned_id)
    if readiness is not None:
        await amend(programme, readiness=readiness)
    rows = await models.PlannedContact.filter(programme_id=programme.id)
    if is_done([row.state for row in rows]):
        await amend(programme, state=ProgrammeState.DONE, ended_at=draft.now)
    return ProgrammeState(programme.state)
