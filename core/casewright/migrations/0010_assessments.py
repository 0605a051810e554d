from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0003_worklist_indexes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Alert',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('rule', fields.CharField(max_length=200)),
                ('message', fields.TextField(unique=False)),
                ('priority', fields.CharField(max_length=10)),
                ('raised_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answered_by', fields.CharField(null=True, max_length=200)),
                ('answer', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'alert', 'app': 'core', 'pk_attr': 'id', 'table_description': 'Raised by a rule; open until somebody says what was done. An open one holds the priority of its case up.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Assessment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('instrument', fields.CharField(max_length=100)),
                ('version', fields.CharField(max_length=100)),
                ('variant', fields.CharField(null=True, max_length=100)),
                ('title', fields.CharField(max_length=300)),
                ('source', fields.TextField(unique=False)),
                ('state', fields.CharField(max_length=20)),
                ('answers', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('missing', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('score', fields.IntField(null=True)),
                ('band', fields.CharField(null=True, max_length=100)),
                ('risk', fields.CharField(null=True, max_length=10)),
                ('alarms', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('assessor', fields.CharField(max_length=200)),
                ('assessed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('review_due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('superseded_by', fields.UUIDField(null=True)),
            ],
            options={'table': 'assessment', 'app': 'core', 'pk_attr': 'id', 'table_description': 'Never edited: a newer one of the same case and instrument supersedes it, by its id.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Screening',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('verdict', fields.CharField(max_length=20)),
                ('reasons', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('remark', fields.TextField(null=True, unique=False)),
                ('other', fields.ForeignKeyField('core.Case', source_field='other_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('screened_by', fields.CharField(max_length=200)),
                ('screened_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('invalidated_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'screening', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One verdict. `reasons` are rules by id and sentence; `other` is the case that a duplicate is about.'},
            bases=['CaseRow'],
        ),
        ops.AddField(
            model_name='Case',
            name='model',
            field=fields.CharField(null=True, max_length=20),
        ),
        ops.AddField(
            model_name='Case',
            name='priority',
            field=fields.CharField(db_default='routine', max_length=10),
        ),
        ops.AddField(
            model_name='PhaseVisit',
            name='invalidated',
            field=fields.CharField(null=True, max_length=300),
        ),
        ops.AddField(
            model_name='PhaseVisit',
            name='returned',
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name='RiskAssessment',
            name='review_due_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name='Timer',
            options={'table': 'timer', 'app': 'core', 'unique_together': (('case', 'name'),), 'indexes': [Index(fields=['state', 'due_at'])], 'pk_attr': 'id', 'table_description': '`kind` is what is to happen: goal or deadline of the clock `name`, or the end of what `name` tells.'},
        ),
    ]
