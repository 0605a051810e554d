from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

LISTED = (
    'Alert', 'Appointment', 'Approval', 'Assessment', 'Assignment', 'Attendance', 'CaseAccess', 'CaseLink', 'CaseParty',
    'Consent', 'Contact', 'ContactIssue', 'ContactProgramme', 'CostEntry', 'Document', 'DocumentVersion',
    'EmergencyAccess', 'Feedback', 'Goal', 'GoalProgress', 'Intervention', 'KnownName', 'LegalHold', 'Lesson', 'Note',
    'Notification', 'Outcome', 'PhaseTime', 'PhaseVisit', 'PlannedContact', 'Rest', 'Screening', 'Service', 'Task',
    'TransitionRecord', 'WebhookAttempt',
)
"""The tables in which one index of the rows of a case in their order takes the place of one of the case alone."""

SERVED = ('Clock', 'Event', 'Exclusion', 'Plan', 'RiskAssessment', 'Tag', 'Timer')
"""Those that have another index that begins with the case."""

BY_CASE = Index(fields=['case_id', 'id'])


class IndexByCase(ops.TortoiseOperation):
    """All tables in one step: each step makes the models of all tables anew, and eighty of them took ten seconds."""

    def describe(self) -> str:
        return 'Index the rows of a case in their order'

    def state_forward(self, app_label: str, state: State) -> None:
        for name in LISTED:
            options = state.models[(app_label, name)].options
            options['indexes'] = [*(options.get('indexes') or ()), BY_CASE]
        for name in LISTED + SERVED:
            case: Any = fields.ForeignKeyField(
                'core.Case', source_field='case_id', db_constraint=True, to_field='id', related_name=False,
                on_delete=OnDelete.RESTRICT,
            )
            state.models[(app_label, name)].fields['case'] = case
        state.reload_models((app_label, name) for name in LISTED + SERVED)

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        assert state_editor
        for name in LISTED:
            await state_editor.add_index(new_state.apps.get_model(f'{app_label}.{name}'), BY_CASE)
        for name in LISTED + SERVED:
            old, new = (state.apps.get_model(f'{app_label}.{name}') for state in (old_state, new_state))
            await state_editor.alter_field(old, new, 'case')


class Migration(migrations.Migration):
    dependencies = [('core', '0260_latest_readings')]

    initial = False

    operations = [IndexByCase()]
