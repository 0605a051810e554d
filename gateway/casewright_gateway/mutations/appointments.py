"""Mutations on appointments."""

from datetime import datetime
from uuid import UUID

import strawberry

from casewright import models
from casewright.appointments import AttendanceState
from casewright.operations import appointments
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.appointments import Appointment


@strawberry.input(description="Somebody who is to be there: a party, or a person who signs in.")
class AttendeeInput:
    """One of the two."""

    party_id: strawberry.ID | None = optional("The party.")
    subject: str | None = optional("The person who signs in.")


@strawberry.input(description="An appointment to make.")
class ScheduleAppointmentInput(CaseInput):
    """What, when, where and with whom."""

    title: str = strawberry.field(description="What it is about.")
    starts_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until when.")
    attendees: list[AttendeeInput] = strawberry.field(description="Who is to be there.")
    location: str | None = optional("Where.")
    intervention_id: strawberry.ID | None = optional("The intervention it is for.")


@strawberry.input(description="An appointment.")
class AppointmentInput:
    """Which appointment."""

    id: strawberry.ID = strawberry.field(description="The appointment.")


@strawberry.input(description="When an appointment is instead.")
class RescheduleAppointmentInput(AppointmentInput):
    """And why."""

    starts_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until when.")
    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="An appointment that does not take place.")
class CancelAppointmentInput(AppointmentInput):
    """And why."""

    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="Whether somebody was there.")
class AttendanceInput:
    """One of those who were to be there."""

    attendance_id: strawberry.ID = strawberry.field(description="The attendance.")
    state: AttendanceState = strawberry.field(description="Whether they were there.")
    note: str | None = optional("What is to be said about it.")


@strawberry.input(description="Who was there.")
class RecordAttendanceInput(AppointmentInput):
    """Everybody who was to be."""

    attendances: list[AttendanceInput] = strawberry.field(description="Each of them.")


@strawberry.type(description="What came of a change of an appointment.")
class AppointmentPayload(CasePayload):
    """The appointment and its case."""

    appointment_id: strawberry.Private[UUID | None] = None
    appointment: Appointment | None = changed(
        Appointment, models.Appointment, "appointment_id", "The appointment as it is now."
    )


_APPOINTMENT = Shown("appointment", "Appointment")


@strawberry.type
class AppointmentMutations:
    """Changes of appointments."""

    @strawberry.mutation(description="Make an appointment.")
    async def schedule_appointment(self, info: Info, input: ScheduleAppointmentInput) -> AppointmentPayload:
        """Needs `work`."""
        kinds = {"party_id": "Party", "intervention_id": "Intervention"}
        work = on_case(info, input, appointments.schedule_appointment, _APPOINTMENT, kinds)
        return await attempt(AppointmentPayload, work)

    @strawberry.mutation(description="Move an appointment.")
    async def reschedule_appointment(self, info: Info, input: RescheduleAppointmentInput) -> AppointmentPayload:
        """Needs `work`."""
        work = on_row(info, input, appointments.reschedule_appointment, _APPOINTMENT)
        return await attempt(AppointmentPayload, work)

    @strawberry.mutation(description="Take an appointment back.")
    async def cancel_appointment(self, info: Info, input: CancelAppointmentInput) -> AppointmentPayload:
        """Needs `work`."""
        work = on_row(info, input, appointments.cancel_appointment, _APPOINTMENT)
        return await attempt(AppointmentPayload, work)

    @strawberry.mutation(description="Write down who was there.")
    async def record_attendance(self, info: Info, input: RecordAttendanceInput) -> AppointmentPayload:
        """Needs `work`."""
        work = on_row(info, input, appointments.record_attendance, _APPOINTMENT, {"id": "", "attendance_id": ""})
        return await attempt(AppointmentPayload, work)
