"""What somebody thinks of a case."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Feedback(CaseRow):
    """From a client or from staff, 1 to 5, in words."""

    source = fields.CharField(max_length=20)
    rating = fields.IntField()
    comment = fields.TextField(null=True)
    given_by = fields.CharField(max_length=200)
    given_at = fields.DatetimeField()

    class Meta:
        table = "feedback"
        indexes = [BY_CASE]
