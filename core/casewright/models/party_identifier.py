"""By what others know a person or an organisation."""

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.party import Party
from casewright.models.row import Row


class PartyIdentifier(Row):
    """`system` says whose identifier it is, for instance a register; `key` is the value to be compared."""

    party: fields.ForeignKeyRelation[Party] = fields.ForeignKeyField(
        "core.Party", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    party_id: UUID
    system = fields.CharField(max_length=100)
    value = fields.CharField(max_length=200)
    key = fields.CharField(max_length=200)

    class Meta:
        table = "party_identifier"
        indexes = [Index(fields=("tenant_id", "system", "key"))]
