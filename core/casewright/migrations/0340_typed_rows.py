from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

_TYPED = {'Assignment': 'assignment', 'Clock': 'clock', 'Task': 'task'}

# Whoever has a case after somebody else is one more; to be put back into a queue and to be taken again is none.
HOLDERS = """
UPDATE assignment SET holders = (
    SELECT count(*) FROM assignment a
    WHERE a.case_id = assignment.case_id AND a.id <= assignment.id AND a.subject <> coalesce((
        SELECT b.subject FROM assignment b
        WHERE b.case_id = a.case_id AND b.id < a.id AND b.subject IS NOT NULL ORDER BY b.id DESC LIMIT 1
    ), '')
)
"""


class Migration(migrations.Migration):
    dependencies = [('core', '0330_education')]

    initial = False

    operations = [
        *(
            operation
            for model, table in _TYPED.items()
            for operation in (
                ops.AddField(model_name=model, name='case_type', field=fields.CharField(null=True, max_length=100)),
                ops.RunSQL(f'UPDATE {table} SET case_type = (SELECT c.case_type FROM "case" c WHERE c.id = case_id)'),
                ops.AlterField(model_name=model, name='case_type', field=fields.CharField(max_length=100)),
            )
        ),
        ops.AddField(model_name='Assignment', name='holders', field=fields.IntField(db_default=0)),
        ops.RunSQL(HOLDERS),
        ops.RemoveIndex(
            model_name='Task', name=None, fields=['case_id', 'state', 'assignee', 'created_at', 'completed_at']
        ),
        ops.AddIndex(
            model_name='Task',
            index=Index(
                fields=['tenant_id', 'case_type', 'state', 'assignee', 'case_id', 'created_at', 'completed_at']
            ),
        ),
    ]
