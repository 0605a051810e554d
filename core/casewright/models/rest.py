"""A stretch in which nobody works on a case."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Rest(CaseRow):
    """Suspended, or ended with an outcome: `status` says which. `until` is empty while it lasts.

    The case row says how things stand; these rows say how they stood at any moment before.
    """

    status = fields.CharField(max_length=20)
    outcome = fields.CharField(max_length=100, null=True)
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)

    class Meta:
        table = "rest"
        indexes = [BY_CASE]
