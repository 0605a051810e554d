from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0033_searched_notes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SavedView',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('owner', fields.CharField(max_length=200)),
                ('name', fields.CharField(max_length=200)),
                ('list_name', fields.CharField(max_length=200)),
                ('conditions', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('orders', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('role', fields.CharField(null=True, max_length=100)),
                ('saved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'saved_view', 'app': 'core', 'unique_together': (('tenant_id', 'owner', 'name'),), 'indexes': [Index(fields=['tenant_id', 'role'])], 'pk_attr': 'id', 'table_description': 'Which list of the API, under which conditions and in which order; `role` shares it with all who hold that role.'},
            bases=['Row'],
        ),
    ]
