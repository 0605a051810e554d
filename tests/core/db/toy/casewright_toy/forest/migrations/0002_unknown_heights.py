"""Heights may be unknown and sketches are given up: on SQLite both rebuild the table."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Alter one column, remove another with its index."""

    dependencies = [("forest", "0001_initial")]

    operations = [
        ops.RemoveIndex(model_name="Tree", name="tree_by_sketch"),
        ops.AlterField(model_name="Tree", name="height", field=fields.IntField(null=True)),
        ops.RemoveField(model_name="Tree", name="sketch"),
    ]
