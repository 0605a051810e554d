from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0091_emergency_access')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Disposal',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case_id', fields.UUIDField()),
                ('case_type', fields.CharField(max_length=100)),
                ('number', fields.CharField(max_length=100)),
                ('closed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('kept_until', fields.DateField()),
                ('rule', fields.CharField(max_length=300)),
                ('state', fields.CharField(max_length=20)),
                ('proposed_by', fields.CharField(max_length=200)),
                ('proposed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('decided_by', fields.CharField(null=True, max_length=200)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('events', fields.IntField(null=True)),
                ('head', fields.CharField(null=True, max_length=64)),
                ('documents', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'disposal', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'state']), Index(fields=['case_id', 'state'])], 'pk_attr': 'id', 'table_description': 'Proposed by one person and approved or declined by another; it outlives the case and names nobody it was about.'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='LegalHold',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(unique=False)),
                ('placed_by', fields.CharField(max_length=200)),
                ('placed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('released_by', fields.CharField(null=True, max_length=200)),
                ('released_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('release_reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'legal_hold', 'app': 'core', 'pk_attr': 'id', 'table_description': 'In force until it is released; a case may be held for several reasons at once.'},
            bases=['CaseRow'],
        ),
    ]
