"""The forest as it was planted: every height known, and a sketch of each tree."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Trees and leaves."""

    initial = True

    operations = [
        ops.CreateModel(
            name="Tree",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=80)),
                ("height", fields.IntField()),
                ("rings", fields.IntField(db_default=0)),
                ("value", fields.DecimalField(null=True, max_digits=18, decimal_places=2)),
                ("planted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("felled", fields.BooleanField(default=False)),
                ("fields_", fields.JSONField(source_field="fields", default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("sketch", fields.CharField(max_length=80, null=True)),
            ],
            options={
                "table": "tree",
                "app": "forest",
                "unique_together": (("name", "height"),),
                "indexes": [
                    Index(fields=["name", "rings"], name="tree_by_name"),
                    Index(fields=["sketch"], name="tree_by_sketch"),
                ],
                "pk_attr": "id",
                "table_description": "A tree with typed columns and JSON fields.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Leaf",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "tree",
                    fields.ForeignKeyField(
                        "forest.Tree",
                        source_field="tree_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="leaves",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("colour", fields.CharField(default="green", max_length=20)),
            ],
            options={
                "table": "leaf",
                "app": "forest",
                "pk_attr": "id",
                "table_description": "A leaf: gone with its tree.",
            },
            bases=["Model"],
        ),
    ]
