"""Who is to be at an appointment, and whether they were."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Attendance(CaseRow):
    """A party or a person who signs in; `state` is empty until it is recorded."""

    appointment: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Appointment", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    appointment_id: UUID
    party: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    party_id: UUID | None
    subject = fields.CharField(max_length=200, null=True, db_index=True)
    state = fields.CharField(max_length=20, null=True)
    note = fields.TextField(null=True)

    class Meta:
        table = "attendance"
        indexes = [BY_CASE]
