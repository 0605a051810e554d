"""When a task may be done, and which orders of templates make no sense."""

from collections.abc import Callable

import pytest

from casewright.declarations import TaskTemplate
from casewright.errors import CasewrightError
from casewright.task_order import check_ready, checked, new_checklist, order_mistakes

LOOK = TaskTemplate("look", "Look", "seen", "clerk")
DRAW = TaskTemplate("draw", "Draw", "seen", "clerk", after=("Look",), checklist=("Paper", "Pen"))


def rule_of(step: Callable[[], object]) -> str | None:
    """The rule by which a step is refused."""
    with pytest.raises(CasewrightError) as refusal:
        step()
    return refusal.value.rule


def test_a_task_is_done_after_those_before_it_and_with_its_checklist() -> None:
    """Each is told by its own rule; an item is ticked off with who did it and when."""
    fresh = new_checklist(DRAW.checklist)
    assert rule_of(lambda: check_ready("Draw", ["Look"], fresh)) == "tasks.after"
    assert rule_of(lambda: check_ready("Draw", [], fresh)) == "tasks.checklist"
    half = checked(fresh, "Pen", "ann", "now")
    assert half[1] == {"item": "Pen", "done_by": "ann", "done_at": "now"}
    assert rule_of(lambda: checked(half, "Pen", "bob", "later")) == "checklist.done"
    assert rule_of(lambda: checked(half, "Ink", "bob", "later")) == "checklist.unknown"
    check_ready("Draw", [], checked(half, "Paper", "ann", "now"))


def test_templates_in_order_have_no_mistakes() -> None:
    """The same titles may stand at different stages."""
    assert list(order_mistakes([LOOK, DRAW])) == []


@pytest.mark.parametrize(
    ("templates", "told"),
    [
        ([DRAW], "the task 'Draw' comes after 'Look', which is no task of its stage"),
        (
            [TaskTemplate("look", "Look", "elsewhere", "clerk"), DRAW],
            "the task 'Draw' comes after 'Look', which is no task of its stage",
        ),
        (
            [TaskTemplate("look", "Look", "seen", "clerk", checklist=("a", "a"))],
            "the checklist of the task 'Look' has an item twice",
        ),
    ],
)
def test_a_mistake_is_told_by_the_titles(templates: list[TaskTemplate], told: str) -> None:
    """One sentence each."""
    assert list(order_mistakes(templates)) == [told]


def test_a_ring_is_found() -> None:
    """Nothing of it could ever be done."""
    ring = [TaskTemplate("look", "Look", "seen", "clerk", after=("Draw",)), DRAW]
    [told] = order_mistakes(ring)
    assert told.startswith("tasks come after one another in a ring: ")
