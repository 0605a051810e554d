"""An amount of money that a case took or spared."""

from tortoise import fields

from casewright.inputs import DIGITS, PLACES
from casewright.models.row import BY_CASE, CaseRow


class CostEntry(CaseRow):
    """A potential, an actual or a case management cost; hard when it is on a bill. Never edited."""

    kind = fields.CharField(max_length=20)
    hard = fields.BooleanField()
    amount = fields.DecimalField(DIGITS, PLACES)
    currency = fields.CharField(max_length=3)
    description = fields.CharField(max_length=300)
    incurred_on = fields.DateField()
    entered_by = fields.CharField(max_length=200)
    entered_at = fields.DatetimeField()

    class Meta:
        table = "cost_entry"
        indexes = [BY_CASE]
