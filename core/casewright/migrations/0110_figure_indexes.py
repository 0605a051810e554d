from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0093_tags')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['tenant_id', 'case_type', 'id', 'opened_at', 'closed_at']),
        ),
        ops.AddIndex(
            model_name='PhaseVisit',
            index=Index(fields=['case_id', 'phase', 'entered_at', 'left_at', 'returned']),
        ),
        ops.RemoveIndex(
            model_name='Task',
            name=None,
            fields=['case_id', 'state'],
        ),
        ops.AddIndex(
            model_name='Task',
            index=Index(fields=['case_id', 'state', 'assignee', 'created_at', 'completed_at']),
        ),
    ]
