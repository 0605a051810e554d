"""States of a case, a plan, a goal and a service in the words of FHIR R4."""

import pytest

from casewright import GoalStatus, PlanState, Risk, Status
from casewright_healthcare import care_plan
from casewright_healthcare.fhir.states import (
    ACTIVITY,
    EPISODE,
    ERROR,
    GOING_ON,
    OVER,
    RISK,
    SERVICE,
    TEAM,
    achievement,
    episode_status,
    goal_lifecycle,
    plan_status,
    task_status,
)
from casewright_healthcare.readmission import AVOIDABLE, HOSPITAL, LACE


@pytest.mark.parametrize(
    ("status", "stage", "expected"),
    [
        (Status.ACTIVE, "referral_received", "planned"),
        (Status.ACTIVE, "waitlist", "waitlist"),
        (Status.ACTIVE, "care_delivery", "active"),
        (Status.SUSPENDED, "care_delivery", "onhold"),
        (Status.COMPLETED, "outcome_review", "finished"),
        (Status.CLOSED, "outcome_review", "finished"),
        (Status.TERMINATED, "referral_received", "cancelled"),
    ],
)
def test_a_case_as_an_episode(status: Status, stage: str, expected: str) -> None:
    """Its status in the words of FHIR, where `onhold` has no hyphen."""
    assert episode_status(status, stage) == expected
    assert stage in care_plan.stages


@pytest.mark.parametrize(
    ("plan", "case", "expected"),
    [
        (PlanState.DRAFT, Status.ACTIVE, "draft"),
        (PlanState.PROPOSED, Status.ACTIVE, "draft"),
        (PlanState.ACCEPTED, Status.ACTIVE, "active"),
        (PlanState.ACCEPTED, Status.SUSPENDED, "on-hold"),
        (PlanState.ACCEPTED, Status.COMPLETED, "completed"),
        (PlanState.ACCEPTED, Status.TERMINATED, "revoked"),
        (PlanState.SUPERSEDED, Status.ACTIVE, "revoked"),
        (PlanState.INVALIDATED, Status.ACTIVE, "revoked"),
    ],
)
def test_a_plan_as_a_care_plan(plan: PlanState, case: Status, expected: str) -> None:
    """Its status in the words of FHIR, where `on-hold` has a hyphen."""
    assert plan_status(plan, case) == expected


@pytest.mark.parametrize(
    ("plan", "goal", "case", "expected"),
    [
        (PlanState.DRAFT, None, Status.ACTIVE, "proposed"),
        (PlanState.PROPOSED, None, Status.ACTIVE, "proposed"),
        (PlanState.DRAFT, GoalStatus.ACHIEVED, Status.ACTIVE, "proposed"),
        (PlanState.ACCEPTED, None, Status.ACTIVE, "active"),
        (PlanState.ACCEPTED, GoalStatus.SUSTAINING, Status.ACTIVE, "active"),
        (PlanState.ACCEPTED, GoalStatus.ACHIEVED, Status.ACTIVE, "completed"),
        (PlanState.ACCEPTED, GoalStatus.NOT_ATTAINABLE, Status.ACTIVE, "cancelled"),
        (PlanState.ACCEPTED, GoalStatus.IMPROVING, Status.SUSPENDED, "on-hold"),
        (PlanState.ACCEPTED, GoalStatus.NOT_ACHIEVED, Status.COMPLETED, "completed"),
        (PlanState.ACCEPTED, GoalStatus.IMPROVING, Status.TERMINATED, "cancelled"),
        (PlanState.SUPERSEDED, None, Status.ACTIVE, "cancelled"),
    ],
)
def test_a_goal_has_a_life_and_an_achievement(
    plan: PlanState, goal: GoalStatus | None, case: Status, expected: str
) -> None:
    """Two things in FHIR; its life goes with that of the plan and of the case."""
    assert goal_lifecycle(plan, goal, case) == expected


def test_what_is_done_goes_with_the_plan() -> None:
    """Under each status that a plan may have; nothing goes on under one that is over."""
    statuses = {plan_status(plan, case) for plan in PlanState for case in Status}
    assert set(ACTIVITY) == statuses == {"draft", "active", "on-hold", "completed", "revoked"}
    assert [ACTIVITY[status] for status in ("draft", "active", "on-hold", "completed", "revoked")] == [
        "not-started", "in-progress", "on-hold", "completed", "stopped",
    ]  # fmt: skip


def test_every_state_has_its_word() -> None:
    """The nine achievements are FHIR's with hyphens; every state of a service has a status."""
    assert {achievement(status) for status in GoalStatus} == {
        "in-progress", "improving", "worsening", "no-change", "achieved", "sustaining", "not-achieved", "no-progress",
        "not-attainable",
    }  # fmt: skip
    assert set(SERVICE) == {"requested", "accepted", "rejected", "in_progress", "completed", "cancelled"}


TASK_STATUS = {
    "draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed",
    "completed", "entered-in-error",
}  # fmt: skip
"""The value set `task-status` of FHIR R4."""


def test_a_service_is_followed_by_a_task() -> None:
    """Each state has a Task.status; each Task.status says whether it is over, was answered, or nobody has answered."""
    assert {task_status(state) for state in SERVICE} == {
        "requested", "accepted", "rejected", "in-progress", "completed", "cancelled",
    }  # fmt: skip
    assert all(task_status(state) in TASK_STATUS for state in SERVICE)
    assert OVER["Task"] == {"completed", "rejected", "cancelled", "failed", ERROR}
    assert GOING_ON == {"accepted": "accepted", "ready": "accepted", "in-progress": "in_progress"}
    assert TASK_STATUS - OVER["Task"] - set(GOING_ON) == {"draft", "requested", "received", "on-hold"}


def test_the_seven_states_of_an_episode_are_known() -> None:
    """Those of FHIR R4; only of one that is none nothing is said."""
    assert set(EPISODE) == {"planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error"}
    assert [name for name, status in EPISODE.items() if status is None] == [ERROR]


def test_a_team_is_there_as_long_as_its_case() -> None:
    """Suspended with it, inactive after it."""
    states = {Status.ACTIVE: "active", Status.SUSPENDED: "suspended"}
    assert {status: TEAM[status] for status in Status} == {status: states.get(status, "inactive") for status in Status}


def test_every_band_of_an_early_readmission_has_its_word() -> None:
    """LACE and HOSPITAL in the words of FHIR, and of each band of HOSPITAL the share that reviews print."""
    variants = [variant for each in (LACE, HOSPITAL) for variant in each.variants]
    bands = [band for each in (LACE, HOSPITAL, *variants) for band in each.bands]
    assert {band.name for band in bands} == set(RISK)
    assert {RISK[band.name] for band in bands if band.risk is Risk.HIGH} == {"high"}
    assert [(band.name, float(AVOIDABLE[band.name])) for band in HOSPITAL.bands] == [
        ("low", 5.8), ("intermediate", 11.9), ("high", 22.8),
    ]  # fmt: skip
