from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0030_rests')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='Clock',
            options={'table': 'clock', 'app': 'core', 'unique_together': (('case', 'name'),), 'pk_attr': 'id', 'table_description': 'The last reading of one declared clock; `paused_seconds` is what its pauses covered by then.'},
        ),
        ops.AddField(
            model_name='Clock',
            name='paused_seconds',
            field=fields.BigIntField(db_default=0),
        ),
    ]
