"""From an earlier definition to the present one: what becomes of a case, and which declarations make no sense."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from casewright.calendars import hours
from casewright.casetype import CaseType
from casewright.conditions import Moment
from casewright.declaration_check import check_case_type
from casewright.declarations import Action
from casewright.definitions import Asked, plan_migration
from casewright.errors import PluginError
from casewright.events import canonical, moments
from process import fences
from process.fences import Boards

CALENDARS = frozenset({"business"})
FENCE = fences.with_earlier()


@pytest.mark.parametrize(
    ("stage", "to_stage", "rules"),
    [("asked", "asked", []), ("built", "put_up", []), ("painted", None, ["definition.stage"])],
)
def test_a_stage_becomes_one_of_the_present_definition(stage: str, to_stage: str | None, rules: list[str]) -> None:
    """By its name, by the name that took its place, or not at all."""
    plan = plan_migration(FENCE, 1, stage)
    assert (plan.from_version, plan.to_version, plan.to_stage) == (1, 2, to_stage)
    assert [reason.rule for reason in plan.reasons] == rules


def test_a_move_that_waits_for_an_approval_has_to_be_known() -> None:
    """Else its decision would do nothing."""
    [reason] = plan_migration(FENCE, 1, "built", [Asked("paint", {})]).reasons
    assert reason.rule == "definition.approval"


def test_a_version_that_is_declared_no_more_migrates_by_the_names_of_its_stages() -> None:
    """And nothing moves in it."""
    forgetful = fences.fence(2)
    assert plan_migration(forgetful, 1, "asked").reasons == ()
    assert plan_migration(forgetful, 1, "built").to_stage is None
    assert forgetful.definition(1).transitions == {}


def test_an_earlier_definition_has_no_moves_in_time_but_its_own() -> None:
    """Those of the present one speak of its stages."""
    fence = fences.fence(2)
    fence.later("finish", on="asked", after=hours(1))
    assert (len(fence.timed_moves), fence.definition(1).timed_moves) == (1, [])


def test_what_is_declared_afterwards_holds_for_one_version_only() -> None:
    """The earlier definition stands as its type was declared until then, and what is declared on it is its own."""
    fence = fences.fence(2)
    fence.grant("builder", Action.READ)
    older = fence.earlier(1, stages=fences.FIRST, reopens_at="asked")
    assert older.grants == fence.grants
    fence.grant("neighbour", Action.READ)
    fence.metric("boards", lambda fields: 1, unit="boards")
    older.grant("watchman", Action.READ)
    older.metric("nails", lambda fields: 1, unit="nails")
    assert {grant.role for grant in fence.grants} - {grant.role for grant in older.grants} == {"neighbour"}
    assert {grant.role for grant in older.grants} - {grant.role for grant in fence.grants} == {"watchman"}
    assert ([metric.name for metric in fence.metrics], [metric.name for metric in older.metrics]) == (
        ["boards"],
        ["nails"],
    )


def test_the_history_of_a_migrated_case_speaks_of_its_stages_by_their_present_names() -> None:
    """So that a clock of the present definition has run since the stage was entered under its old name."""

    def body(name: str, **data: object) -> str:
        return canonical({"name": name, "at": "2026-03-02T09:00:00+00:00", "data": data})

    entered = body("transitioned", **{"from": "asked", "to": "built"})
    [moved, migrated] = moments([entered, body("migrated", stages={"built": "put_up"})])
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert moved == Moment("transitioned", at, {"from": "asked", "to": "put_up"})
    assert migrated.name == "migrated"


def unknown_stage(fence: CaseType[Boards]) -> None:
    fence.earlier(1, stages=fences.FIRST, reopens_at="asked", becomes={"built": "nowhere"})


def later_version(fence: CaseType[Boards]) -> None:
    fences.first(fence.earlier(3, stages=fences.FIRST, reopens_at="asked"))


def other_arguments(fence: CaseType[Boards]) -> None:
    older = fence.earlier(1, stages=fences.FIRST, reopens_at="asked")

    @older.transition("asked -> built", role="builder")
    def build(case: object, *, height: int) -> Boards:
        """Build it as high as this."""
        raise NotImplementedError


def unreachable(fence: CaseType[Boards]) -> None:
    fence.earlier(1, stages=fences.FIRST, reopens_at="asked")


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        (unknown_stage, "becomes 'nowhere'; one of them is unknown"),
        (later_version, "version 3 is no earlier one of version 2"),
        (other_arguments, "the transition 'build' of version 1 has other arguments by now"),
        (unreachable, "no transition leads to the stage 'built'"),
    ],
)
def test_an_earlier_definition_is_checked_before_the_start(
    mistake: Callable[[CaseType[Boards]], None], told: str
) -> None:
    """In one sentence that names the plugin."""
    fence = fences.fence(2)
    check_case_type(fence, "fences", CALENDARS)
    mistake(fence)
    with pytest.raises(PluginError, match=f"plugin 'fences': Fence: .*{told}"):
        check_case_type(fence, "fences", CALENDARS)
