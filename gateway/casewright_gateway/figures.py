"""The root field of figures over many cases."""

from datetime import datetime

import strawberry

from casewright.process import Risk
from casewright.working_models import WorkingModel
from casewright_gateway.context import Info
from casewright_gateway.reads.figures.scope import Scope
from casewright_gateway.types.metrics import Metrics


@strawberry.type
class FigureQuery:
    """What many cases come to."""

    @strawberry.field(description="Figures over the cases that you may see, of a type or of all types.")
    async def metrics(
        self,
        info: Info,
        case_type: str | None = None,
        opened_from: datetime | None = None,
        opened_before: datetime | None = None,
        as_of: datetime | None = None,
        team: str | None = None,
        assignee: str | None = None,
        risk_level: Risk | None = None,
        model: WorkingModel | None = None,
    ) -> Metrics:
        """Computed by the database, now; `asOf` an earlier moment, the cases count as they stood then."""
        platform = info.context.platform
        having = {"team": team, "assignee": assignee, "risk_level": risk_level, "model": model}
        scope = Scope(
            platform=platform,
            actor=info.context.actor,
            now=platform.now(),
            case_type=None if case_type is None else platform.case_type(case_type),
            as_of=as_of,
            opened_from=opened_from,
            opened_before=opened_before,
            having={name: str(value) for name, value in having.items() if value is not None},
        )
        return Metrics(scope=scope)
