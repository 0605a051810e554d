from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0140_confidentiality')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CaseAccess',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('subject', fields.CharField(max_length=200)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('means', fields.CharField(max_length=20)),
                ('parts', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('document_id', fields.UUIDField(null=True)),
                ('request_id', fields.CharField(null=True, max_length=64)),
                ('reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'case_access', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'id']), Index(fields=['tenant_id', 'subject', 'id'])], 'pk_attr': 'id', 'table_description': '`parts` says what of the case was shown. `reason` is that of a broken glass, or of an export.'},
            bases=['CaseRow'],
        ),
    ]
