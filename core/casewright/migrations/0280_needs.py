from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0270_rows_of_a_case')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Need',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('assessment', fields.ForeignKeyField('core.Assessment', source_field='assessment_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('description', fields.CharField(max_length=300)),
                ('domain', fields.CharField(max_length=300)),
                ('rank', fields.IntField()),
                ('state', fields.CharField(max_length=20)),
                ('found_by', fields.CharField(max_length=200)),
                ('found_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('closed_by', fields.CharField(null=True, max_length=200)),
                ('closed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('closed_because', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'need', 'app': 'core', 'indexes': [Index(fields=['case_id', 'id'])], 'pk_attr': 'id', 'table_description': 'Found in an assessment or beside one; `rank` 1 is the most pressing. Once it is closed, its rank stays.'},
            bases=['CaseRow'],
        ),
        ops.AddField(
            model_name='Goal',
            name='need',
            field=fields.ForeignKeyField('core.Need', source_field='need_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
    ]
