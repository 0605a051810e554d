"""What came of each attempt to tell a webhook about an event."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class WebhookAttempt(CaseRow):
    """The log of an operator: no body is kept, only its SHA-256; `request_id` is the `webhook-id` that was sent."""

    webhook: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Webhook", related_name=False, on_delete=fields.RESTRICT
    )
    webhook_id: UUID
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Event", related_name=False, on_delete=fields.RESTRICT
    )
    event_id: UUID
    request_id = fields.CharField(max_length=100)
    number = fields.IntField()
    at = fields.DatetimeField()
    milliseconds = fields.IntField()
    status = fields.IntField(null=True)
    error = fields.CharField(max_length=300, null=True)
    sha256 = fields.CharField(max_length=64, null=True)
    next_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_attempt"
        indexes = [BY_CASE, ("webhook_id", "id")]
