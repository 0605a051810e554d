"""One event for one subscriber."""

from typing import Any
from uuid import UUID

from tortoise import fields

from casewright.models.row import Row


class Delivery(Row):
    """pending, dispatched (handed to the broker, again after `due_at`), done, or dead after the last attempt.

    That of a webhook goes through no broker: it is queued until its turn comes, then running until `due_at` at most.
    """

    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Event", related_name=False, on_delete=fields.RESTRICT
    )
    event_id: UUID
    webhook: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.Webhook", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    webhook_id: UUID | None
    subscriber = fields.CharField(max_length=200)
    state = fields.CharField(max_length=20)
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    error = fields.TextField(null=True)

    class Meta:
        table = "delivery"
        unique_together = (("event", "subscriber"),)
        indexes = [("state", "due_at"), ("webhook_id", "state", "due_at")]
