"""Somebody read a case, or something of it."""

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class CaseAccess(CaseRow):
    """`parts` says what of the case was shown. `reason` is that of a broken glass, or of an export.

    `request_id` is what client, log and support know the request by.
    """

    subject = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    means = fields.CharField(max_length=20)
    parts: fields.JSONField[list[str]] = fields.JSONField()
    document_id: UUID | None = fields.UUIDField(null=True)
    request_id = fields.CharField(max_length=64, null=True)
    reason = fields.TextField(null=True)

    class Meta:
        table = "case_access"
        indexes = [BY_CASE, Index(fields=("tenant_id", "id")), Index(fields=("tenant_id", "subject", "id"))]
