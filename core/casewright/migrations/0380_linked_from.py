from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0360_erased_people')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='CaseLink',
            index=Index(fields=['other_id', 'id']),
        ),
    ]
