"""What was done with a request for an approval: a step on its row, and what its events say of it."""

from typing import Any

from casewright import models
from casewright.operations.change import Draft


def about(row: models.Approval) -> dict[str, Any]:
    """What every event says of a request that was there before."""
    return {"approval": str(row.id), "transition": row.transition, "asked_by": row.asked_by}


def step(draft: Draft, row: models.Approval, decision: str, reason: str | None = None) -> dict[str, Any]:
    """One more step of a request, at the level where it is."""
    return {
        "by": draft.actor.subject,
        "role": row.role,
        "level": row.level,
        "decision": decision,
        "reason": reason,
        "at": draft.now.isoformat(),
    }
