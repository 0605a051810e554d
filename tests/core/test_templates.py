"""What the templates of a stage do to the tasks a case has there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from casewright.declarations import TaskTemplate
from casewright.task_order import Checklist, checked, new_checklist, renewed
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
    after: list[str] | None = None
    checklist: Checklist | None = None


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


def test_an_open_task_changes_its_order_and_its_checklist() -> None:
    """It comes after what its template names and the case needs; titles may be other ones by now."""
    drawn = Task("draw", "Draw it", id=UUID(int=2), after=[str(LOOKED.id)], checklist=new_checklist(["Height"]))
    look = replace(LOOK, title="Look at it twice")
    draw = replace(DRAW, after=("Look at it twice",), checklist=("Height",))
    assert [step.changes for step in compare([look, draw], [LOOKED, drawn], due)[1:]] == [{}]
    draw = replace(draw, after=("Fetch a pen",), checklist=("Height", "Angles"))
    [_, step, _] = compare([look, draw, replace(LOOK, name="pen", title="Fetch a pen")], [LOOKED, drawn], due)
    assert step.effect is Effect.CHANGE
    assert step.changes == {
        "after": (["Look at it twice"], ["Fetch a pen"]),
        "checklist": (["Height"], ["Height", "Angles"]),
    }


def test_what_is_not_needed_comes_before_nothing() -> None:
    """A template whose task the case needs not is named by another one in vain."""
    [step] = compare([replace(DRAW, after=("Look at it",))], [Task("draw", "Draw it")], due)
    assert step.changes == {}


def test_a_checklist_keeps_what_is_done() -> None:
    """Also what is not asked for any more; the rest is as its template says, in that order."""
    before = checked(
        checked(new_checklist(["Height", "Angles", "Colour"]), "Height", "ann", "9:00"), "Colour", "b", "9"
    )
    assert [(entry["item"], entry["done_by"]) for entry in renewed(before, ["Weight", "Height"])] == [
        ("Weight", None),
        ("Height", "ann"),
        ("Colour", "b"),
    ]
    drawn = Task("draw", "Draw it", checklist=renewed(before, ["Weight", "Height"]))
    [step] = compare([replace(DRAW, checklist=("Weight", "Height"))], [drawn], due)
    assert step.changes == {}


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
