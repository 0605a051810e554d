from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0025_evaluation')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Rest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('status', fields.CharField(max_length=20)),
                ('outcome', fields.CharField(null=True, max_length=100)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'rest', 'app': 'core', 'pk_attr': 'id', 'table_description': 'Suspended, or ended with an outcome: `status` says which. `until` is empty while it lasts.'},
            bases=['CaseRow'],
        ),
        # Cases that rest already: since their end, or, suspended, since they last changed. Their row takes the id of the
        # case, which is unique in the new table.
        ops.RunSQL("""
            INSERT INTO rest (id, tenant_id, case_id, status, outcome, since)
            SELECT id, tenant_id, id, status, outcome, coalesce(closed_at, updated_at) FROM "case" WHERE status <> 'active'
        """),
    ]
