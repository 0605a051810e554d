from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0022_appointments')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ContactProgramme',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharField(max_length=20)),
                ('attempts', fields.IntField()),
                ('started_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('end_reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'contact_programme', 'app': 'core', 'pk_attr': 'id', 'table_description': 'Running until every planned contact is over, or until somebody ends it with a reason.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='PlannedContact',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('programme', fields.ForeignKeyField('core.ContactProgramme', source_field='programme_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('state', fields.CharField(max_length=20)),
                ('attempts', fields.IntField(default=0)),
            ],
            options={'table': 'planned_contact', 'app': 'core', 'unique_together': (('programme', 'number'),), 'pk_attr': 'id', 'table_description': 'The how-manieth of its programme, and until when.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='Contact',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('planned', fields.ForeignKeyField('core.PlannedContact', source_field='planned_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('channel', fields.CharField(max_length=20)),
                ('direction', fields.CharField(max_length=20)),
                ('participants', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('reached', fields.BooleanField()),
                ('summary', fields.TextField(unique=False)),
                ('made_by', fields.CharField(max_length=200)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('follow_up_due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('followed_up_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'contact', 'app': 'core', 'pk_attr': 'id', 'table_description': 'How, with whom (`participants` are ids of parties), whether they were reached, and what follows.'},
            bases=['CaseRow'],
        ),
        ops.CreateModel(
            name='ContactIssue',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('contact', fields.ForeignKeyField('core.Contact', source_field='contact_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('description', fields.CharField(max_length=300)),
                ('solution', fields.TextField(null=True, unique=False)),
                ('solved_by', fields.CharField(null=True, max_length=200)),
                ('solved_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'contact_issue', 'app': 'core', 'pk_attr': 'id', 'table_description': 'What was found, and how it was solved.'},
            bases=['CaseRow'],
        ),
    ]
