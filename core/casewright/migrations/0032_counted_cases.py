from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0031_clock_pauses')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Case',
            name=None,
            fields=['tenant_id', 'case_type', 'status', 'opened_at', 'id'],
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['tenant_id', 'case_type', 'status', 'opened_at', 'id', 'closed_at', 'phase', 'outcome', 'risk_level', 'model', 'assignee', 'team']),
        ),
    ]
