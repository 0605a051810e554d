"""What a case came to in one respect."""

from tortoise import fields

from casewright.inputs import DIGITS, PLACES
from casewright.models.row import BY_CASE, CaseRow


class Outcome(CaseRow):
    """One measure of one dimension: what it was, was to be, and is."""

    dimension = fields.CharField(max_length=20)
    measure = fields.CharField(max_length=300)
    unit = fields.CharField(max_length=300, null=True)
    baseline = fields.DecimalField(DIGITS, PLACES, null=True)
    target = fields.DecimalField(DIGITS, PLACES, null=True)
    actual = fields.DecimalField(DIGITS, PLACES)
    note = fields.TextField(null=True)
    recorded_by = fields.CharField(max_length=200)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "outcome"
        indexes = [BY_CASE]
