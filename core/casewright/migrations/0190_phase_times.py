from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

SECONDS = {
    'sqlite': "CAST(strftime('%s', substr({}, 1, 19)) AS INTEGER)",
    'postgres': "CAST(floor(date_part('epoch', {})) AS BIGINT)",
}

# What was spent in a phase changes when a stay is over, and when a case ends at it. Rows take the id of the visit or of the
# rest, which is unique in the new table. An end counts what was over before, and the stay until then.
FILL = """
    INSERT INTO phase_time (id, tenant_id, case_id, case_type, phase, seconds, since, until)
    SELECT id, tenant_id, case_id, case_type, phase,
           sum(whole) OVER (PARTITION BY case_id, phase ORDER BY since, id) + part, since,
           lead(since) OVER (PARTITION BY case_id, phase ORDER BY since, id)
    FROM (
      SELECT v.id, v.tenant_id, v.case_id, c.case_type, v.phase, {left} - {entered} AS whole, 0 AS part, v.left_at AS since
      FROM phase_visit v JOIN "case" c ON c.id = v.case_id WHERE v.left_at >= v.entered_at
      UNION ALL
      SELECT r.id, v.tenant_id, v.case_id, c.case_type, v.phase, 0, {ended} - {entered}, r.since
      FROM phase_visit v JOIN "case" c ON c.id = v.case_id JOIN rest r ON r.case_id = v.case_id
      WHERE r.status IN ('completed', 'terminated', 'closed')
        AND r.since >= v.entered_at AND (v.left_at IS NULL OR r.since < v.left_at)
    ) changes
"""


def statement(dialect: str) -> str:
    moments = {'left': 'v.left_at', 'entered': 'v.entered_at', 'ended': 'r.since'}
    return FILL.format(**{name: SECONDS[dialect].format(column) for name, column in moments.items()})


async def fill(apps: StateApps, editor: BaseSchemaEditor) -> None:
    await editor._run_sql(statement(editor.client.capabilities.dialect))


class Migration(migrations.Migration):
    dependencies = [('core', '0170_cleared_figures')]

    initial = False

    operations = [
        ops.CreateModel(
            name='PhaseTime',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('tenant_id', fields.CharField(max_length=63)),
                ('case', fields.ForeignKeyField('core.Case', source_field='case_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('case_type', fields.CharField(max_length=100)),
                ('phase', fields.CharField(max_length=30)),
                ('seconds', fields.BigIntField()),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'phase_time', 'app': 'core', 'indexes': [Index(fields=['tenant_id', 'case_type', 'phase', 'seconds', 'case_id', 'since', 'until'])], 'pk_attr': 'id', 'table_description': 'All finished stays of a case in a phase together, in whole seconds, from one moment until it changed.'},
            bases=['CaseRow'],
        ),
        ops.RunPython(fill),
    ]
