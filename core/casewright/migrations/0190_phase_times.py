from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0170_cleared_figures')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PhaseTime',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('case_type', fields.CharField(max_length=100)),
                ('phase', fields.CharField(max_length=30)),
                ('seconds', fields.BigIntField()),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'phase_time', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'case_type', 'phase', 'seconds', 'case_id', 'since', 'until'])], 'pk_attr': 'id', 'table_description': 'All finished stays of a case in a phase together, in whole seconds, from one moment until it changed.'},
            bases=['CaseRow'],
        ),
    ]
