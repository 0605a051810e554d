"""Cases at any stage, for any person, and the rule a move is refused by: no platform needed."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from casewright import Actor, Case, CaseType, Phase, Refused, Status
from casewright.risk import read_risk

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""A Monday."""


@pytest.fixture
def case_of() -> Callable[..., Case[Any]]:
    """A case of some fields, at a stage, its risk as the rules see it; `subject` and `limits` are the actor's."""

    def make(
        case_type: CaseType[Any],
        fields: Any,
        stage: str = "",
        *,
        subject: str = "ada",
        limits: dict[str, int] | None = None,
        now: datetime = NOW,
        **more: Any,
    ) -> Case[Any]:
        at = stage or case_type.first_stage
        amounts = {name: Decimal(amount) for name, amount in (limits or {}).items()}
        return Case(
            id=uuid4(),
            number=case_type.number.format(year=2026, sequence=1),
            type=case_type.name,
            stage=at,
            phase=Phase(case_type.stages[at]),
            status=Status.ACTIVE,
            fields=fields,
            actor=Actor(tenant="demo", subject=subject, limits=amounts),
            now=now,
            opened_at=now,
            risk=read_risk(fields, case_type.risk_rules, case_type.risk_scale),
            **more,
        )

    return make


@pytest.fixture
def rule_of() -> Callable[[Callable[[], object]], str | None]:
    """The rule by which a move is refused; None when it is not."""

    def rule(move: Callable[[], object]) -> str | None:
        try:
            move()
        except Refused as refusal:
            return refusal.rule
        return None

    return rule
