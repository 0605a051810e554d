"""Who plays which role in a case, since when and until when."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class CaseParty(CaseRow):
    """A dated role of a party in a case."""

    party: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT
    )
    party_id: UUID
    role = fields.CharField(max_length=100)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)

    class Meta:
        table = "case_party"
        indexes = [BY_CASE, Index(fields=("party_id", "case_id"))]
