from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Case',
            name=None,
            fields=['tenant_id', 'assignee', 'status'],
        ),
        ops.RemoveIndex(
            model_name='Case',
            name=None,
            fields=['tenant_id', 'team', 'status'],
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['tenant_id', 'assignee', 'status', 'opened_at', 'id']),
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['tenant_id', 'team', 'status', 'opened_at', 'id']),
        ),
        ops.AddIndex(
            model_name='Exclusion',
            index=Index(fields=['subject', 'case_id']),
        ),
    ]
