"""The tables of the garden."""

from tortoise import fields
from tortoise.models import Model

from casewright_toy.forest.models import Tree


class Bed(Model):
    """A flower bed; its remark has a semicolon; no statement ends there."""

    id = fields.IntField(primary_key=True)
    tree: fields.ForeignKeyRelation[Tree] = fields.ForeignKeyField("forest.Tree", related_name="beds")
    remark = fields.CharField(max_length=80, default="", description="free; may be empty")

    class Meta:
        app = "garden"
        table = "bed"
