"""Who must not see a case, whatever their roles."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import CaseRow


class Exclusion(CaseRow):
    """A conflict of interest: it beats every grant."""

    subject = fields.CharField(max_length=200)
    reason = fields.TextField()
    created_by = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()

    class Meta:
        table = "exclusion"
        unique_together = (("case", "subject"),)
        indexes = [Index(fields=("subject", "case_id"))]
