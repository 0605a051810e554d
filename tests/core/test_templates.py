"""What the templates of a stage do to the tasks a case has there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from casewright.declarations import TaskTemplate
from casewright.templates import Effect, Step, compare

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOOK = TaskTemplate("look", "Look at it", "seen", "clerk", required=True)
DRAW = TaskTemplate("draw", "Draw it", "seen", "clerk")


@dataclass(frozen=True)
class Task:
    """A task as it is."""

    template: str | None
    title: str
    role: str | None = "clerk"
    required: bool = False
    state: str = "open"
    due_at: datetime | None = None
    created_at: datetime = NOW
    id: UUID = UUID(int=1)


LOOKED = Task("look", "Look at it", required=True)


def due(template: TaskTemplate, since: datetime) -> datetime | None:
    """Nothing is due."""
    return None


def test_what_is_missing_is_added_and_what_is_there_is_kept() -> None:
    """A step for each template."""
    assert compare([LOOK, DRAW], [LOOKED], due) == [
        Step(Effect.KEEP, "Look at it", LOOK, LOOKED.id),
        Step(Effect.ADD, "Draw it", DRAW),
    ]


def test_an_open_task_changes_with_its_template() -> None:
    """Role, weight and due date, each told before and after; the due date counts from when the task came up."""
    other = replace(LOOK, role="warden", required=False)
    [step] = compare([other], [LOOKED], lambda template, since: since + timedelta(days=1))
    assert step.effect is Effect.CHANGE
    assert step.changes == {
        "role": ("clerk", "warden"),
        "required": (True, False),
        "due_at": (None, NOW + timedelta(days=1)),
    }


def test_what_is_over_stays_as_it_was() -> None:
    """A task that is done, or that somebody found not to be needed, neither changes nor comes up again."""
    for state in ("done", "cancelled"):
        [step] = compare([replace(LOOK, role="warden")], [replace(LOOKED, state=state)], due)
        assert (step.effect, step.changes) == (Effect.KEEP, {})


def test_nothing_is_taken_away() -> None:
    """Open work that no template asks for, or not any more, is kept."""
    own, former = Task(None, "Fetch a ladder"), Task("climb", "Climb it", id=uuid4())
    assert compare([], [own, former, replace(own, state="done")], due) == [
        Step(Effect.KEEP, "Fetch a ladder", task_id=own.id),
        Step(Effect.KEEP, "Climb it", task_id=former.id),
    ]


def test_the_newest_task_of_a_template_counts() -> None:
    """One that was cancelled before says nothing about the one that is open."""
    [step] = compare([LOOK], [replace(LOOKED, state="cancelled", id=uuid4()), LOOKED], due)
    assert step.task_id == LOOKED.id
