"""Who had the case, since when and until when."""

from tortoise import fields

from casewright.models.row import BY_CASE, TypedRow


class Assignment(TypedRow):
    """One stretch of responsibility: a person, a team (then the case waits in the team's queue), or both.

    `holders` counts how often the case has gone to a person who did not have it before, this time included: 0 while
    nobody has had it, 2 when it has gone from one to another. `choice` tells why this person was chosen, where routing
    chose.
    """

    subject = fields.CharField(max_length=200, null=True)
    team = fields.CharField(max_length=200, null=True)
    holders = fields.IntField(db_default=0)
    assigned_by = fields.CharField(max_length=200)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)
    choice: fields.JSONField[list[str] | None] = fields.JSONField(null=True)

    class Meta:
        table = "assignment"
        indexes = [BY_CASE]
