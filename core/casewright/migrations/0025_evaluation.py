from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0024_transition_records')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CostEntry',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=20)),
                ('hard', fields.BooleanField()),
                ('amount', fields.DecimalField(max_digits=18, decimal_places=4)),
                ('currency', fields.CharField(max_length=3)),
                ('description', fields.CharField(max_length=300)),
                ('incurred_on', fields.DateField()),
                ('entered_by', fields.CharField(max_length=200)),
                ('entered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'cost_entry', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A potential, an actual or a case management cost; hard when it is on a bill. Never edited.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Feedback',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('source', fields.CharField(max_length=20)),
                ('rating', fields.IntField()),
                ('comment', fields.TextField(null=True, unique=False)),
                ('given_by', fields.CharField(max_length=200)),
                ('given_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'feedback', 'app': 'core', 'pk_attr': 'id', 'table_description': 'From a client or from staff, 1 to 5, in words.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Lesson',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('intervention', fields.ForeignKeyField('core.Intervention', source_field='intervention_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('worked', fields.BooleanField()),
                ('text', fields.TextField(unique=False)),
                ('written_by', fields.CharField(max_length=200)),
                ('written_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'lesson', 'app': 'core', 'pk_attr': 'id', 'table_description': 'What worked, or what did not.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Outcome',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('dimension', fields.CharField(max_length=20)),
                ('measure', fields.CharField(max_length=300)),
                ('unit', fields.CharField(null=True, max_length=300)),
                ('baseline', fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ('target', fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ('actual', fields.DecimalField(max_digits=18, decimal_places=4)),
                ('note', fields.TextField(null=True, unique=False)),
                ('recorded_by', fields.CharField(max_length=200)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'outcome', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One measure of one dimension: what it was, was to be, and is.'},
            bases=['CaseRow'],
        ),
    ]
