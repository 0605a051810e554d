"""Something about a case that somebody has to answer."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Alert(CaseRow):
    """Raised by a rule; open until somebody says what was done. An open one holds the priority of its case up."""

    rule = fields.CharField(max_length=200)
    message = fields.TextField()
    priority = fields.CharField(max_length=10)
    raised_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    answered_by = fields.CharField(max_length=200, null=True)
    answer = fields.TextField(null=True)

    class Meta:
        table = "alert"
        indexes = [BY_CASE]
