"""A contact, or the attempt of one."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Contact(CaseRow):
    """How, with whom (`participants` are ids of parties), whether they were reached, and what follows."""

    planned: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.PlannedContact", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    planned_id: UUID | None
    channel = fields.CharField(max_length=20)
    direction = fields.CharField(max_length=20)
    participants: fields.JSONField[list[str]] = fields.JSONField()
    reached = fields.BooleanField()
    readiness = fields.CharField(max_length=20, null=True)
    summary = fields.TextField()
    made_by = fields.CharField(max_length=200)
    made_at = fields.DatetimeField()
    follow_up_due_at = fields.DatetimeField(null=True)
    followed_up_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contact"
        indexes = [BY_CASE]
