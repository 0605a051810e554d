"""The people who work on cases, as the directory of the tenant knows them."""

from tortoise import fields

from casewright.models.row import Row


class Member(Row):
    """What routing and notifications go by; rights come from the token alone."""

    subject = fields.CharField(max_length=200)
    name = fields.CharField(max_length=300)
    email = fields.CharField(max_length=320, null=True)
    skills: fields.JSONField[list[str]] = fields.JSONField()
    languages: fields.JSONField[list[str]] = fields.JSONField()
    caseload_limit = fields.IntField(null=True)
    active = fields.BooleanField()
    changed_by = fields.CharField(max_length=200)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "member"
        unique_together = (("tenant_id", "subject"),)
