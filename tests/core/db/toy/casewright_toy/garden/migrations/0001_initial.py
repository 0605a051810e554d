"""The first beds."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Beds under trees."""

    dependencies = [("forest", "0002_unknown_heights")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Bed",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "tree",
                    fields.ForeignKeyField(
                        "forest.Tree",
                        source_field="tree_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="beds",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("remark", fields.CharField(default="", description="free; may be empty", max_length=80)),
            ],
            options={
                "table": "bed",
                "app": "garden",
                "pk_attr": "id",
                "table_description": "A flower bed; its remark has a semicolon; no statement ends there.",
            },
            bases=["Model"],
        ),
    ]
