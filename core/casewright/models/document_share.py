"""With whom a document was shared."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class DocumentShare(CaseRow):
    """Version `number` of a document, with a party of the case or with a `recipient` by name; never edited."""

    document: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Document", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    document_id: UUID
    number = fields.IntField()
    party: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    party_id: UUID | None
    recipient = fields.CharField(max_length=300, null=True)
    channel = fields.CharField(max_length=20)
    note = fields.TextField(null=True)
    shared_by = fields.CharField(max_length=200)
    shared_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "document_share"
        indexes = [BY_CASE]
