"""People and organisations, shared by cases."""

from tortoise import fields

from casewright.models.row import Row


class Party(Row):
    """A person or an organisation; `subject` is set when they sign in themselves.

    One that turned out to be another one is `merged_into` it: it has no role any more, and only points there. One that
    was erased keeps its roles, and nothing else is known of it.
    """

    kind = fields.CharField(max_length=20)
    name = fields.CharField(max_length=300)
    search = fields.CharField(max_length=300, db_index=True)
    subject = fields.CharField(max_length=200, null=True, db_index=True)
    email = fields.CharField(max_length=320, null=True)
    phone = fields.CharField(max_length=50, null=True)
    created_at = fields.DatetimeField()
    merged_into = fields.UUIDField(null=True, db_index=True)
    erased_at = fields.DatetimeField(null=True)

    class Meta:
        table = "party"
