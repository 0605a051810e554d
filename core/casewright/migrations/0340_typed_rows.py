from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0330_education')]

    initial = False

    operations = [
        ops.AddField(model_name='Assignment', name='case_type', field=fields.CharField(db_default='', max_length=100)),
        ops.AddField(model_name='Assignment', name='holders', field=fields.IntField(db_default=0)),
        ops.AddField(model_name='Clock', name='case_type', field=fields.CharField(db_default='', max_length=100)),
        ops.AddField(model_name='Task', name='case_type', field=fields.CharField(db_default='', max_length=100)),
        ops.RemoveIndex(
            model_name='Task',
            name=None,
            fields=['case_id', 'state', 'assignee', 'created_at', 'completed_at'],
        ),
        ops.AddIndex(
            model_name='Task',
            index=Index(
                fields=['tenant_id', 'case_type', 'state', 'assignee', 'case_id', 'created_at', 'completed_at']
            ),
        ),
    ]
