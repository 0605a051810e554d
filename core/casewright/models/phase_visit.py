"""Each stay at a stage: who, when, why; numbered within its phase."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, CaseRow


class PhaseVisit(CaseRow):
    """One entry into a stage and its phase; `number` counts the entries into that phase.

    `returned` when the case went back to the stage: that is rework. `invalidated` says what held no more from then on.
    """

    phase = fields.CharField(max_length=30)
    stage = fields.CharField(max_length=100)
    number = fields.IntField()
    entered_at = fields.DatetimeField()
    entered_by = fields.CharField(max_length=200)
    left_at = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)
    returned = fields.BooleanField(db_default=False)
    invalidated = fields.CharField(max_length=300, null=True)

    class Meta:
        table = "phase_visit"
        unique_together = (("case", "phase", "number"),)
        indexes = [BY_CASE, Index(fields=("case_id", "phase", "entered_at", "left_at", "returned"))]
