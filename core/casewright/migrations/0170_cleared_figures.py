from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0160_party_identifiers')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Case',
            name=None,
            fields=['tenant_id', 'case_type', 'id', 'opened_at', 'closed_at'],
        ),
        ops.AddIndex(
            model_name='Case',
            index=Index(fields=['tenant_id', 'case_type', 'id', 'opened_at', 'closed_at', 'confidentiality']),
        ),
    ]
