from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0280_needs')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Contact',
            name='readiness',
            field=fields.CharField(null=True, max_length=20),
        ),
        ops.AddField(
            model_name='ContactProgramme',
            name='readiness',
            field=fields.CharField(null=True, max_length=20),
        ),
    ]
