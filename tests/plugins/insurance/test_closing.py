"""The closing rules, and the way from there to the outcome."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from casewright import Case, Refused
from casewright_insurance.closing import close, prepare_closing, record_outcome, review_outcome
from casewright_insurance.fields import Claim, SiuFinding
from casewright_insurance.reserves import CoverageType, ReserveLine

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]


@pytest.fixture
def settled(ready: Claim, line: ReserveLine) -> Claim:
    """1,500 paid and nothing outstanding."""
    return replace(ready, approved=Decimal(1500), reserves=(replace(line, reserve=Decimal(1500)),))


def test_a_settled_claim_closes(settled: Claim, case_of: CaseOf) -> None:
    """The whole way to the outcome changes nothing but the review."""
    assert prepare_closing(case_of(settled, "settlement_payment")) == settled
    assert close(case_of(settled, "closing")) == settled
    assert review_outcome(case_of(settled, "closed_watch")) == settled
    ended = record_outcome(case_of(settled, "outcome_review"), review="paid within ten days")
    assert ended == replace(settled, review="paid within ten days")


def test_a_cent_outstanding_and_an_open_task_are_both_named(settled: Claim, case_of: CaseOf) -> None:
    """Vector: outstanding 0.01 and one open activity: refused, both reasons listed."""
    [line] = settled.reserves
    held = replace(settled, reserves=(replace(line, reserve=Decimal("1500.01")),))
    with pytest.raises(Refused) as refused:
        close(case_of(held, "closing", open_tasks=("Send the closing letter",)))
    assert refused.value.rule == "closing.open_points"
    assert refused.value.message == ("0.01 is outstanding on collision indemnity; to do: Send the closing letter")


def test_each_line_with_a_reserve_is_named(settled: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """Two open lines, two reasons; the settled one is not among them."""
    [paid] = settled.reserves
    injury = replace(line, coverage=CoverageType.BODILY_INJURY)
    medical = replace(line, coverage=CoverageType.MEDICAL_PAYMENTS)
    with pytest.raises(Refused) as refused:
        close(case_of(replace(settled, reserves=(paid, injury, medical)), "closing"))
    assert refused.value.message == (
        "3500 is outstanding on bodily injury indemnity; 3500 is outstanding on medical payments indemnity"
    )


def test_an_open_task_alone_keeps_it_open(settled: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """With the task done it closes."""
    assert rule_of(lambda: close(case_of(settled, "closing", open_tasks=("Call back",)))) == "closing.open_points"
    assert rule_of(lambda: close(case_of(settled, "closing"))) is None


def test_an_open_special_investigation_keeps_it_open(settled: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """With a finding it closes."""
    open_one = replace(settled, siu_referred_on=date(2026, 6, 12))
    assert rule_of(lambda: close(case_of(open_one, "closing"))) == "closing.open_points"
    ended = replace(open_one, siu_finding=SiuFinding.FRAUD_NOT_FOUND)
    assert rule_of(lambda: close(case_of(ended, "closing"))) is None


def test_a_claim_on_which_nothing_was_paid_ends_another_way(ready: Claim, case_of: CaseOf) -> None:
    """Closing leads to the outcome paid; a claim without payment is denied, withdrawn or below the deductible."""
    with pytest.raises(Refused, match="nothing was paid"):
        close(case_of(ready, "closing"))
