from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0281_readiness')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Party',
            name='merged_into',
            field=fields.UUIDField(null=True, db_index=True),
        ),
    ]
