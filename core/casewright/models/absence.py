"""When somebody is away, and who stands in."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import Row


class Absence(Row):
    """Routing passes over who is away; `until` is the first moment at which they are back."""

    subject = fields.CharField(max_length=200)
    substitute = fields.CharField(max_length=200, null=True)
    since = fields.DatetimeField()
    until = fields.DatetimeField()
    reason = fields.TextField(null=True)
    recorded_by = fields.CharField(max_length=200)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "absence"
        indexes = [Index(fields=("tenant_id", "subject", "until"))]
