"""Work to be done by a person on a case."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import BY_CASE, TypedRow

DUE_LAST = "9999-12-31 23:59:59+00:00"
"""When tasks without a due date are due in a list in that order: an index finds a value, and goes on, but not NULL.

A fraction of the second more, and the driver of PostgreSQL would take it for infinity.
"""

ESCALATION = "risk.escalation"
"""In place of a template: a task for the role that the level of the risk escalates to; it stays with the level."""


class Task(TypedRow):
    """From a template of the case type or ad hoc; `required` holds the case at its stage.

    One whose `template` is `ESCALATION` is neither: the risk of the case asks for it. `after` are ids of tasks that
    come first. As long as the task is open, `team` is that of its case.
    """

    template = fields.CharField(max_length=200, null=True)
    title = fields.CharField(max_length=300)
    stage = fields.CharField(max_length=100)
    role = fields.CharField(max_length=100, null=True)
    assignee = fields.CharField(max_length=200, null=True)
    team = fields.CharField(max_length=200, null=True)
    required = fields.BooleanField(default=False)
    state = fields.CharField(max_length=20)
    due_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    completed_at = fields.DatetimeField(null=True)
    completed_by = fields.CharField(max_length=200, null=True)
    result = fields.TextField(null=True)
    after: fields.JSONField[list[str] | None] = fields.JSONField(null=True)
    checklist: fields.JSONField[list[dict[str, str | None]] | None] = fields.JSONField(null=True)

    class Meta:
        table = "task"
        indexes = [
            BY_CASE,
            Index(fields=("tenant_id", "case_type", "state", "assignee", "case_id", "created_at", "completed_at")),
            Index(fields=("tenant_id", "assignee", "state", "due_at", "id")),
        ]
