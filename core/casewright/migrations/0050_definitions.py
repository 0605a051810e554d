from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0042_notifications')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Case',
            name='definition',
            field=fields.IntField(db_default=1),
        ),
    ]
