"""What cases spent in their phases, kept ready for figures."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class PhaseTime(CaseRow):
    """All finished stays of a case in a phase together, in whole seconds, from one moment until it changed.

    It says what the visits say, in the order of the index: quantiles over many cases are read, not sorted.
    """

    case_type = fields.CharField(max_length=100)
    phase = fields.CharField(max_length=30)
    seconds = fields.BigIntField()
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)

    class Meta:
        table = "phase_time"
        indexes = [BY_CASE, Index(fields=("tenant_id", "case_type", "phase", "seconds", "case_id", "since", "until"))]
