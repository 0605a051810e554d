from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0010_assessments')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Plan',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('version', fields.IntField()),
                ('state', fields.CharField(max_length=20)),
                ('strengths', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('expected_outcomes', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('amended_because', fields.TextField(null=True, unique=False)),
                ('created_by', fields.CharField(max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('proposed_by', fields.CharField(null=True, max_length=200)),
                ('proposed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('acceptances', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('accepted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'plan', 'app': 'core', 'unique_together': (('case', 'version'),), 'pk_attr': 'id', 'table_description': 'At most one version is being made (draft, proposed) and one in force (accepted); what was in force stays.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Goal',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('plan', fields.ForeignKeyField('core.Plan', source_field='plan_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('origin_id', fields.UUIDField()),
                ('description', fields.CharField(max_length=300)),
                ('set_by', fields.CharField(max_length=20)),
                ('measure', fields.CharField(max_length=300)),
                ('unit', fields.CharField(null=True, max_length=300)),
                ('baseline', fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ('target', fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ('due_on', fields.DateField()),
                ('status', fields.CharField(null=True, max_length=20)),
                ('value', fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ('assessed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'goal', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A goal of one version; `origin` is the row it was first set by, to which all its readings belong.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='GoalProgress',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('goal', fields.ForeignKeyField('core.Goal', source_field='goal_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('status', fields.CharField(max_length=20)),
                ('value', fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ('note', fields.TextField(null=True, unique=False)),
                ('recorded_by', fields.CharField(max_length=200)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'goal_progress', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One reading, kept with the row the goal was first set by; never edited.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Intervention',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('plan', fields.ForeignKeyField('core.Plan', source_field='plan_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('method', fields.CharField(max_length=300)),
                ('responsible', fields.CharField(max_length=300)),
                ('party', fields.ForeignKeyField('core.Party', source_field='party_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('starts_on', fields.DateField(null=True)),
                ('recurrence', fields.CharField(null=True, max_length=300)),
                ('resources', fields.TextField(null=True, unique=False)),
                ('effectiveness', fields.CharField(null=True, max_length=20)),
                ('effectiveness_note', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'intervention', 'app': 'core', 'pk_attr': 'id', 'table_description': 'By which method, by whom, how often (`recurrence`, an RRULE of RFC 5545), and what it did.'},
            bases=['CaseRow'],
        ),
    ]
