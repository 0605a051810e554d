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


def goal_lifecycle(plan: PlanState, goal: GoalStatus | None) -> str:
    """The Goal.lifecycleStatus of a goal of a version of the plan."""
    if plan in (PlanState.DRAFT, PlanState.PROPOSED):
        return "proposed"
    if plan is not PlanState.ACCEPTED or goal is GoalStatus.NOT_ATTAINABLE:
        return "cancelled"
    return "completed" if goal is GoalStatus.ACHIEVED else "active"


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

TEAM: Mapping[Status, str] = {
    Status.ACTIVE: "active",
    Status.SUSPENDED: "suspended",
    Status.COMPLETED: "inactive",
    Status.TERMINATED: "inactive",
    Status.CLOSED: "inactive",
}
"""The CareTeam.status (`care-team-status`) of each status of a case."""

RISK: Mapping[str, str] = {"low": "low", "moderate": "moderate", "intermediate": "moderate", "high": "high"}
"""The RiskAssessment.prediction.qualitativeRisk (`risk-probability`) of each band of LACE and HOSPITAL."""
