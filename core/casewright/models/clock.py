"""Where a clock of a case stands: kept for lists, always recomputable from the events."""

from tortoise import fields

from casewright.models.row import TypedRow


class Clock(TypedRow):
    """The last reading of one declared clock; `paused_seconds` is what its pauses covered by then."""

    name = fields.CharField(max_length=100)
    status = fields.CharField(max_length=20)
    started_at = fields.DatetimeField(null=True)
    stopped_at = fields.DatetimeField(null=True)
    goal_at = fields.DatetimeField(null=True)
    deadline_at = fields.DatetimeField(null=True)
    paused_seconds = fields.BigIntField(db_default=0)

    class Meta:
        table = "clock"
        unique_together = (("case", "name"),)
