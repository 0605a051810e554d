"""Appointments: made, moved, cancelled; and who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.appointments import AppointmentState, AttendanceState
from casewright.errors import Invalid, Refused
from casewright.fields import FieldSet, check_given, check_time
from casewright.inputs import Line, Text
from casewright.operations.change import Draft, absent, amend, work
from casewright.operations.interventions import agreed
from casewright.operations.parties import case_of, check_party
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Who is to be there: a party, or a person who signs in."""

    party_id: UUID | None = None
    subject: Line | None = None


@dataclass(frozen=True, kw_only=True)
class NewAppointment:
    """What, when, where and with whom."""

    title: Line
    starts_at: datetime
    ends_at: datetime
    attendees: tuple[Attendee, ...]
    location: Line | None = None
    intervention_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Present:
    """Whether one attendee was there."""

    attendance_id: UUID
    state: AttendanceState
    note: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Who was there."""

    attendances: tuple[Present, ...]


_NEW, _PRESENCE = FieldSet(NewAppointment), FieldSet(Presence)


async def schedule_appointment(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Make a `NewAppointment`; returns its id."""
    async with work(platform, actor, case_id, "appointment") as draft:
        new = _NEW.validate(values)
        if new.intervention_id is not None:
            await agreed(draft, new.intervention_id, "intervention_id")
        appointment_id = draft.insert(
            models.Appointment,
            intervention_id=new.intervention_id,
            title=new.title,
            location=new.location,
            starts_at=new.starts_at,
            ends_at=new.ends_at,
            state=AppointmentState.SCHEDULED,
            created_by=actor.subject,
            created_at=draft.now,
            changed_at=draft.now,
        )
        await _add_attendances(draft, appointment_id, new.attendees)
        _check_span(new.starts_at, new.ends_at)
        draft.record("appointment_scheduled", appointment=str(appointment_id), **_NEW.dump(new))
    return appointment_id


async def _add_attendances(draft: Draft, appointment_id: UUID, attendees: Sequence[Attendee]) -> None:
    if not attendees:
        raise Invalid("say who is to be there", rule="appointment.attendees", field="attendees")
    for place, attendee in enumerate(attendees):
        if attendee.party_id is not None:
            await check_party(draft, attendee.party_id, f"attendees.{place}.party_id")
        if (attendee.party_id is None) == (attendee.subject is None):
            message, field = "name a party or a subject, one of the two", f"attendees.{place}"
            raise Invalid(message, rule="appointment.attendees", field=field)
        draft.insert(models.Attendance, appointment_id=appointment_id, **vars(attendee))


async def reschedule_appointment(
    platform: Platform, actor: Actor, appointment_id: UUID, *, starts_at: datetime, ends_at: datetime, reason: str
) -> UUID:
    """Move an appointment, with the reason; returns the id of the case."""
    check_given(reason, "say why the appointment is moved", field="reason")
    check_time(starts_at, field="starts_at")
    check_time(ends_at, field="ends_at")
    case_id = await case_of(models.Appointment, actor, appointment_id)
    async with work(platform, actor, case_id, "appointment") as draft:
        appointment = await _scheduled(appointment_id)
        _check_span(starts_at, ends_at)
        before = appointment.starts_at.isoformat()
        await _revise(draft, appointment, starts_at=starts_at, ends_at=ends_at, reason=reason)
        draft.record(
            "appointment_moved",
            appointment=str(appointment_id),
            starts_at=starts_at.isoformat(),
            starts_at_before=before,
            reason=reason,
        )
    return case_id


async def cancel_appointment(platform: Platform, actor: Actor, appointment_id: UUID, *, reason: str) -> UUID:
    """Take an appointment back, with the reason; returns the id of the case."""
    check_given(reason, "say why the appointment is cancelled", field="reason")
    case_id = await case_of(models.Appointment, actor, appointment_id)
    async with work(platform, actor, case_id, "appointment") as draft:
        appointment = await _scheduled(appointment_id)
        await _revise(draft, appointment, state=AppointmentState.CANCELLED, reason=reason)
        await models.Attendance.filter(appointment_id=appointment_id).update(state=AttendanceState.CANCELLED)
        draft.record("appointment_cancelled", appointment=str(appointment_id), reason=reason)
    return case_id


async def record_attendance(platform: Platform, actor: Actor, appointment_id: UUID, **values: Any) -> UUID:
    """Write down the `Presence` of everybody, once the appointment has begun; returns the id of the case."""
    case_id = await case_of(models.Appointment, actor, appointment_id)
    async with work(platform, actor, case_id, "appointment") as draft:
        presence = _PRESENCE.validate(values)
        appointment = await _scheduled(appointment_id)
        if appointment.starts_at > draft.now:
            raise Refused("the appointment has not begun yet", rule="appointment.begun")
        expected = {row.id: row for row in await models.Attendance.filter(appointment_id=appointment_id)}
        for place, present in enumerate(presence.attendances):
            if present.attendance_id not in expected:
                raise absent(f"attendances.{place}.attendance_id")
            await amend(expected.pop(present.attendance_id), state=present.state, note=present.note)
        if expected:
            message = "say of everybody whether they were there"
            raise Invalid(message, rule="appointment.attendances", field="attendances")
        await _revise(draft, appointment, state=AppointmentState.HELD)
        draft.record("appointment_held", appointment=str(appointment_id), **_PRESENCE.dump(presence))
    return case_id


async def _scheduled(appointment_id: UUID) -> models.Appointment:
    appointment = await models.Appointment.get(id=appointment_id)
    if appointment.state != AppointmentState.SCHEDULED:
        raise Refused(f"the appointment is {appointment.state} already", rule="appointment.state")
    return appointment


async def _revise(draft: Draft, appointment: models.Appointment, **columns: Any) -> None:
    await amend(appointment, revision=appointment.revision + 1, changed_at=draft.now, **columns)


def _check_span(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("an appointment ends after it starts", rule="appointment.span", field="ends_at")
