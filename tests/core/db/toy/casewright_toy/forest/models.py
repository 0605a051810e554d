"""The tables of the forest as the last migration leaves them."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Tree(Model):
    """A tree with typed columns and JSON fields."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=80)
    height = fields.IntField(null=True)
    rings = fields.IntField(db_default=0)
    value = fields.DecimalField(max_digits=18, decimal_places=2, null=True)
    planted_at = fields.DatetimeField(null=True)
    felled = fields.BooleanField(default=False)
    fields_: dict[str, object] = fields.JSONField(source_field="fields", default=dict)

    class Meta:
        app = "forest"
        table = "tree"
        unique_together = (("name", "height"),)
        indexes = (Index(fields=("name", "rings"), name="tree_by_name"),)


class Leaf(Model):
    """A leaf: gone with its tree."""

    id = fields.IntField(primary_key=True)
    tree: fields.ForeignKeyRelation[Tree] = fields.ForeignKeyField("forest.Tree", related_name="leaves")
    colour = fields.CharField(max_length=20, default="green")

    class Meta:
        app = "forest"
        table = "leaf"
