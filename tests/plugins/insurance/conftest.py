"""A claim to start from, and cases of it at any stage, for any person: no platform needed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from casewright import Actor, Case, Phase, Status
from casewright_insurance import claim
from casewright_insurance.coverage import verify
from casewright_insurance.fields import Claim
from casewright_insurance.lines import CostType, CoverageType
from casewright_insurance.notice import Peril, PolicySnapshot
from casewright_insurance.reserves import ReserveLine

CaseOf = Callable[..., Case[Claim]]


@pytest.fixture
def policy() -> PolicySnapshot:
    """In force for the year 2026: limit 20,000, deductible 500."""
    return PolicySnapshot(
        in_force_from=date(2026, 1, 1),
        in_force_to=date(2026, 12, 31),
        limit=Decimal(20_000),
        deductible=Decimal(500),
        covered_perils=(Peril.COLLISION, Peril.THEFT),
    )


@pytest.fixture
def notice(policy: PolicySnapshot) -> Claim:
    """A collision in June, reported the next day, without any fraud indicator."""
    return Claim(
        policy_number="AUT-1",
        peril=Peril.COLLISION,
        lost_on=date(2026, 6, 10),
        reported_on=date(2026, 6, 11),
        amount_claimed=Decimal(8000),
        witnesses=1,
        policy=policy,
    )


@pytest.fixture
def line() -> ReserveLine:
    """5,000 reserved for the loss under the collision coverage, 1,500 of it paid."""
    return ReserveLine(
        coverage=CoverageType.COLLISION,
        cost_type=CostType.INDEMNITY,
        reserve=Decimal(5000),
        paid=Decimal(1500),
    )


@pytest.fixture
def ready(notice: Claim) -> Claim:
    """The same claim when it is covered and worth 8,000: what remains is to agree."""
    return replace(notice, coverage_verdict=verify(notice), loss_value=Decimal(8000), proof_on=date(2026, 6, 12))


@pytest.fixture
def case_of() -> CaseOf:
    """A case of some fields, at a stage, for an actor with these authority limits."""

    def make(fields: Claim, stage: str = "fnol", limits: dict[str, int] | None = None, **more: Any) -> Case[Claim]:
        now = more.pop("now", datetime(2026, 6, 15, 12, tzinfo=UTC))
        amounts = {name: Decimal(amount) for name, amount in (limits or {}).items()}
        return Case(
            id=uuid4(),
            number="CLM-2026-000001",
            type=claim.name,
            stage=stage,
            phase=Phase(claim.stages[stage]),
            status=Status.ACTIVE,
            fields=fields,
            actor=Actor(tenant="demo", subject="ada", roles=frozenset({"adjuster"}), limits=amounts),
            now=now,
            opened_at=now,
            **more,
        )

    return make
