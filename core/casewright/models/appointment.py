"""When people meet about a case."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Appointment(CaseRow):
    """What, when and where; `revision` counts its changes, as calendars need it (SEQUENCE of RFC 5545)."""

    intervention: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Intervention", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    intervention_id: UUID | None
    title = fields.CharField(max_length=300)
    location = fields.CharField(max_length=300, null=True)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    state = fields.CharField(max_length=20)
    revision = fields.IntField(default=0)
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    reason = fields.TextField(null=True)

    class Meta:
        table = "appointment"
        indexes = [BY_CASE]
