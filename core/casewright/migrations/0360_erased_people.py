from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0350_task_teams')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='KnownName',
            options={'table': 'known_name', 'app': 'core', 'indexes': [Index(fields=['case_id', 'id']), Index(fields=['tenant_id', 'key']), Index(fields=['tenant_id', 'sound'])], 'pk_attr': 'id', 'table_description': 'Never shown as it is; what was known once stays known, so long as the case is kept and its party not erased.'},
        ),
        ops.AddField(
            model_name='KnownName',
            name='party',
            field=fields.ForeignKeyField('core.Party', source_field='party_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Party',
            name='erased_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
