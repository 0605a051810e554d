"""Waiting for a party: the events by which clocks pause and run on."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.events import data_of
from casewright.fields import check_given
from casewright.operations.change import Draft, change
from casewright.platform import Platform
from casewright.process import Status, check_active


async def start_waiting(platform: Platform, actor: Actor, case_id: UUID, *, party_role: str, reason: str) -> None:
    """The case waits for a party, by its role; clocks that say so pause."""
    check_given(reason, "say what the case waits for", field="reason")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        if await _waits(draft, party_role):
            raise Refused(f"{draft.row.number} waits for {party_role} already", rule="waiting.open")
        draft.record("waiting_started", **{"for": party_role, "reason": reason})


async def end_waiting(platform: Platform, actor: Actor, case_id: UUID, *, party_role: str) -> None:
    """What the case waited for has come; paused clocks run on."""
    async with change(platform, actor, case_id, Action.WORK) as draft:
        if not await _waits(draft, party_role):
            raise Refused(f"{draft.row.number} does not wait for {party_role}", rule="waiting.open")
        draft.record("waiting_ended", **{"for": party_role})


async def _waits(draft: Draft, party_role: str) -> bool:
    """Whether the last word is that it waits; closing ended every waiting, and only reopening follows it."""
    names = ("waiting_started", "waiting_ended", "reopened")
    marks = await models.Event.filter(case_id=draft.row.id, name__in=names).order_by("-sequence")
    last = next((mark for mark in marks if data_of(mark).get("for", party_role) == party_role), None)
    return last is not None and last.name == "waiting_started"
