from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0051_task_order')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ApiKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('name', fields.CharField(max_length=100)),
                ('subject', fields.CharField(max_length=200)),
                ('roles', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('teams', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('secret_sha256', fields.CharField(max_length=64)),
                ('previous_sha256', fields.CharField(null=True, max_length=64)),
                ('previous_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('created_by', fields.CharField(max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_by', fields.CharField(null=True, max_length=200)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'api_key', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'subject'])], 'pk_attr': 'id', 'table_description': 'A key acts as `subject`, with `roles` and `teams` and no authority limit, until `expires_at`.'},
            bases=['Row'],
        ),
    ]
