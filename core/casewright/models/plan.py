"""A version of the plan of a case."""

from tortoise import fields

from casewright.models.row import CaseRow


class Plan(CaseRow):
    """At most one version is being made (draft, proposed) and one in force (accepted); what was in force stays."""

    version = fields.IntField()
    state = fields.CharField(max_length=20)
    strengths: fields.JSONField[list[str]] = fields.JSONField()
    expected_outcomes: fields.JSONField[list[str]] = fields.JSONField()
    amended_because = fields.TextField(null=True)
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()
    proposed_by = fields.CharField(max_length=200, null=True)
    proposed_at = fields.DatetimeField(null=True)
    acceptances: fields.JSONField[list[dict[str, str | None]]] = fields.JSONField()
    accepted_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "plan"
        unique_together = (("case", "version"),)
