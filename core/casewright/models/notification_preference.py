"""By which ways somebody wants to be told."""

from tortoise import fields

from casewright.models.row import Row


class NotificationPreference(Row):
    """Of one person, for one kind; without a row it is both ways."""

    subject = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=20)
    in_app = fields.BooleanField()
    email = fields.BooleanField()

    class Meta:
        table = "notification_preference"
        unique_together = (("tenant_id", "subject", "kind"),)
