from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0380_linked_from')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='Note',
            options={'table': 'note', 'app': 'core', 'indexes': [Index(fields=['case_id', 'id'])], 'pk_attr': 'id', 'table_description': 'A text by an author; never edited. `search` is the text casefolded, `mentions` the accounts that it names.'},
        ),
        ops.AddField(
            model_name='Note',
            name='mentions',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
