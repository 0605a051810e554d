"""A word by which people find a case again."""

from tortoise import fields
from tortoise.indexes import Index

from casewright.models.row import CaseRow


class Tag(CaseRow):
    """`key` is the name casefolded: a case has a tag once, however it is written."""

    name = fields.CharField(max_length=50)
    key = fields.CharField(max_length=150)
    added_by = fields.CharField(max_length=200)
    added_at = fields.DatetimeField()

    class Meta:
        table = "tag"
        unique_together = (("case", "key"),)
        indexes = [Index(fields=("tenant_id", "key"))]
