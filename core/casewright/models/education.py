"""What somebody was taught."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Education(CaseRow):
    """Of a party, about a topic; the material is a `document` of the case, or has a name."""

    party: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT
    )
    party_id: UUID
    document: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Document", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    document_id: UUID | None
    topic = fields.CharField(max_length=300)
    method = fields.CharField(max_length=300)
    material = fields.CharField(max_length=300, null=True)
    understanding = fields.CharField(max_length=20)
    follow_up = fields.TextField(null=True)
    followed_up_at = fields.DatetimeField(null=True)
    given_by = fields.CharField(max_length=200)
    given_at = fields.DatetimeField()

    class Meta:
        table = "education"
        indexes = [BY_CASE]
