"""Something that whoever a case is about needs."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Need(CaseRow):
    """Found in an assessment or beside one; `rank` 1 is the most pressing. Once it is closed, its rank stays."""

    assessment: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Assessment", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    assessment_id: UUID | None
    description = fields.CharField(max_length=300)
    domain = fields.CharField(max_length=300)
    rank = fields.IntField()
    state = fields.CharField(max_length=20)
    found_by = fields.CharField(max_length=200)
    found_at = fields.DatetimeField()
    closed_by = fields.CharField(max_length=200, null=True)
    closed_at = fields.DatetimeField(null=True)
    closed_because = fields.TextField(null=True)

    class Meta:
        table = "need"
        indexes = [BY_CASE]
