"""What somebody in a case has consented to."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Consent(CaseRow):
    """Of a party, to what is in `scope`, from a moment and until another; what was given stays on record."""

    party: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT
    )
    party_id: UUID
    scope = fields.CharField(max_length=300)
    how = fields.CharField(max_length=300)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    recorded_by = fields.CharField(max_length=200)
    recorded_at = fields.DatetimeField()
    revoked_by = fields.CharField(max_length=200, null=True)
    revoked_at = fields.DatetimeField(null=True)
    revoked_because = fields.TextField(null=True)

    class Meta:
        table = "consent"
        indexes = [BY_CASE]
