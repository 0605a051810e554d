"""The case row: where the case stands now; its events tell how it came there."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import Row

_COUNTED = ("closed_at", "phase", "outcome", "risk_level", "model", "assignee", "team", "confidentiality")
"""What figures count by, and by what they are seen: in the index, so that they need not read the rows of the table."""


class Case(Row):
    """`version` counts changes of the case itself (compare-and-set); `sequence` counts its events.

    `definition` is the version of its type's definition by which it is worked.
    """

    case_type = fields.CharField(max_length=100)
    definition = fields.IntField(db_default=1)
    number = fields.CharField(max_length=100)
    title = fields.CharField(max_length=500)
    search = fields.TextField()
    stage = fields.CharField(max_length=100)
    phase = fields.CharField(max_length=30)
    status = fields.CharField(max_length=20)
    outcome = fields.CharField(max_length=100, null=True)
    assignee = fields.CharField(max_length=200, null=True)
    team = fields.CharField(max_length=200, null=True)
    risk_level = fields.CharField(max_length=10)
    risk_points = fields.IntField()
    priority = fields.CharField(max_length=10, db_default="routine")
    confidentiality = fields.CharField(max_length=20, db_default="normal")
    model = fields.CharField(max_length=20, null=True)
    external_id = fields.CharField(max_length=200, null=True)
    fields_json: fields.JSONField[dict[str, object]] = fields.JSONField(source_field="fields")
    measures: fields.JSONField[dict[str, object]] = fields.JSONField()
    schema_version = fields.IntField()
    version = fields.IntField(default=1)
    sequence = fields.IntField(default=0)
    head = fields.CharField(max_length=64, default="")
    opened_at = fields.DatetimeField()
    opened_by = fields.CharField(max_length=200)
    updated_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    resume_on = fields.DateField(null=True)

    class Meta:
        table = "case"
        unique_together = (("tenant_id", "case_type", "number"), ("tenant_id", "case_type", "external_id"))
        indexes = [
            Index(fields=("tenant_id", "opened_at", "id")),
            Index(fields=("tenant_id", "case_type", "status", "opened_at", "id", *_COUNTED)),
            Index(fields=("tenant_id", "case_type", "id", "opened_at", "closed_at", "confidentiality")),
            Index(fields=("tenant_id", "assignee", "status", "opened_at", "id")),
            Index(fields=("tenant_id", "team", "status", "opened_at", "id")),
        ]
