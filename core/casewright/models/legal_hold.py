"""What keeps a case from being disposed of."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class LegalHold(CaseRow):
    """In force until it is released; a case may be held for several reasons at once.

    `rule` is the rule of the case type that placed it and alone releases it; None: a person did, and a person does.
    """

    reason = fields.TextField()
    rule = fields.CharField(max_length=100, null=True)
    placed_by = fields.CharField(max_length=200)
    placed_at = fields.DatetimeField()
    released_by = fields.CharField(max_length=200, null=True)
    released_at = fields.DatetimeField(null=True)
    release_reason = fields.TextField(null=True)

    class Meta:
        table = "legal_hold"
        indexes = [BY_CASE]
