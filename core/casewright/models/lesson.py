"""What is to be remembered of a case."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Lesson(CaseRow):
    """What worked, or what did not."""

    intervention: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Intervention", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    intervention_id: UUID | None
    worked = fields.BooleanField()
    text = fields.TextField()
    written_by = fields.CharField(max_length=200)
    written_at = fields.DatetimeField()

    class Meta:
        table = "lesson"
        indexes = [BY_CASE]
