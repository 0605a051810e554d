"""Reminders: timers of rows on which something is due, recorded by an event of their own when the moment passes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from casewright.operations.change import Draft

SERVICE_OVERDUE = "service_overdue"
CONTACT_DUE = "contact_due"
REMINDERS = (SERVICE_OVERDUE, CONTACT_DUE)
"""The kinds of timers that remind, and the events they record."""

_PREFIX = "row:"


def remind(draft: Draft, kind: str, row_id: UUID, due_at: datetime) -> None:
    """Record an event named `kind` about the row when the moment has passed."""
    draft.schedule(f"{_PREFIX}{row_id}", kind, due_at)


def timers_of(row_ids: Iterable[UUID]) -> list[str]:
    """The names of the timers that remind of these rows."""
    return [f"{_PREFIX}{row_id}" for row_id in row_ids]


def forget(draft: Draft, kind: str, *row_ids: UUID) -> None:
    """What was due is done, or not needed any more."""
    for row_id in row_ids:
        draft.schedule(f"{_PREFIX}{row_id}", kind, None)


def reminded_row(name: str) -> str:
    """The id of the row that a timer reminds of."""
    return name.removeprefix(_PREFIX)
