from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0110_figure_indexes')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Assessment',
            name='finding',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='Assessment',
            name='baseline',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='Assessment',
            name='progress',
            field=fields.CharField(null=True, max_length=100),
        ),
    ]
