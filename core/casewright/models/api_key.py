"""A key by which a program asks, with some of the rights of somebody."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import Row


class ApiKey(Row):
    """A key acts as `subject`, with `roles` and `teams` and no authority limit, until `expires_at`.

    Of its secret only the SHA-256 is kept. The secret before a rotation is good until `previous_until`.
    """

    name = fields.CharField(max_length=100)
    subject = fields.CharField(max_length=200)
    roles: fields.JSONField[list[str]] = fields.JSONField()
    teams: fields.JSONField[list[str]] = fields.JSONField()
    secret_sha256 = fields.CharField(max_length=64)
    previous_sha256 = fields.CharField(max_length=64, null=True)
    previous_until = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()
    revoked_by = fields.CharField(max_length=200, null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_key"
        indexes = [Index(fields=("tenant_id", "subject"))]
