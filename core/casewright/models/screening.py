"""Whether a case was needed at all, and why."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Screening(CaseRow):
    """One verdict. `reasons` are rules by id and sentence; `other` is the case that a duplicate is about.

    Going back to the screening invalidates it, and a new one is to be found.
    """

    verdict = fields.CharField(max_length=20)
    reasons: fields.JSONField[list[dict[str, str]]] = fields.JSONField()
    remark = fields.TextField(null=True)
    other: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Case", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    other_id: UUID | None
    screened_by = fields.CharField(max_length=200)
    screened_at = fields.DatetimeField()
    invalidated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "screening"
        indexes = [BY_CASE]
