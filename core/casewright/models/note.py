"""What somebody wrote down about a case."""

from tortoise import fields

from casewright.models.row import BY_CASE, CaseRow


class Note(CaseRow):
    """A text by an author; never edited. `search` is the text casefolded, `mentions` the accounts that it names."""

    text = fields.TextField()
    search = fields.TextField(db_default="")
    mentions: fields.JSONField[list[str] | None] = fields.JSONField(null=True)
    author = fields.CharField(max_length=200)
    created_at = fields.DatetimeField()

    class Meta:
        table = "note"
        indexes = [BY_CASE]
