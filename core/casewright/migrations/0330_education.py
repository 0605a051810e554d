from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0320_document_shares')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Education',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('party', fields.ForeignKeyField('core.Party', source_field='party_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('document', fields.ForeignKeyField('core.Document', source_field='document_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('topic', fields.CharField(max_length=300)),
                ('method', fields.CharField(max_length=300)),
                ('material', fields.CharField(null=True, max_length=300)),
                ('understanding', fields.CharField(max_length=20)),
                ('follow_up', fields.TextField(null=True, unique=False)),
                ('followed_up_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('given_by', fields.CharField(max_length=200)),
                ('given_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'education', 'app': 'core', 'indexes': [Index(fields=['case_id', 'id'])], 'pk_attr': 'id', 'table_description': 'Of a party, about a topic; the material is a `document` of the case, or has a name.'},
            bases=['CaseRow'],
        ),
    ]
