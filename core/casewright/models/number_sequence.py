"""The last human number given, per case type and year: no gaps, no doubles."""

from tortoise import fields

from casewright.models.row import Row


class NumberSequence(Row):
    """Counted up in the transaction that opens the case."""

    case_type = fields.CharField(max_length=100)
    year = fields.IntField()
    value = fields.IntField()

    class Meta:
        table = "number_sequence"
        unique_together = (("tenant_id", "case_type", "year"),)
