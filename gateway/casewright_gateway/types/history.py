"""What happened to a case: events, visits, risk readings."""

from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from casewright import models
from casewright.casetype import CaseType
from casewright.events import data_of
from casewright.process import Phase, Risk
from casewright.telling import shown
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.sources import Computed, Unmasked, column, its_case, many, source
from casewright_gateway.types.work import LazyCase


@strawberry.type(description="Something that happened to a case; part of a hash chain, never edited.")
class Event:
    """A row of the history."""

    id: strawberry.ID = strawberry.field(description="The id of the event.")
    row: strawberry.Private[models.Event]
    sequence: int = strawberry.field(description="Its place in the history of the case, without gaps.")
    name: str = strawberry.field(description="What happened.")
    actor: str = strawberry.field(description="Who did it.")
    at: datetime = strawberry.field(description="When.")
    hash: str = strawberry.field(description="SHA-256 over the hash before it and this event.")
    case: LazyCase = its_case("The case it happened to.")

    @strawberry.field(
        description="What it was about; without fields that are hidden from you.",
        metadata=source(Unmasked("body", key="data")),
    )
    async def data(self, info: Info) -> JSON:
        """Changes of hidden fields are left out, and the arguments that may tell them."""
        case = await info.context.reader.case(self.row.case_id)
        assert case is not None
        hidden = info.context.hidden(case.case_type)
        return JSON(told(self.row, info.context.platform.case_types[case.case_type], hidden))


def told(event: models.Event, case_type: CaseType[Any], hidden: frozenset[str]) -> dict[str, Any]:
    """What an event recorded, without what tells of something that is hidden."""
    return shown(event.name, data_of(event), case_type, hidden)


@strawberry.type(description="One stay at a stage, counted within its phase.")
class PhaseVisit:
    """A numbered visit."""

    id: strawberry.ID = strawberry.field(description="The id of the visit.")
    row: strawberry.Private[models.PhaseVisit]
    phase: Phase = strawberry.field(description="The phase.")
    stage: str = strawberry.field(description="The stage.")
    number: int = strawberry.field(description="The how-manieth entry into the phase.")
    entered_at: datetime = strawberry.field(description="From when.")
    entered_by: str = strawberry.field(description="By whom.")
    left_at: datetime | None = strawberry.field(description="Until when; empty: still.")
    reason: str | None = strawberry.field(description="Why the case came back.")
    returned: bool = strawberry.field(description="Whether the case went back to the stage: that is rework.")
    invalidated: str | None = strawberry.field(description="What held no more from then on; empty: nothing.")


@strawberry.type(description="A risk rule that fired.")
class RiskFactor:
    """One factor."""

    rule: str = strawberry.field(description="The name of the rule.")
    sentence: str = strawberry.field(description="The rule as a sentence.")
    points: int = strawberry.field(description="What it adds.")
    fact: str = strawberry.field(description="The fact that made it fire; may be empty.")


@strawberry.type(description="How serious a case was found to be, and why.")
class RiskAssessment:
    """One reading of the rules, or one override."""

    id: strawberry.ID = strawberry.field(description="The id of the assessment.")
    row: strawberry.Private[models.RiskAssessment]
    level: Risk = strawberry.field(description="The level found.")
    points: int = strawberry.field(description="The sum of the points.")
    missing: list[str] = strawberry.field(description="Rules and instruments without the data they need, by name.")
    assessed_by: str = strawberry.field(description="The rules, or the person who overrode them.")
    assessed_at: datetime = strawberry.field(description="When.")
    override_reason: str | None = strawberry.field(description="Why a person set another level.")
    expires_at: datetime | None = strawberry.field(description="Until when the override holds.")
    review_due_at: datetime | None = strawberry.field(description="When the risk is to be assessed again.")

    @strawberry.field(
        description="Every rule that fired, with its points and the fact.", metadata=source(Computed(("factors",)))
    )
    def factors(self) -> list[RiskFactor]:
        """In declared order."""
        return [RiskFactor(**factor) for factor in self.row.factors]  # type: ignore[arg-type]


_READINGS = Children(models.RiskAssessment, newest=True)


@strawberry.type(description="The risk of a case.")
class CaseRisk:
    """The level in force and how it came about."""

    row: strawberry.Private[models.Case]
    level: Risk = column("risk_level", "The level in force, an override included.")
    points: int = column("risk_points", "The points of the rules.")
    assessments: list[RiskAssessment] = many(RiskAssessment, _READINGS, "The readings, newest first.", first=5)

    @strawberry.field(
        description="When it is to be assessed again; empty: nothing asks for it.", metadata=source(Computed(("id",)))
    )
    async def review_due_at(self, info: Info) -> datetime | None:
        """What the newest reading says."""
        rows = await info.context.reader.children(_READINGS, self.row.id, 1)
        return rows[0].review_due_at if rows else None


def case_risk(row: models.Case) -> CaseRisk:
    """The risk of a case's row."""
    return CaseRisk(level=Risk(row.risk_level), points=row.risk_points, row=row)
