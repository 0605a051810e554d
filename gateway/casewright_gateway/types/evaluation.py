"""What a case came to: outcomes, feedback, costs, lessons."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from casewright import models
from casewright.evaluation import CostKind, Dimension, Economy, FeedbackSource
from casewright.inputs import plain
from casewright.planning import attainment
from casewright_gateway.sources import one
from casewright_gateway.types.plans import Intervention

strawberry.enum(Dimension, name="OutcomeDimension", description="In which respect an outcome is looked at.")
strawberry.enum(FeedbackSource, description="Who says what they think of it.")
strawberry.enum(CostKind, description="What an amount is.")


@strawberry.type(description="What a case came to in one respect.")
class Outcome:
    """One measure of one dimension."""

    id: strawberry.ID = strawberry.field(description="The id of the outcome.")
    row: strawberry.Private[models.Outcome]
    dimension: Dimension = strawberry.field(description="In which respect.")
    measure: str = strawberry.field(description="What was measured.")
    unit: str | None = strawberry.field(description="The unit of the figures.")
    baseline: Decimal | None = strawberry.field(description="What it was.")
    target: Decimal | None = strawberry.field(description="What it was to be.")
    actual: Decimal = strawberry.field(description="What it is.")
    note: str | None = strawberry.field(description="What is to be said about it.")
    recorded_by: str = strawberry.field(description="Who recorded it.")
    recorded_at: datetime = strawberry.field(description="When.")

    @strawberry.field(description="The part of the way from baseline to target that was gone; 1 is reached.")
    def attainment(self) -> Decimal | None:
        """To four places."""
        part = attainment(self.row.baseline, self.row.target, self.row.actual)
        return None if part is None else round(part, 4)


@strawberry.type(description="What somebody thinks of a case.")
class Feedback:
    """A rating, in words too."""

    id: strawberry.ID = strawberry.field(description="The id of the feedback.")
    row: strawberry.Private[models.Feedback]
    source: FeedbackSource = strawberry.field(description="Whose it is.")
    rating: int = strawberry.field(description="From 1, bad, to 5, good.")
    comment: str | None = strawberry.field(description="In words.")
    given_by: str = strawberry.field(description="Who gave it, or wrote it down.")
    given_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="An amount of money that a case took or spared.")
class CostEntry:
    """One amount."""

    id: strawberry.ID = strawberry.field(description="The id of the entry.")
    row: strawberry.Private[models.CostEntry]
    kind: CostKind = strawberry.field(description="What the amount is.")
    hard: bool = strawberry.field(description="Whether it is on a bill.")
    amount: Decimal = strawberry.field(description="How much.")
    currency: str = strawberry.field(description="In which currency, a code of ISO 4217.")
    description: str = strawberry.field(description="For what.")
    incurred_on: date = strawberry.field(description="On which day.")
    entered_by: str = strawberry.field(description="Who entered it.")
    entered_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="The sums of a case in one currency, of hard or of soft amounts.")
class CaseEconomy:
    """What it cost, what it saved."""

    currency: str = strawberry.field(description="The currency.")
    hard: bool = strawberry.field(description="Whether these amounts are on a bill.")
    potential: Decimal = strawberry.field(description="What would have been spent.")
    actual: Decimal = strawberry.field(description="What was spent.")
    case_management: Decimal = strawberry.field(description="What the case management took.")
    savings: Decimal = strawberry.field(description="potential - (actual + caseManagement).")
    roi: Decimal | None = strawberry.field(description="savings / caseManagement, to four places.")


def economy_of(economy: Economy) -> CaseEconomy:
    """The sums as an object."""
    names = ("potential", "actual", "case_management", "savings")
    sums = {name: plain(getattr(economy, name)) for name in names}
    roi = None if economy.roi is None else round(economy.roi, 4)
    return CaseEconomy(currency=economy.currency, hard=economy.hard, roi=roi, **sums)


@strawberry.type(description="What is to be remembered of a case.")
class Lesson:
    """What worked, or what did not."""

    id: strawberry.ID = strawberry.field(description="The id of the lesson.")
    row: strawberry.Private[models.Lesson]
    worked: bool = strawberry.field(description="Whether it worked.")
    text: str = strawberry.field(description="What.")
    written_by: str = strawberry.field(description="Who wrote it down.")
    written_at: datetime = strawberry.field(description="When.")

    intervention: Intervention | None = one(Intervention, "intervention_id", "The intervention it is about.")
