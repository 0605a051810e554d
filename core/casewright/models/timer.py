"""Something that is due at a time: polled by the workers, fired exactly once."""

from tortoise import fields

from casewright.models.row import CaseRow


class Timer(CaseRow):
    """`kind` is what is to happen: goal or deadline of the clock `name`, the end of what `name` tells, or
    an event that reminds of the row in `name`. A warning of a clock is named with its percentage: `warning_75`.

    A moved due moment moves the row.
    """

    name = fields.CharField(max_length=100)
    kind = fields.CharField(max_length=20)
    due_at = fields.DatetimeField()
    state = fields.CharField(max_length=20)

    class Meta:
        table = "timer"
        unique_together = (("case", "name"),)
        indexes = [("state", "due_at")]
