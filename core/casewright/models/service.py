"""A service asked of somebody else: a referral."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Service(CaseRow):
    """What, of which provider, until when an answer is due, what came back."""

    provider: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT
    )
    provider_id: UUID
    intervention: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Intervention", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    intervention_id: UUID | None
    what = fields.CharField(max_length=300)
    because = fields.TextField(null=True)
    priority = fields.CharField(max_length=20)
    wanted_on = fields.DateField(null=True)
    state = fields.CharField(max_length=20)
    requested_by = fields.CharField(max_length=200)
    requested_at = fields.DatetimeField()
    answer_due_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    answer = fields.TextField(null=True)
    ended_at = fields.DatetimeField(null=True)
    report = fields.TextField(null=True)

    class Meta:
        table = "service"
        indexes = [BY_CASE]
