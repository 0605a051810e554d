"""Appointments, and who is there."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.appointments import AppointmentState, AttendanceState
from casewright_gateway.reads.children import Children
from casewright_gateway.sources import its_case, many, one
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, party_by
from casewright_gateway.types.plans import Intervention
from casewright_gateway.types.work import LazyCase

strawberry.enum(AppointmentState, description="Where an appointment stands.")
strawberry.enum(AttendanceState, description="Whether somebody was there.")

_ATTENDANCES = Children(models.Attendance, parent="appointment_id")


@strawberry.type(description="Somebody who is to be at an appointment.")
class Attendance:
    """A party, or a person who signs in."""

    id: strawberry.ID = strawberry.field(description="The id of the attendance.")
    row: strawberry.Private[models.Attendance]
    subject: str | None = strawberry.field(description="The person who signs in.")
    state: AttendanceState | None = strawberry.field(description="Whether they were there; empty: not recorded yet.")
    note: str | None = strawberry.field(description="What is to be said about it.")

    party: Party | None = party_by("party_id", "The party.")


@strawberry.type(description="When people meet about a case.")
class Appointment(Node):
    """What, when, where and with whom."""

    row: strawberry.Private[models.Appointment]
    title: str = strawberry.field(description="What it is about.")
    location: str | None = strawberry.field(description="Where.")
    starts_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until when.")
    state: AppointmentState = strawberry.field(description="Where it stands.")
    reason: str | None = strawberry.field(description="Why it was moved or cancelled.")
    created_by: str = strawberry.field(description="Who made it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    changed_at: datetime = strawberry.field(description="When it was changed last.")

    attendances: list[Attendance] = many(Attendance, _ATTENDANCES, "Who is to be there.")

    intervention: Intervention | None = one(Intervention, "intervention_id", "The intervention it is for.")

    case: LazyCase = its_case("The case it belongs to.")
