"""What somebody is told about an event."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class Notification(CaseRow):
    """One for each event and person, however often the event is looked at.

    Shown when `in_app`. An e-mail is queued, sending until `mail_due_at` at most, and then sent, withheld (they may not
    see the case), or dead after the last attempt; without a state there is none.
    """

    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "core.Event", related_name=False, on_delete=fields.RESTRICT
    )
    event_id: UUID
    recipient = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=20)
    part = fields.CharField(max_length=30)
    caused_by = fields.CharField(max_length=200)
    made_at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)
    in_app = fields.BooleanField()
    mail_state = fields.CharField(max_length=20, null=True)
    mail_due_at = fields.DatetimeField(null=True)
    mail_attempts = fields.IntField(default=0)
    mail_error = fields.CharField(max_length=100, null=True)

    class Meta:
        table = "notification"
        unique_together = (("event", "recipient"),)
        indexes = [BY_CASE, Index(fields=("tenant_id", "recipient", "id")), Index(fields=("mail_state", "mail_due_at"))]
