"""How far a goal was at one moment."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.inputs import DIGITS, PLACES
from casewright.models.row import BY_CASE, CaseRow


class GoalProgress(CaseRow):
    """One reading, kept with the row the goal was first set by; never edited."""

    goal: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Goal", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    goal_id: UUID
    status = fields.CharField(max_length=20)
    value = fields.DecimalField(DIGITS, PLACES, null=True)
    note = fields.TextField(null=True)
    recorded_by = fields.CharField(max_length=200)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "goal_progress"
        indexes = [BY_CASE]
