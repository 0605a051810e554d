from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0090_api_keys')]

    initial = False

    operations = [
        ops.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('subject', fields.CharField(max_length=200)),
                ('reason', fields.TextField(unique=False)),
                ('opened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reviewed_by', fields.CharField(null=True, max_length=200)),
                ('reviewed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('justified', fields.BooleanField(null=True)),
                ('finding', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'emergency_access', 'app': 'core', 'indexes': [Index(fields=['subject', 'case_id']), Index(fields=['tenant_id', 'reviewed_at'])], 'pk_attr': 'id', 'table_description': '`subject` has the rights of their emergency grants until `expires_at`; somebody else says what to think of it.'},
            bases=['CaseRow'],
        ),
    ]
