"""Whom somebody lets decide approvals for them."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import Row


class Delegation(Row):
    """Roles, teams and limits are those of the token with which it was made, so nobody passes on what they have not."""

    subject = fields.CharField(max_length=200)
    delegate = fields.CharField(max_length=200)
    roles: fields.JSONField[list[str]] = fields.JSONField()
    teams: fields.JSONField[list[str]] = fields.JSONField()
    limits: fields.JSONField[dict[str, str]] = fields.JSONField()
    since = fields.DatetimeField()
    until = fields.DatetimeField()
    reason = fields.TextField(null=True)
    made_at = fields.DatetimeField()

    class Meta:
        table = "delegation"
        indexes = [Index(fields=("tenant_id", "delegate", "until")), Index(fields=("tenant_id", "subject", "until"))]
