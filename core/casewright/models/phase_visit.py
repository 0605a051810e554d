"""Each stay at a stage: who, when, why; numbered within its phase."""

from tortoise import fields

from casewright.models.row import CaseRow


class PhaseVisit(CaseRow):
    """One entry into a stage and its phase; `number` counts the entries into that phase."""

    phase = fields.CharField(max_length=30)
    stage = fields.CharField(max_length=100)
    number = fields.IntField()
    entered_at = fields.DatetimeField()
    entered_by = fields.CharField(max_length=200)
    left_at = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)

    class Meta:
        table = "phase_visit"
        unique_together = (("case", "phase", "number"),)
