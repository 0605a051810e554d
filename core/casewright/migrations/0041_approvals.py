from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0040_people')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Delegation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('subject', fields.CharField(max_length=200)),
                ('delegate', fields.CharField(max_length=200)),
                ('roles', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('teams', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('limits', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reason', fields.TextField(null=True, unique=False)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'delegation', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'delegate', 'until']), Index(fields=['tenant_id', 'subject', 'until'])], 'pk_attr': 'id', 'table_description': 'Roles, teams and limits are those of the token with which it was made, so nobody passes on what they have not.'},
            bases=['Row'],
        ),
        ops.AddField(
            model_name='Approval',
            name='escalates_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Approval',
            name='expires_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
