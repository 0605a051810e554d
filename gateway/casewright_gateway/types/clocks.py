"""Clocks of a case, with their explanation."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.clocks import ClockStatus
from casewright.operations.clocks import explain
from casewright_gateway.context import Info
from casewright_gateway.sources import Computed, source


@strawberry.type(description="A promise of the case type: from one event to another within a time.")
class Clock:
    """Where a clock stands."""

    id: strawberry.ID = strawberry.field(description="The id of the clock.")
    row: strawberry.Private[models.Clock]
    name: str = strawberry.field(description="The name of the clock.")
    status: ClockStatus = strawberry.field(description="Where it stood after the last event.")
    started_at: datetime | None = strawberry.field(description="When it began to run.")
    stopped_at: datetime | None = strawberry.field(description="When it stopped.")
    goal_at: datetime | None = strawberry.field(description="When it is good.")
    deadline_at: datetime | None = strawberry.field(description="When it is late.")

    @strawberry.field(
        description="How the clock came to what it says, recomputed from the history now.",
        metadata=source(Computed(("case_id", "name"))),
    )
    async def explanation(self, info: Info) -> list[str]:
        """Empty for a clock that is declared no more; reads the whole history of each case."""
        platform, reader = info.context.platform, info.context.reader
        case, events = await reader.case(self.row.case_id), await reader.history(self.row.case_id)
        assert case is not None
        state = explain(platform, case, events, platform.now()).get(self.row.name)
        return list(state.explanation) if state else []
