"""A transition that waits for another person's decision."""

from enum import StrEnum

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class ApprovalState(StrEnum):
    """Where an approval stands."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


class Approval(CaseRow):
    """The stored arguments, the level asked now, and every step of the decision."""

    transition = fields.CharField(max_length=100)
    arguments: fields.JSONField[dict[str, object]] = fields.JSONField()
    reason = fields.TextField(null=True)
    role = fields.CharField(max_length=100)
    level = fields.IntField()
    state = fields.CharField(max_length=20)
    asked_by = fields.CharField(max_length=200)
    asked_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    escalates_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)
    decided_at = fields.DatetimeField(null=True)
    steps: fields.JSONField[list[dict[str, object]]] = fields.JSONField()

    class Meta:
        table = "approval"
        indexes = [BY_CASE, ("case_id", "state")]
