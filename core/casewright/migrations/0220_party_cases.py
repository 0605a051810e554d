from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0190_phase_times')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='CaseParty',
            index=Index(fields=['party_id', 'case_id']),
        ),
    ]
