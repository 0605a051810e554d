"""Something a plan is to reach."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.inputs import DIGITS, PLACES
from casewright.models.row import BY_CASE, CaseRow


class Goal(CaseRow):
    """A goal of one version; `origin` is the row it was first set by, to which all its readings belong."""

    plan: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Plan", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    plan_id: UUID
    need: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Need", related_name=False, on_delete=fields.RESTRICT, null=True, db_index=True
    )
    need_id: UUID | None
    origin_id = fields.UUIDField()
    description = fields.CharField(max_length=300)
    set_by = fields.CharField(max_length=20)
    measure = fields.CharField(max_length=300)
    unit = fields.CharField(max_length=300, null=True)
    baseline = fields.DecimalField(DIGITS, PLACES, null=True)
    target = fields.DecimalField(DIGITS, PLACES, null=True)
    due_on = fields.DateField()
    status = fields.CharField(max_length=20, null=True)
    value = fields.DecimalField(DIGITS, PLACES, null=True)
    assessed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "goal"
        indexes = [BY_CASE]
