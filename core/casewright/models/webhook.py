"""Another system that is told about events, and the rights it is told with."""

from tortoise import fields

from casewright.models.row import Row


class Webhook(Row):
    """A subscription: `subject`, `roles` and `teams` are its owner's as they were when it was last changed.

    `state` is active, paused (events wait), disabled (the receiver is gone) or deleted. `failures` counts the attempts
    that failed since one worked; nothing is sent until `open_until`. `previous_secret` signs too, for a while. Secrets
    are stored sealed where there is a key.
    """

    subject = fields.CharField(max_length=200)
    roles: fields.JSONField[list[str]] = fields.JSONField()
    teams: fields.JSONField[list[str]] = fields.JSONField()
    url = fields.CharField(max_length=2000)
    case_types: fields.JSONField[list[str]] = fields.JSONField()
    events: fields.JSONField[list[str]] = fields.JSONField()
    query = fields.TextField()
    secret = fields.CharField(max_length=300)
    previous_secret = fields.CharField(max_length=300, null=True)
    previous_until = fields.DatetimeField(null=True)
    state = fields.CharField(max_length=20)
    reason = fields.CharField(max_length=300, null=True)
    failures = fields.IntField(default=0)
    open_until = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    changed_by = fields.CharField(max_length=200)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "webhook"
        indexes = [("tenant_id", "state")]
