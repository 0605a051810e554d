"""A plugin that uses every declaration: what a town does when somebody reports a street tree."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, MaxLen

from casewright import (
    Action,
    Approval,
    Band,
    Case,
    CaseType,
    Confidentiality,
    Event,
    Instrument,
    Item,
    ItemAlarm,
    Option,
    Phase,
    Refused,
    RiskScale,
    Sample,
    Scope,
    Status,
    Verdict,
    WorkingModel,
    business_days,
    calendar_days,
    entered,
    hookimpl,
    hours,
    indexed,
    left,
    managed,
    waiting_for,
)

Words = Annotated[str, MaxLen(200)]


class Urgency(StrEnum):
    """How soon somebody has to go there."""

    CALM = "calm"
    SOON = "soon"
    NOW = "now"


@dataclass(frozen=True, kw_only=True)
class Damage:
    """Something wrong with a part of the tree."""

    part: Words
    depth: Annotated[int, Ge(0)] = 0


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A street tree that somebody reported."""

    tag: str = indexed(label="Tag on the trunk", unique=True)
    street: Annotated[str, MaxLen(2000)] = indexed()
    urgency: Urgency = indexed(default=Urgency.CALM)
    cost: Annotated[Decimal, Ge(0)] = indexed(default=Decimal(0))
    girth: int | None = indexed(default=None)
    found_on: date = indexed()
    seen_at: datetime | None = indexed(default=None)
    protected: bool = indexed(default=False)
    species: str | None = indexed(default=None)
    damages: tuple[Damage, ...] = ()
    reporter: Words | None = indexed(group="contact", default=None)
    address: Words | None = None
    remedy: str | None = managed(default=None)
    spent: Annotated[Decimal, Ge(0)] = managed(default=Decimal(0))

    @property
    def deepest(self) -> int:
        """The depth of the deepest damage."""
        return max((damage.depth for damage in self.damages), default=0)


tree = CaseType(
    "TreeCase",
    Tree,
    number="TRE-{year}-{sequence:05}",
    stages={
        "reported": Phase.SCREENING,
        "inspected": Phase.ASSESSMENT,
        "planned": Phase.PLANNING,
        "felled": Phase.IMPLEMENTATION,
        "replanted": Phase.FOLLOW_UP,
    },
    title=lambda fields: f"Tree {fields.tag} in {fields.street}",
    outcomes={"solved": Status.COMPLETED, "unfounded": Status.TERMINATED, "moved": Status.CLOSED},
    reopens_at="inspected",
    duplicate_key=("street", "found_on"),
    excluded_roles=("owner",),
    risk_scale=RiskScale(moderate=10, high=30),
    schema_version=2,
)
tree.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK, Action.ASSIGN)
tree.grant("warden", Action.READ, Action.WORK, scope=Scope.TEAM)
tree.grant("climber", Action.READ, Action.WORK, scope=Scope.ASSIGNED, hide=("contact",))
tree.grant("citizen", Action.READ, Action.OPEN, Action.WORK, scope=Scope.PARTY)
tree.grant("head", Action.READ, Action.WORK, Action.SUPERVISE, clearance=Confidentiality.RESTRICTED)
tree.retain(years=10, because="Town archive rule 7")
tree.grant("ranger", Action.READ, Action.WORK, scope=Scope.EMERGENCY, clearance=Confidentiality.RESTRICTED)
tree.grant("director", Action.READ, Action.WORK, Action.SUPERVISE, clearance=Confidentiality.VERY_RESTRICTED)
tree.grant("auditor", Action.READ, hide=("contact",))
tree.grant("neighbour", Action.READ, Action.WORK, hide=("document", "task"))
tree.grant("listener", Action.READ, hide=("note", "case_party"))

WORKERS = ("clerk", "warden", "climber")

tree.task("Look at the tree", on="reported", role="clerk", due=business_days(2), required=True)
tree.task("Take a picture", on="reported", role="climber")
tree.task(
    "Close the street", on="planned", role="clerk", required=True, when=lambda case: case.fields.urgency is Urgency.NOW
)
tree.clock(
    "answer",
    start=entered("reported", "inspected"),
    stop=left("reported", "inspected"),
    goal=hours(24),
    deadline=hours(72),
    pause=waiting_for("reporter"),
)
tree.clock("safety", start=entered("planned"), stop=left("planned"), deadline=calendar_days(30))
tree.metric("spent", lambda fields: fields.spent or None, unit="EUR")
tree.metric("girth", lambda fields: fields.girth, unit="cm")
tree.needs(
    skills=lambda fields: {"old trees"} if fields.protected else (),
    languages=lambda fields: {"fr", "nl"} if fields.street.startswith("Rue") else (),
)


@tree.risk("Damage deeper than 10 cm", points=20)
def deep_damage(fields: Tree) -> str | bool:
    return f"{fields.deepest} cm deep" if fields.deepest > 10 else False


@tree.risk("Thick trunk", points=15)
def thick(fields: Tree) -> bool | None:
    return None if fields.girth is None else fields.girth > 200


@tree.transition("reported -> inspected", role=WORKERS)
def inspect(case: Case[Tree], *, damages: tuple[Damage, ...] = (), urgency: Urgency | None = None) -> Tree:
    """Write down what is wrong with the tree."""
    return replace(case.fields, damages=damages or case.fields.damages, urgency=urgency or case.fields.urgency)


@tree.transition("inspected | planned -> reported", role=WORKERS)
def send_back(case: Case[Tree]) -> Tree:
    """Ask for a better report."""
    return case.fields


@tree.transition("inspected | planned", role=WORKERS)
def book(case: Case[Tree], *, amount: Decimal, remark: str = "") -> Tree:
    """Write down what was spent; the case stays where it is."""
    if amount > case.fields.cost:
        raise Refused(f"{amount} is more than the {case.fields.cost} planned", rule="book.cost", field="amount")
    return replace(case.fields, spent=case.fields.spent + amount)


@tree.transition(
    "inspected -> planned",
    role=WORKERS,
    approval=Approval(role="warden", when=lambda case, **arguments: case.fields.protected),
)
def plan(case: Case[Tree], *, remedy: Words) -> Tree:
    """Say what is to be done."""
    return replace(case.fields, remedy=remedy)


@tree.transition(
    "planned -> felled",
    role=("clerk", "warden"),
    approval=Approval(
        role=("head", "director"),
        suffices=lambda case, *, price: case.actor.limit("fell") >= price,
    ),
)
def fell(case: Case[Tree], *, price: Decimal) -> Tree:
    """Cut the tree down, at most for what it may cost."""
    if price > case.fields.cost:
        raise Refused(f"{price} is more than the {case.fields.cost} planned", rule="fell.cost", field="price")
    return replace(case.fields, spent=price)


@tree.transition("felled -> replanted", role="clerk", outcome="solved")
def replant(case: Case[Tree]) -> Tree:
    """Put a young tree in its place: the end."""
    return case.fields


def _ending(case: Case[Tree], *, moved: bool = False) -> str:
    return "moved" if moved else "unfounded"


@tree.transition("reported | inspected", role="clerk", outcome=_ending)
def dismiss(case: Case[Tree], *, moved: bool = False) -> Tree:
    """Nothing to do here."""
    return case.fields


reacted: list[tuple[str, UUID, str]] = []
"""What the reactions saw: (reaction, case, event)."""


@tree.on("planned")
def tell_neighbours(case: Case[Tree], event: Event) -> None:
    reacted.append(("tell_neighbours", case.id, event.name))


@tree.on("note_added")
async def count_words(case: Case[Tree], event: Event) -> None:
    reacted.append(("count_words", case.id, event.name))


@tree.upgrade(2)
def street_is_called_street(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 called the street a road."""
    renamed = dict(stored)
    renamed["street"] = renamed.pop("road")
    return renamed


@tree.samples
def sample(random: Random) -> Sample:
    tag = f"T{random.randrange(10**9)}"
    return Sample(Tree(tag=tag, street="Lime Street", found_on=date(2026, 3, 2)), {"reporter": "Robin Reporter"})


VITALITY = Instrument(
    name="vitality",
    version="2",
    title="Vitality",
    source="the form of the town's own gardeners",
    items=(
        Item(
            id="crown",
            label="The crown",
            options=(Option("full", "Full", 0), Option("thin", "Thin", 2), Option("dead", "Dead", 4)),
            alarm=ItemAlarm(4, "a dead crown drops branches"),
        ),
        Item(id="lean", label="How far it leans", steps=((0, 0), (10, 1), (25, 3)), most=90, unit="degrees"),
    ),
    bands=(Band("sound", 0), Band("weak", 3)),
)
tree.assess("vitality", on="inspected", points={})
tree.work_by(WorkingModel.STRENGTHS_BASED)
tree.screen(role="clerk", reasons={"healthy": "The tree is healthy"}, outcomes={Verdict.NOT_ELIGIBLE: "unfounded"})


@hookimpl
def instruments() -> list[Instrument]:
    return [VITALITY]


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [tree]
