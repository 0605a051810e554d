"""Something a plan says is done."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Intervention(CaseRow):
    """By which method, by whom, how often (`recurrence`, an RRULE of RFC 5545), and what it did."""

    plan: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Plan", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    plan_id: UUID
    method = fields.CharField(max_length=300)
    responsible = fields.CharField(max_length=300)
    party: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    party_id: UUID | None
    starts_on = fields.DateField(null=True)
    recurrence = fields.CharField(max_length=300, null=True)
    resources = fields.TextField(null=True)
    effectiveness = fields.CharField(max_length=20, null=True)
    effectiveness_note = fields.TextField(null=True)

    class Meta:
        table = "intervention"
        indexes = [BY_CASE]
