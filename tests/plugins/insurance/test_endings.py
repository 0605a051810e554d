"""Denied, below the deductible, withdrawn, duplicate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Refused
from casewright_insurance.coverage import verify
from casewright_insurance.endings import close_below_deductible, deny, mark_duplicate, withdraw
from casewright_insurance.fields import Claim, DenialReason
from casewright_insurance.notice import DamageSeverity, Peril
from casewright_insurance.reserves import ReserveLine
from casewright_insurance.siu import SiuFinding

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]
Ending = Callable[[Case[Claim]], Claim]
ENDINGS: dict[str, Ending] = {
    "deny": lambda case: deny(case, ground=DenialReason.LOSS_NOT_PROVEN),
    "close_below_deductible": close_below_deductible,
    "withdraw": withdraw,
    "mark_duplicate": lambda case: mark_duplicate(case, duplicate_of="CLM-2026-000002"),
}


def verified(fields: Claim, **change: Any) -> Claim:
    """The claim with other facts, its coverage verified on them."""
    changed = replace(fields, **change)
    return replace(changed, coverage_verdict=verify(changed))


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize(("reserve", "paid"), [(100, 0), (100, 100), (200, 100)])
def test_no_ending_leaves_money_behind(
    ready: Claim, line: ReserveLine, case_of: CaseOf, rule_of: RuleOf, name: str, reserve: int, paid: int
) -> None:
    """Reserved or paid money keeps a claim from ending unpaid; a line at zero does not."""
    small = verified(ready, amount_claimed=Decimal(400), loss_value=Decimal(400))
    held = replace(small, reserves=(replace(line, reserve=Decimal(reserve), paid=Decimal(paid)),))
    released = replace(small, reserves=(replace(line, reserve=Decimal(0), paid=Decimal(0)),))
    assert rule_of(lambda: ENDINGS[name](case_of(held, "investigation"))) == "ending.money"
    assert rule_of(lambda: ENDINGS[name](case_of(released, "investigation"))) is None


def test_all_the_money_is_named(ready: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """One refusal says what is reserved and what is paid."""
    with pytest.raises(Refused, match="3500 still reserved, 1500 paid"):
        withdraw(case_of(replace(ready, reserves=(line,)), "settlement_payment"))


@pytest.mark.parametrize("finding", [None, *SiuFinding])
def test_fraud_is_a_ground_only_when_confirmed(
    ready: Claim, case_of: CaseOf, rule_of: RuleOf, finding: SiuFinding | None
) -> None:
    """No suspicion denies, only the finding of a special investigation."""
    case = case_of(replace(ready, siu_finding=finding), "negotiation")
    expected = None if finding is SiuFinding.CONFIRMED else "deny.fraud"
    assert rule_of(lambda: deny(case, ground=DenialReason.FRAUD)) == expected


def test_no_number_of_flags_denies(ready: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """A claim with five indicators is not denied for fraud without a finding."""
    flagged = verified(
        ready,
        witnesses=0,
        prior_similar_losses=9,
        severity=DamageSeverity.TOTAL_LOSS,
        reported_on=date(2026, 12, 1),
        amount_claimed=Decimal(20_000),
    )
    assert flagged.flag_count == 5
    assert rule_of(lambda: deny(case_of(flagged, "triage"), ground=DenialReason.FRAUD)) == "deny.fraud"


@pytest.mark.parametrize(
    ("ground", "change"),
    [
        (DenialReason.NOT_IN_FORCE, {"lost_on": date(2025, 6, 1), "reported_on": None}),
        (DenialReason.PERIL_NOT_COVERED, {"peril": Peril.HAIL}),
        (DenialReason.LATE_NOTICE, {"reported_on": date(2026, 12, 1)}),
    ],
)
def test_what_a_verification_shows_it_must_have_shown(
    notice: Claim, case_of: CaseOf, rule_of: RuleOf, ground: DenialReason, change: dict[str, Any]
) -> None:
    """Found by a verification of these facts: denied; not found, out of date or not verified: refused."""

    def rule(fields: Claim) -> str | None:
        return rule_of(lambda: deny(case_of(fields, "coverage_verification"), ground=ground))

    assert rule(verified(notice, **change)) is None
    assert rule(verified(notice)) == "deny.coverage"
    assert rule(replace(verified(notice), **change)) == "coverage.outdated"
    assert rule(replace(notice, **change)) == "coverage.unverified"


@pytest.mark.parametrize("ground", [DenialReason.EXCLUSION, DenialReason.LOSS_NOT_PROVEN])
def test_other_grounds_are_the_adjuster_s_judgement(notice: Claim, case_of: CaseOf, ground: DenialReason) -> None:
    """They are recorded as they are given."""
    assert deny(case_of(notice, "investigation"), ground=ground) == replace(notice, denial_reason=ground)


def test_a_denial_takes_back_what_was_agreed(ready: Claim, case_of: CaseOf) -> None:
    """Nothing stays approved on a denied claim."""
    agreed = replace(ready, approved=Decimal(4000))
    assert deny(case_of(agreed, "settlement_payment"), ground=DenialReason.EXCLUSION).approved == 0


@pytest.mark.parametrize(
    ("claimed", "value", "rule"),
    [
        ("500", None, None),
        ("500.01", None, "deductible.exceeded"),
        ("8000", "500", None),
        ("400", "501", "deductible.exceeded"),
        (None, None, "deductible.loss_unknown"),
        ("8000", "0", None),
    ],
)
def test_below_the_deductible_is_a_matter_of_the_loss(
    notice: Claim, case_of: CaseOf, rule_of: RuleOf, claimed: str | None, value: str | None, rule: str | None
) -> None:
    """The evaluated loss counts, before that the amount claimed; up to the deductible of 500."""
    fields = verified(notice, amount_claimed=claimed and Decimal(claimed), loss_value=value and Decimal(value))
    assert rule_of(lambda: close_below_deductible(case_of(fields, "reserve_evaluation"))) == rule


def test_below_the_deductible_needs_a_verified_deductible(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Without a verification nobody knows which deductible."""
    small = replace(notice, amount_claimed=Decimal(400))
    case = case_of(small, "coverage_verification")
    assert rule_of(lambda: close_below_deductible(case)) == "coverage.unverified"


def test_a_claim_is_no_duplicate_of_itself(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """The other claim's number is recorded."""
    case = case_of(notice)
    assert rule_of(lambda: mark_duplicate(case, duplicate_of=case.number)) == "duplicate.itself"
    assert mark_duplicate(case, duplicate_of="CLM-2026-000002").duplicate_of == "CLM-2026-000002"


def test_a_withdrawn_claim_stays_as_it_was(notice: Claim, case_of: CaseOf) -> None:
    """Withdrawing changes no field."""
    assert withdraw(case_of(notice, "triage")) == notice
