"""A list that somebody looks at again and again."""

from tortoise import fields

from casewright.models.row import Row


class SavedView(Row):
    """Which list of the API, under which conditions and in which order; `role` shares it with all who hold that role.

    It holds no case and gives no right: everybody sees in it what they may see.
    """

    owner = fields.CharField(max_length=200)
    name = fields.CharField(max_length=200)
    list_name = fields.CharField(max_length=200)
    conditions: fields.JSONField[dict[str, object]] = fields.JSONField()
    orders: fields.JSONField[list[dict[str, object]]] = fields.JSONField()
    role = fields.CharField(max_length=100, null=True)
    saved_at = fields.DatetimeField()

    class Meta:
        table = "saved_view"
        unique_together = (("tenant_id", "owner", "name"),)
        indexes = [("tenant_id", "role")]
