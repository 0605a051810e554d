"""Services and referrals: asked of a provider, answered, done, and reported back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import FieldSet, check_given
from casewright.inputs import Line, Text
from casewright.operations.change import Draft, amend, change, work
from casewright.operations.interventions import agreed
from casewright.operations.parties import case_of, check_party
from casewright.operations.reminders import SERVICE_OVERDUE, forget, remind
from casewright.platform import Platform
from casewright.plugins import call
from casewright.process import Priority
from casewright.referrals import ServiceState, check_step


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of whom, and until when they answer."""

    what: Line
    provider_id: UUID
    answer_due_at: datetime
    because: Text | None = None
    priority: Priority = Priority.ROUTINE
    wanted_on: date | None = None
    intervention_id: UUID | None = None


_ASKED = FieldSet(Asked)


async def request_service(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Ask a provider for a service, as `Asked` says; without an answer in time the case says so.

    Raises Refused where the case type says that it may not be asked.
    """
    async with work(platform, actor, case_id, "service") as draft:
        asked = _ASKED.validate(values)
        if asked.answer_due_at <= draft.now:
            raise Invalid("an answer is due at a later moment", rule="service.answer_due", field="answer_due_at")
        await _check_guard(draft, await check_party(draft, asked.provider_id, "provider_id"))
        if asked.intervention_id is not None:
            await agreed(draft, asked.intervention_id, "intervention_id")
        service_id = draft.insert(
            models.Service,
            provider_id=asked.provider_id,
            intervention_id=asked.intervention_id,
            what=asked.what,
            because=asked.because,
            priority=asked.priority,
            wanted_on=asked.wanted_on,
            state=ServiceState.REQUESTED,
            requested_by=actor.subject,
            requested_at=draft.now,
            answer_due_at=asked.answer_due_at,
        )
        remind(draft, SERVICE_OVERDUE, service_id, asked.answer_due_at)
        draft.record("service_requested", service=str(service_id), **_ASKED.dump(asked))
    return service_id


async def _check_guard(draft: Draft, provider: str) -> None:
    guard = draft.case_type.service_guard
    if guard is not None:
        await call(draft.plugin, "the guard of services", guard, await draft.case(), provider=provider)


async def answer_service(
    platform: Platform, actor: Actor, service_id: UUID, *, accept: bool, answer: str | None = None
) -> UUID:
    """Write down what the provider answers; a rejection says why. Returns the id of the case."""
    if not accept:
        check_given(answer, "say why the provider rejects it", field="answer")
    state = ServiceState.ACCEPTED if accept else ServiceState.REJECTED
    case_id = await case_of(models.Service, actor, service_id)
    async with change(platform, actor, case_id, Action.WORK, part="service") as draft:
        service = await _going_on(service_id, state)
        await amend(service, state=state, answered_at=draft.now, answer=answer, ended_at=None if accept else draft.now)
        forget(draft, SERVICE_OVERDUE, service_id)
        draft.record(f"service_{state}", service=str(service_id), what=service.what, answer=answer)
    return case_id


async def report_service(
    platform: Platform, actor: Actor, service_id: UUID, *, completed: bool, report: str | None = None
) -> UUID:
    """Write down that an accepted service goes on, or that it is done and what came of it; returns the case's id."""
    if completed:
        check_given(report, "say what came of it", field="report")
    state = ServiceState.COMPLETED if completed else ServiceState.IN_PROGRESS
    case_id = await case_of(models.Service, actor, service_id)
    async with change(platform, actor, case_id, Action.WORK, part="service") as draft:
        service = await _going_on(service_id, state)
        await amend(service, state=state, report=report, ended_at=draft.now if completed else None)
        draft.record(f"service_{state}", service=str(service_id), what=service.what, report=report)
    return case_id


async def cancel_service(platform: Platform, actor: Actor, service_id: UUID, *, reason: str) -> UUID:
    """Take back what was asked, with the reason; returns the id of the case."""
    check_given(reason, "say why the service is cancelled", field="reason")
    case_id = await case_of(models.Service, actor, service_id)
    async with change(platform, actor, case_id, Action.WORK, part="service") as draft:
        service = await _going_on(service_id, ServiceState.CANCELLED)
        await amend(service, state=ServiceState.CANCELLED, report=reason, ended_at=draft.now)
        forget(draft, SERVICE_OVERDUE, service_id)
        draft.record("service_cancelled", service=str(service_id), what=service.what, reason=reason)
    return case_id


async def _going_on(service_id: UUID, state: ServiceState) -> models.Service:
    service = await models.Service.get(id=service_id)
    check_step(ServiceState(service.state), state)
    return service
