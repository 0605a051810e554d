from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0282_merged_parties')]

    initial = False

    operations = [
        ops.AddField(
            model_name='DocumentVersion',
            name='upload',
            field=fields.CharField(null=True, max_length=1000),
        ),
        ops.AddField(
            model_name='DocumentVersion',
            name='part_size',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='DocumentVersion',
            name='due_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(
            model_name='DocumentVersion',
            index=Index(fields=['due_at']),
        ),
    ]
