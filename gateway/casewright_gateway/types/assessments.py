"""What was found about a case: assessments by instruments, alerts, and the verdicts of the screening."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from casewright import models
from casewright.models.assessment import AssessmentState
from casewright.process import Priority, Risk, Verdict
from casewright_gateway import sources
from casewright_gateway.context import Info
from casewright_gateway.sources import Computed, One, its_case
from casewright_gateway.types.node import Node
from casewright_gateway.types.work import LazyCase


@strawberry.type(description="The answer to one item of an instrument.")
class AssessmentAnswer:
    """An option or a number, and what it is worth."""

    item: str = strawberry.field(description="The item, by its id.")
    option: str | None = strawberry.field(description="The option chosen, by its id.")
    number: Decimal | None = strawberry.field(description="The number given.")
    points: int = strawberry.field(description="What the answer is worth.")


@strawberry.type(description="An item that nobody may overlook, whatever the score.")
class AssessmentAlarm:
    """The item, its value, and why it matters."""

    item: str = strawberry.field(description="The item, by its id.")
    label: str = strawberry.field(description="What the item asks.")
    value: Decimal = strawberry.field(description="The number given, or the points of the option chosen.")
    reason: str = strawberry.field(description="Why somebody has to know.")
    priority: Priority = strawberry.field(description="How soon.")


@strawberry.type(description="The answers to an instrument, and what they come to. Never edited, only superseded.")
class Assessment(Node):
    """One assessment of a case."""

    row: strawberry.Private[models.Assessment]
    instrument: str = strawberry.field(description="The instrument, by its name.")
    version: str = strawberry.field(description="The version of the instrument it was made with.")
    variant: str | None = strawberry.field(description="The variant of the instrument, where it has some.")
    title: str = strawberry.field(description="The title of the instrument.")
    source: str = strawberry.field(description="Where items, points and bands come from.")
    state: AssessmentState = strawberry.field(description="Whether it has a score.")
    missing: list[str] = strawberry.field(description="Required items that are not answered, by their ids.")
    score: int | None = strawberry.field(description="What the answers come to; empty while it is incomplete.")
    band: str | None = strawberry.field(description="What the score means.")
    finding: str | None = strawberry.field(description="What the answers say beside the score; empty: nothing.")
    baseline: int | None = strawberry.field(description="The first score of the case that this one is compared with.")
    progress: str | None = strawberry.field(description="What has changed since then; empty: nothing to tell.")
    assessor: str = strawberry.field(description="Who made it.")
    assessed_at: datetime = strawberry.field(description="When.")
    review_due_at: datetime | None = strawberry.field(description="Until when it holds; empty: without an end.")
    case: LazyCase = its_case("The case it belongs to.")

    @strawberry.field(
        description="How serious that is; empty when the band does not tell.",
        metadata=sources.source(Computed(("risk",))),
    )
    def risk(self) -> Risk | None:
        """The risk of the band."""
        return Risk(self.row.risk) if self.row.risk else None

    @strawberry.field(
        description="Whether missing items were taken as the mean of the others.",
        metadata=sources.source(Computed(("missing", "state"))),
    )
    def estimated(self) -> bool:
        """It has a score although something is missing."""
        return self.row.state == "complete" and bool(self.row.missing)

    @strawberry.field(
        description="Whether there is no newer one by the same instrument.",
        metadata=sources.source(Computed(("superseded_by",))),
    )
    def current(self) -> bool:
        """Whether nothing superseded it."""
        return self.row.superseded_by is None

    @strawberry.field(
        description="The answers, in the order they were given.", metadata=sources.source(Computed(("answers",)))
    )
    def answers(self) -> list[AssessmentAnswer]:
        """Each with its points."""
        return [_answer(answer) for answer in self.row.answers]

    @strawberry.field(
        description="Items that nobody may overlook; empty when alerts are hidden from you.",
        metadata=sources.source(Computed(("alarms", "case_id"))),
    )
    async def alarms(self, info: Info) -> list[AssessmentAlarm]:
        """Each has raised an alert."""
        case = await info.context.reader.case(self.row.case_id)
        shown = case is not None and "alert" not in info.context.hidden(case.case_type)
        return [_alarm(alarm) for alarm in self.row.alarms] if shown else []


def _answer(stored: dict[str, Any]) -> AssessmentAnswer:
    number = stored["number"]
    return AssessmentAnswer(**{**stored, "number": None if number is None else Decimal(number)})


def _alarm(stored: dict[str, str]) -> AssessmentAlarm:
    return AssessmentAlarm(
        item=stored["item"],
        label=stored["label"],
        value=Decimal(stored["value"]),
        reason=stored["reason"],
        priority=Priority(stored["priority"]),
    )


@strawberry.type(description="Something about a case that somebody has to answer.")
class Alert(Node):
    """Open until it is answered; meanwhile it holds the priority of the case up."""

    row: strawberry.Private[models.Alert]
    rule: str = strawberry.field(description="The rule that raised it.")
    message: str = strawberry.field(description="What it is about.")
    priority: Priority = strawberry.field(description="The priority it gives the case at least.")
    raised_at: datetime = strawberry.field(description="Since when.")
    answered_at: datetime | None = strawberry.field(description="When it was answered; empty: it is open.")
    answered_by: str | None = strawberry.field(description="Who answered it.")
    answer: str | None = strawberry.field(description="What was done.")
    case: LazyCase = its_case("The case it belongs to.")


@strawberry.type(description="A rule by which a case is needed or not.")
class ScreeningReason:
    """One reason."""

    rule: str = strawberry.field(description="The id of the rule.")
    sentence: str = strawberry.field(description="What it says.")


@strawberry.type(description="What a screening found: whether the case is needed at all.")
class Screening:
    """One verdict."""

    id: strawberry.ID = strawberry.field(description="The id of the verdict.")
    row: strawberry.Private[models.Screening]
    verdict: Verdict = strawberry.field(description="What was found.")
    remark: str | None = strawberry.field(description="What was said about it.")
    screened_by: str = strawberry.field(description="By whom.")
    screened_at: datetime = strawberry.field(description="When.")
    invalidated_at: datetime | None = strawberry.field(description="Since when it holds no more; empty: it holds.")

    @strawberry.field(description="By which rules.", metadata=sources.source(Computed(("reasons",))))
    def reasons(self) -> list[ScreeningReason]:
        """In the order they were given."""
        return [ScreeningReason(**reason) for reason in self.row.reasons]

    @strawberry.field(
        description="The case that a duplicate is about; empty when you may not see it.",
        metadata=sources.source(One(models.Case, "other_id")),
    )
    async def duplicate_of(self, info: Info) -> LazyCase | None:
        """Loaded with the cases of all other rows."""
        row = await info.context.reader.case(self.row.other_id) if self.row.other_id else None
        return None if row is None else info.context.present(row)
