"""Who had the case, since when and until when."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Assignment(CaseRow):
    """One stretch of responsibility: a person, a team (then the case waits in the team's queue), or both.

    `choice` tells why this person was chosen, where routing chose.
    """

    subject = fields.CharField(max_length=200, null=True)
    team = fields.CharField(max_length=200, null=True)
    assigned_by = fields.CharField(max_length=200)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)
    choice: fields.JSONField[list[str] | None] = fields.JSONField(null=True)

    class Meta:
        table = "assignment"
        indexes = [BY_CASE]
