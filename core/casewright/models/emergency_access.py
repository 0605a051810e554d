"""Somebody saw a case because it could not wait, and said why."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class EmergencyAccess(CaseRow):
    """`subject` has the rights of their emergency grants until `expires_at`; somebody else says what to think of it."""

    subject = fields.CharField(max_length=200)
    reason = fields.TextField()
    opened_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    reviewed_by = fields.CharField(max_length=200, null=True)
    reviewed_at = fields.DatetimeField(null=True)
    justified = fields.BooleanField(null=True)
    finding = fields.TextField(null=True)

    class Meta:
        table = "emergency_access"
        indexes = [BY_CASE, Index(fields=("subject", "case_id")), Index(fields=("tenant_id", "reviewed_at"))]
