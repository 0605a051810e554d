from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0250_untaken_tasks')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='RiskAssessment',
            index=Index(fields=['case_id', 'id']),
        ),
    ]
