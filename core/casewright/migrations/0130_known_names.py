from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0120_findings')]

    initial = False

    operations = [
        ops.CreateModel(
            name='KnownName',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=20)),
                ('name', fields.CharField(max_length=300)),
                ('key', fields.CharField(max_length=300)),
                ('sound', fields.CharField(max_length=300)),
            ],
            options={'table': 'known_name', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'key']), Index(fields=['tenant_id', 'sound'])], 'pk_attr': 'id', 'table_description': 'Never shown as it is; what was known once stays known, so long as the case is kept.'},
            bases=['CaseRow'],
        ),
        ops.AddField(
            model_name='LegalHold',
            name='rule',
            field=fields.CharField(null=True, max_length=100),
        ),
    ]
