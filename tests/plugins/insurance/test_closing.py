"""The closing rules, and the way from there to the outcome."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from casewright import Case, Refused
from casewright_insurance.closing import close, prepare_closing, record_outcome, review_outcome
from casewright_insurance.exposure_moves import close_exposure, reopen_exposure
from casewright_insurance.exposures import ClosedExposure
from casewright_insurance.fields import Claim
from casewright_insurance.lines import POLICYHOLDER, CoverageType
from casewright_insurance.reserves import ReserveLine
from casewright_insurance.siu import SiuFinding

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]


@pytest.fixture
def settled(ready: Claim, line: ReserveLine) -> Claim:
    """1,500 paid, nothing outstanding, and the exposure closed."""
    closed = ClosedExposure(coverage=line.coverage, claimant=POLICYHOLDER, closed_on=date(2026, 6, 14))
    lines = (replace(line, reserve=Decimal(1500)),)
    return replace(ready, approved=Decimal(1500), reserves=lines, closed_exposures=(closed,))


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
    assert refused.value.message == "0.01 is outstanding on collision of policyholder; to do: Send the closing letter"


def test_each_line_with_a_reserve_is_named(settled: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """Two open lines, two reasons; the settled one is not among them."""
    [paid] = settled.reserves
    injury = replace(line, coverage=CoverageType.BODILY_INJURY)
    medical = replace(line, coverage=CoverageType.MEDICAL_PAYMENTS)
    with pytest.raises(Refused) as refused:
        close(case_of(replace(settled, reserves=(paid, injury, medical)), "closing"))
    assert refused.value.message == (
        "3500 is outstanding on bodily injury of policyholder; 3500 is outstanding on medical payments of policyholder"
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


@pytest.mark.parametrize(
    ("outstanding", "tasks", "reasons"),
    [
        ("0.01", (), "0.01 is outstanding on collision of policyholder"),
        ("0", ("Call back",), "to do: Call back"),
        ("0.01", ("Call back",), "0.01 is outstanding on collision of policyholder; to do: Call back"),
    ],
)
def test_an_exposure_closes_with_nothing_outstanding_and_nothing_to_do(
    settled: Claim, case_of: CaseOf, outstanding: str, tasks: tuple[str, ...], reasons: str
) -> None:
    """Vector: outstanding 0.01 or one open activity: refused, and both reasons are listed."""
    [line] = settled.reserves
    held = replace(line, reserve=line.paid + Decimal(outstanding))
    fields = replace(settled, reserves=(held,), closed_exposures=())
    with pytest.raises(Refused) as refused:
        close_exposure(case_of(fields, "settlement_payment", open_tasks=tasks), coverage=line.coverage)
    assert (refused.value.rule, refused.value.message) == ("exposure.open_points", reasons)


def test_a_claim_closes_only_when_all_exposures_are_closed(
    settled: Claim, line: ReserveLine, case_of: CaseOf, rule_of: RuleOf
) -> None:
    """A second claimant under the same coverage is an exposure of their own."""
    other = replace(settled.reserves[0], claimant="Dana Petrov")
    fields = replace(settled, reserves=(*settled.reserves, other))
    with pytest.raises(Refused, match="collision of Dana Petrov is not closed"):
        close(case_of(fields, "closing"))
    closed = close_exposure(case_of(fields, "settlement_payment"), coverage=line.coverage, claimant="Dana Petrov")
    assert rule_of(lambda: close(case_of(closed, "closing"))) is None
    assert [exposure.closed_on for exposure in closed.exposures] == [date(2026, 6, 14), date(2026, 6, 15)]


def test_an_exposure_is_closed_once_and_reopened_when_it_was_closed(
    settled: Claim, line: ReserveLine, case_of: CaseOf, rule_of: RuleOf
) -> None:
    """What is not there can neither be closed nor reopened."""
    case = case_of(settled, "settlement_payment")
    assert rule_of(lambda: close_exposure(case, coverage=line.coverage)) == "exposure.not_open"
    assert rule_of(lambda: close_exposure(case, coverage=CoverageType.CONTENTS)) == "exposure.not_open"
    assert rule_of(lambda: reopen_exposure(case, coverage=CoverageType.CONTENTS)) == "exposure.not_closed"
    reopened = reopen_exposure(case, coverage=line.coverage)
    assert [exposure.closed_on for exposure in reopened.exposures] == [None]
