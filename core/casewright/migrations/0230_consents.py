from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0220_party_cases')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Consent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('party', fields.ForeignKeyField('core.Party', source_field='party_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('scope', fields.CharField(max_length=300)),
                ('how', fields.CharField(max_length=300)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('recorded_by', fields.CharField(max_length=200)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_by', fields.CharField(null=True, max_length=200)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_because', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'consent', 'app': 'core', 'pk_attr': 'id', 'table_description': 'Of a party, to what is in `scope`, from a moment and until another; what was given stays on record.'},
            bases=['CaseRow'],
        ),
    ]
