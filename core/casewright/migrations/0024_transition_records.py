from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid_utils.compat import uuid7
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0023_contacts')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TransitionRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('receiver', fields.ForeignKeyField('core.Party', source_field='receiver_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=20)),
                ('from_level', fields.CharField(max_length=300)),
                ('to_level', fields.CharField(max_length=300)),
                ('from_frequency', fields.CharField(null=True, max_length=300)),
                ('to_frequency', fields.CharField(null=True, max_length=300)),
                ('consent', fields.CharField(null=True, max_length=300)),
                ('checklist', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('informed', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('created_by', fields.CharField(max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'transition_record', 'app': 'core', 'pk_attr': 'id', 'table_description': 'From where to where, to whom, with which consent; the checklist of the handover, and who was informed.'},
            bases=['CaseRow'],
        ),
    ]
