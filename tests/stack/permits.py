"""A plugin whose cases need documents: leave to cut a tree, with a map first and a receipt later."""

from dataclasses import dataclass
from typing import Any

from casewright import Action, Case, CaseType, Phase, Status, hookimpl


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to cut."""

    tree: str


permit = CaseType(
    "Permit",
    Wish,
    number="PER-{year}-{sequence}",
    stages={"asked": Phase.SCREENING, "looked_at": Phase.ASSESSMENT, "granted": Phase.FOLLOW_UP},
    title=lambda fields: fields.tree,
    outcomes={"cut": Status.COMPLETED, "withdrawn": Status.TERMINATED},
    reopens_at="asked",
)
permit.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
permit.grant("climber", Action.READ, Action.WORK, hide=["document"])
permit.document("A map of the place", category="map", on="asked")
permit.document("The owner's consent", category="consent", on="asked")
permit.document("The receipt of the fee", category="receipt", on="looked_at")
WORKERS = ("clerk", "climber")


@permit.transition("asked -> looked_at", role=WORKERS)
def look_at(case: Case[Wish]) -> Wish:
    """Look at the tree."""
    return case.fields


@permit.transition("looked_at -> granted", role=WORKERS)
def give_leave(case: Case[Wish]) -> Wish:
    """Let them cut it."""
    return case.fields


@permit.transition("asked | looked_at", role=WORKERS, outcome="withdrawn")
def withdraw(case: Case[Wish]) -> Wish:
    """They want to cut it no more."""
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [permit]
