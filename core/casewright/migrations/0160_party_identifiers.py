from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0141_case_access')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PartyIdentifier',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('party', fields.ForeignKeyField('core.Party', source_field='party_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('system', fields.CharField(max_length=100)),
                ('value', fields.CharField(max_length=200)),
                ('key', fields.CharField(max_length=200)),
            ],
            options={'table': 'party_identifier', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'system', 'key'])], 'pk_attr': 'id', 'table_description': '`system` says whose identifier it is, for instance a register; `key` is the value to be compared.'},
            bases=['Row'],
        ),
    ]
