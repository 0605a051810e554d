"""How states of FHIR R4 and of a case belong together, as tables. Pure."""

from collections.abc import Mapping

from casewright import GoalStatus, PlanState, Status

EPISODE: Mapping[str, Status | None] = {
    "planned": Status.ACTIVE,
    "waitlist": Status.ACTIVE,
    "active": Status.ACTIVE,
    "onhold": Status.SUSPENDED,
    "finished": Status.COMPLETED,
    "cancelled": Status.TERMINATED,
    "entered-in-error": None,
}
"""EpisodeOfCare.status (hl7.org/fhir/R4/codesystem-episode-of-care-status): `onhold`, but `on-hold` elsewhere."""

SCREENING = {"referral_received": "planned", "waitlist": "waitlist"}
"""The EpisodeOfCare.status at the stages of the screening."""


ERROR = "entered-in-error"
"""The status of every resource of a care plan that should never have been."""


def episode_status(status: Status, stage: str) -> str:
    """The EpisodeOfCare.status of a case."""
    if status is Status.ACTIVE:
        return SCREENING.get(stage, "active")
    return {Status.SUSPENDED: "onhold", Status.TERMINATED: "cancelled"}.get(status, "finished")


def plan_status(plan: PlanState, case: Status) -> str:
    """The CarePlan.status (value set `request-status`) of a version of the plan."""
    if plan in (PlanState.DRAFT, PlanState.PROPOSED):
        return "draft"
    if plan is not PlanState.ACCEPTED:
        return "revoked"
    return {Status.ACTIVE: "active", Status.SUSPENDED: "on-hold", Status.TERMINATED: "revoked"}.get(case, "completed")


ACTIVITY: Mapping[str, str] = {
    "draft": "not-started",
    "active": "in-progress",
    "on-hold": "on-hold",
    "completed": "completed",
    "revoked": "stopped",
}
"""The CarePlan.activity.detail.status (`care-plan-activity-status`) under each CarePlan.status."""


def goal_lifecycle(plan: PlanState, goal: GoalStatus | None, case: Status) -> str:
    """The Goal.lifecycleStatus of a goal of a version of the plan."""
    followed = plan_status(plan, case)
    if followed == "draft":
        return "proposed"
    if followed == "revoked" or goal is GoalStatus.NOT_ATTAINABLE:
        return "cancelled"
    return "completed" if goal is GoalStatus.ACHIEVED else followed


def achievement(goal: GoalStatus) -> str:
    """The code of Goal.achievementStatus (`goal-achievement`)."""
    return goal.value.replace("_", "-")


SERVICE: Mapping[str, str] = {
    "requested": "active",
    "accepted": "active",
    "in_progress": "active",
    "completed": "completed",
    "rejected": "revoked",
    "cancelled": "revoked",
}
"""The ServiceRequest.status (`request-status`) of each state of a service."""


def task_status(service: str) -> str:
    """The Task.status (`task-status`) by which a service in this state is followed: they have the same words."""
    return service.replace("_", "-")


GOING_ON: Mapping[str, str] = {"accepted": "accepted", "ready": "accepted", "in-progress": "in_progress"}
"""Of a Task that goes on: the state of the service that it follows. In the others that go on, nobody has answered."""

OVER: Mapping[str, frozenset[str]] = {
    "CarePlan": frozenset({"revoked", "completed", ERROR}),
    "CareTeam": frozenset({"inactive", ERROR}),
    "Goal": frozenset({"completed", "cancelled", ERROR, "rejected"}),
    "ServiceRequest": frozenset({"revoked", "completed", ERROR}),
    "Task": frozenset({"completed", "rejected", "cancelled", "failed", ERROR}),
    "CarePlan.activity": frozenset({"completed", "cancelled", "stopped", ERROR}),
}
"""The statuses of what is over, or never was: nobody begins with it anew."""

TEAM: Mapping[Status, str] = {
    Status.ACTIVE: "active",
    Status.SUSPENDED: "suspended",
    Status.COMPLETED: "inactive",
    Status.TERMINATED: "inactive",
    Status.CLOSED: "inactive",
}
"""The CareTeam.status (`care-team-status`) of each status of a case."""

RISK: Mapping[str, str] = {
    "low": "low",
    "unlikely": "low",
    "moderate": "moderate",
    "intermediate": "moderate",
    "high": "high",
    "likely": "high",
}
"""The RiskAssessment.prediction.qualitativeRisk (`risk-probability`) of each band of LACE and HOSPITAL."""
