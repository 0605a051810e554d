from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0002_reading_indexes')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Task',
            name=None,
            fields=['tenant_id', 'state', 'due_at', 'id'],
        ),
        ops.AddIndex(
            model_name='Task',
            index=Index(fields=['tenant_id', 'assignee', 'state', 'due_at', 'id']),
        ),
        ops.AddIndex(
            model_name='Task',
            index=Index(fields=['tenant_id', 'role', 'state', 'due_at', 'id']),
        ),
    ]
