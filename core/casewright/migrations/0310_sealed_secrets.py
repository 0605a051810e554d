from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0300_parted_uploads')]

    initial = False

    operations = [
        ops.AlterField(
            model_name='Webhook',
            name='secret',
            field=fields.CharField(max_length=300),
        ),
        ops.AlterField(
            model_name='Webhook',
            name='previous_secret',
            field=fields.CharField(null=True, max_length=300),
        ),
    ]
