"""Something that was not well when a contact was made."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class ContactIssue(CaseRow):
    """What was found, and how it was solved."""

    contact: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Contact", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: UUID
    description = fields.CharField(max_length=300)
    solution = fields.TextField(null=True)
    solved_by = fields.CharField(max_length=200, null=True)
    solved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contact_issue"
        indexes = [BY_CASE]
