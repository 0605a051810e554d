from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0020_plans')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Service',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('provider', fields.ForeignKeyField('core.Party', source_field='provider_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('intervention', fields.ForeignKeyField('core.Intervention', source_field='intervention_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('what', fields.CharField(max_length=300)),
                ('because', fields.TextField(null=True, unique=False)),
                ('priority', fields.CharField(max_length=20)),
                ('wanted_on', fields.DateField(null=True)),
                ('state', fields.CharField(max_length=20)),
                ('requested_by', fields.CharField(max_length=200)),
                ('requested_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('answer_due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answer', fields.TextField(null=True, unique=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('report', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'service', 'app': 'core', 'pk_attr': 'id', 'table_description': 'What, of which provider, until when an answer is due, what came back.'},
            bases=['CaseRow'],
        ),
        ops.AlterModelOptions(
            name='Timer',
            options={'table': 'timer', 'app': 'core', 'unique_together': (('case', 'name'),), 'indexes': [Index(fields=['state', 'due_at'])], 'pk_attr': 'id', 'table_description': '`kind` is what is to happen: goal or deadline of the clock `name`, the end of what `name` tells, or'},
        ),
    ]
