from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0340_typed_rows')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Task',
            name='team',
            field=fields.CharField(null=True, max_length=200),
        ),
    ]
