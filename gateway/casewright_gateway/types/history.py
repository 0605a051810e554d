"""What happened to a case: events, visits, risk readings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from casewright import models
from casewright.casetype import CaseType
from casewright.events import data_of
from casewright.process import Phase, Risk
from casewright_gateway.context import Info
from casewright_gateway.reads.reader import Children
from casewright_gateway.rows import present
from casewright_gateway.types.work import LazyCase, case_of

_ASSESSMENTS = Children(models.RiskAssessment, order="t.id DESC")
_TELLING: Mapping[str, tuple[str, ...]] = {
    "approval": ("approval_",),
    "assignment": ("assigned", "claimed", "released"),
    "case_link": ("linked",),
    "case_party": ("party_", "waiting_"),
    "clock": ("clock_",),
    "document": ("document_", "upload_"),
    "note": ("note_",),
    "risk": ("risk_",),
    "task": ("task_",),
}
"""Events that tell of a part of the case, by the beginning of their names."""


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

    @strawberry.field(description="The case it happened to.")
    async def case(self, info: Info) -> LazyCase:
        """Loaded with the cases of all other rows."""
        return await case_of(info, self.row.case_id)

    @strawberry.field(description="What it was about; without fields that are hidden from you.")
    async def data(self, info: Info) -> JSON:
        """Changes of hidden fields are left out, and the arguments that may tell them."""
        case = await info.context.reader.case(self.row.case_id)
        assert case is not None
        hidden = info.context.hidden(case.case_type)
        if any(self.name.startswith(_TELLING.get(part, ())) for part in hidden):
            return JSON({})
        return JSON(_masked(data_of(self.row), info.context.platform.case_types[case.case_type], hidden))


def _masked(data: dict[str, Any], case_type: CaseType[Any], hidden: frozenset[str]) -> dict[str, Any]:
    if not hidden:
        return data
    secret = {name for name, field in case_type.fields.fields.items() if field.marking.group in hidden}
    left_out = {"arguments", "tasks"} if "task" in hidden else {"arguments"}
    shown = {key: value for key, value in data.items() if key not in left_out}
    for key in shown.keys() & {"changes", "fields"}:
        shown[key] = {name: value for name, value in shown[key].items() if name not in secret}
    return shown


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
    missing: list[str] = strawberry.field(description="Rules that could not be judged, for lack of data.")
    assessed_by: str = strawberry.field(description="The rules, or the person who overrode them.")
    assessed_at: datetime = strawberry.field(description="When.")
    override_reason: str | None = strawberry.field(description="Why a person set another level.")
    expires_at: datetime | None = strawberry.field(description="Until when the override holds.")

    @strawberry.field(description="Every rule that fired, with its points and the fact.")
    def factors(self) -> list[RiskFactor]:
        """In declared order."""
        return [RiskFactor(**factor) for factor in self.row.factors]  # type: ignore[arg-type]


@strawberry.type(description="The risk of a case.")
class CaseRisk:
    """The level in force and how it came about."""

    case: strawberry.Private[models.Case]
    level: Risk = strawberry.field(description="The level in force, an override included.")
    points: int = strawberry.field(description="The points of the rules.")

    @strawberry.field(description="The readings, newest first.")
    async def assessments(self, info: Info, first: int = 5) -> list[RiskAssessment]:
        """Loaded with the readings of all other cases."""
        rows = await info.context.reader.children(_ASSESSMENTS, self.case.id, first)
        return [present(RiskAssessment, row) for row in rows]
