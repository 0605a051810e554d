from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0130_known_names')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Case',
            name='confidentiality',
            field=fields.CharField(db_default='normal', max_length=20),
        ),
        ops.RemoveIndex(
            model_name='Case',
            name=None,
            fields=['tenant_id', 'case_type', 'status', 'opened_at', 'id', 'closed_at', 'phase', 'outcome', 'risk_level', 'model', 'assignee', 'team'],
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['tenant_id', 'case_type', 'status', 'opened_at', 'id', 'closed_at', 'phase', 'outcome', 'risk_level', 'model', 'assignee', 'team', 'confidentiality']),
        ),
        ops.AddField(
            model_name='Disposal',
            name='confidentiality',
            field=fields.CharField(db_default='normal', max_length=20),
        ),
    ]
