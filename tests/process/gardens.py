"""A plugin that goes the whole way: a garden that neighbours restore, from the plan to what came of it."""

from dataclasses import dataclass
from typing import Any

from casewright import (
    Action,
    Case,
    CaseType,
    Gate,
    Phase,
    Refused,
    Scope,
    Status,
    business_days,
    calendar_days,
    hookimpl,
    indexed,
)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A neglected garden."""

    name: str = indexed()


garden = CaseType(
    "Garden",
    Plot,
    number="GAR-{year}-{sequence}",
    stages={
        "surveyed": Phase.ASSESSMENT,
        "designed": Phase.PLANNING,
        "dug": Phase.IMPLEMENTATION,
        "watched": Phase.FOLLOW_UP,
        "given_back": Phase.TRANSITION,
        "in_bloom": Phase.POST_TRANSITION,
        "looked_back_on": Phase.EVALUATION,
    },
    title=lambda fields: fields.name,
    outcomes={"restored": Status.COMPLETED, "given_up": Status.TERMINATED, "mistaken": Status.TERMINATED},
    void=["mistaken"],
    reopens_at="surveyed",
)
garden.grant("gardener", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
garden.grant("foreman", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
garden.grant("neighbour", Action.READ, scope=Scope.PARTY, party_roles=["neighbour"])
garden.grant("integrator", Action.READ, Action.INTEGRATE)
garden.grant("visitor", Action.READ, Action.WORK, hide=["plan", "contact", "cost_entry", "transition_record"])

garden.about("neighbour")
garden.plans(client="neighbour", approver="foreman", client_goal=True, strengths=True)
garden.gate("designed", Gate.PLAN_ACCEPTED)
garden.gate("watched", Gate.GOALS_ASSESSED)
garden.gate("given_back", Gate.HANDOVER_COMPLETE)
garden.gate("in_bloom", Gate.PROGRAMME_OVER)
garden.gate("looked_back_on", Gate.REPORT_STORED)
garden.hand_over("Keys", "Watering plan")
garden.contact_programme(on="in_bloom", due=[business_days(2), calendar_days(7)], attempts=2)


@garden.before_service
def no_strangers(case: Case[Plot], *, provider: str) -> None:
    """Nobody knows what the stranger brings."""
    if provider == "A stranger":
        raise Refused(f"nobody knows {provider}", rule="service.stranger", field="provider_id")


@garden.before_sharing
def not_with_strangers(case: Case[Plot], *, recipient: str) -> None:
    """Nobody knows what the stranger does with it."""
    if recipient == "A stranger":
        raise Refused(f"nobody knows {recipient}", rule="share.stranger")


WORKERS = ("gardener", "foreman", "visitor")


@garden.transition("surveyed -> designed", role=WORKERS)
def design(case: Case[Plot]) -> Plot:
    """Begin to plan."""
    return case.fields


@garden.transition("designed -> dug", role=WORKERS)
def dig(case: Case[Plot]) -> Plot:
    """Do what the plan says."""
    return case.fields


@garden.transition("dug -> watched", role=WORKERS)
def watch(case: Case[Plot]) -> Plot:
    """Look what grows."""
    return case.fields


@garden.transition("watched -> given_back", role=WORKERS)
def give_back(case: Case[Plot]) -> Plot:
    """Let the neighbours care for it themselves."""
    return case.fields


@garden.transition("given_back -> in_bloom", role=WORKERS)
def let_bloom(case: Case[Plot]) -> Plot:
    """Ask now and then how it grows."""
    return case.fields


@garden.transition("in_bloom -> looked_back_on", role=WORKERS)
def look_back(case: Case[Plot]) -> Plot:
    """See what came of it."""
    return case.fields


@garden.transition("dug | watched | in_bloom -> designed", role=WORKERS)
def redesign(case: Case[Plot]) -> Plot:
    """Plan again."""
    return case.fields


@garden.transition("surveyed", role=WORKERS, outcome="given_up")
def give_up(case: Case[Plot]) -> Plot:
    """Leave it as it is."""
    return case.fields


@garden.transition("surveyed", role=WORKERS, outcome="mistaken")
def strike(case: Case[Plot]) -> Plot:
    """There never was such a garden."""
    return case.fields


@garden.transition("looked_back_on", role=WORKERS, outcome="restored")
def enjoy(case: Case[Plot]) -> Plot:
    """Sit down: the end."""
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [garden]
