"""Bringing a database up to what the core and the plugins declare."""

from collections.abc import Callable, Iterator
from typing import Any

from casewright.casetype import CaseType
from casewright.db import indexes, migrations
from casewright.db.dialect import Dialect, json_field
from casewright.db.indexes import ExpressionIndex
from casewright.fields import Field
from casewright.models.task import DUE_LAST
from casewright.operations.names import fill_register
from casewright.operations.note_mentions import fill_note_mentions
from casewright.operations.phase_times import fill_phase_times
from casewright.operations.task_teams import fill_task_teams
from casewright.operations.typed_rows import fill_typed_rows
from casewright.platform import Platform

_UNTAKEN = ExpressionIndex(
    "task_untaken", "task", ("tenant_id", "role", "due_at", "id"), where="assignee IS NULL AND state = 'open'"
)
"""For worklists: what waits for a role, the most urgent first, without what somebody has taken."""

_KEPT_CLOSER = ExpressionIndex(
    "case_kept_closer",
    "case",
    ("tenant_id", "case_type", "confidentiality", "id"),
    where="confidentiality <> 'normal'",
)
"""For figures: the few cases that are kept from most people."""

_OF_TEAM = ExpressionIndex(
    "task_of_team", "task", ("tenant_id", "team", f"coalesce(due_at, '{DUE_LAST}')", "id"), where="state = 'open'"
)
"""For the worklists of teams: what is open, the most urgent first, whoever has it."""

_CHOICES = ExpressionIndex("event_model_chosen", "event", ("case_id", "sequence"), where="name = 'model_chosen'")
"""For figures as of a moment that has passed: by which model a case was worked then."""


async def bring_up(platform: Platform, progress: Callable[[str], None]) -> None:
    """Apply missing migrations, make the indexes of the indexed fields what they are declared to be, fill what lacks.

    That is the register of names, the times that cases have spent in their phases, what rows repeat of their case, and
    whom notes mention.
    Safe to run from several processes at once, and again. Raises PluginError or Unavailable.
    """
    await migrations.migrate(platform.database, progress=progress)
    changes = await indexes.reconcile(platform.database, list(declared_indexes(platform)))
    for name in changes.created:
        progress(f"created index {name}")
    for name in changes.dropped:
        progress(f"dropped index {name}")
    await fill_register(platform, progress)
    await fill_phase_times(platform, progress)
    await fill_typed_rows(platform, progress)
    await fill_task_teams(platform, progress)
    await fill_note_mentions(platform, progress)


async def plan(platform: Platform) -> list[str]:
    """What `bring_up` would do, a line each: migrations by name, then indexes. Raises as it does."""
    missing = await migrations.plan(platform.database)
    changes = await indexes.plan(platform.database, list(declared_indexes(platform)))
    created = [f"create index {name}" for name in changes.created]
    return missing + created + [f"drop index {name}" for name in changes.dropped]


def declared_indexes(platform: Platform) -> Iterator[ExpressionIndex]:
    """Those of the core that have a condition, and one for each indexed field of each case type."""
    yield from (_UNTAKEN, _OF_TEAM, _KEPT_CLOSER, _CHOICES)
    for case_type in platform.case_types.values():
        for field in case_type.fields.fields.values():
            if field.marking.indexed:
                yield _index(platform.database.dialect, case_type, field)


def _index(dialect: Dialect, case_type: CaseType[Any], field: Field) -> ExpressionIndex:
    value = json_field(dialect, "fields", field.name, field.kind)
    return ExpressionIndex(
        name=f"{case_type.name}_{field.name}",
        table="case",
        expressions=("tenant_id", value) if field.marking.unique else ("tenant_id", value, "id"),
        where=f"case_type = '{case_type.name}'",
        unique=field.marking.unique,
    )
