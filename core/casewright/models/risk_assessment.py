"""How serious a case was found to be, and why."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class RiskAssessment(CaseRow):
    """One reading of the rules, or one person's override with reason and expiry."""

    level = fields.CharField(max_length=10)
    points = fields.IntField()
    factors: fields.JSONField[list[dict[str, object]]] = fields.JSONField()
    missing: fields.JSONField[list[str]] = fields.JSONField()
    assessed_by = fields.CharField(max_length=200)
    assessed_at = fields.DatetimeField()
    override_reason = fields.TextField(null=True)
    expires_at = fields.DatetimeField(null=True)
    review_due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "risk_assessment"
        indexes = [BY_CASE]
