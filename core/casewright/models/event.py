"""The event row: history, audit and outbox at once."""

from tortoise import fields

from casewright.models.row import CaseRow


class Event(CaseRow):
    """`body` is the canonical text the hash covers; the other columns repeat it for queries.

    `relayed_at` is the outbox: empty until the deliveries of the event are written. `position` is the place of the
    event in the feed of all events: empty until a relay has seen it committed.
    """

    sequence = fields.IntField()
    name = fields.CharField(max_length=100)
    actor = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    body = fields.TextField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)
    relayed_at = fields.DatetimeField(null=True)
    position = fields.BigIntField(null=True, unique=True)

    class Meta:
        table = "event"
        unique_together = (("case", "sequence"),)
        indexes = [("relayed_at", "id"), ("tenant_id", "position")]
