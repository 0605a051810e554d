"""By what somebody in a case is known: the register in which names are searched over all cases."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class KnownName(CaseRow):
    """Never shown as it is; what was known once stays known, so long as the case is kept and its party not erased.

    `party` is whose it is; empty: the fields of the case say so.
    """

    party: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    party_id: UUID | None
    kind = fields.CharField(max_length=20)
    name = fields.CharField(max_length=300)
    key = fields.CharField(max_length=300)
    sound = fields.CharField(max_length=300)

    class Meta:
        table = "known_name"
        indexes = [BY_CASE, Index(fields=("tenant_id", "key")), Index(fields=("tenant_id", "sound"))]
