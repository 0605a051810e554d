"""Coverage verification: in force, peril, deductible, late notice, and a verdict that ages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from casewright_insurance.coverage import Cover, CoverageIssue, check_covered, valid_verdict, verify
from casewright_insurance.fields import Claim
from casewright_insurance.notice import Peril, PolicySnapshot

RuleOf = Callable[[Callable[[], object]], str | None]


def test_a_loss_the_policy_answers_for_is_covered_without_reasons(notice: Claim) -> None:
    """In force, peril covered, above the deductible, reported in time: covered."""
    verdict = verify(notice)
    assert (verdict.cover, verdict.issues, verdict.reasons) == (Cover.COVERED, (), ())
    assert (verdict.limit, verdict.deductible) == (Decimal(20_000), Decimal(500))


@pytest.mark.parametrize("lost_on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_first_and_the_last_day_of_the_policy_count(notice: Claim, lost_on: date) -> None:
    """A loss on either end of the policy is in force."""
    assert verify(replace(notice, lost_on=lost_on, reported_on=lost_on)).cover is Cover.COVERED


@pytest.mark.parametrize("lost_on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_loss_outside_the_policy_is_not_covered(notice: Claim, lost_on: date) -> None:
    """One day outside, and the verdict says from when to when the policy was in force."""
    verdict = verify(replace(notice, lost_on=lost_on, reported_on=lost_on))
    assert (verdict.cover, verdict.issues) == (Cover.NOT_COVERED, (CoverageIssue.NOT_IN_FORCE,))
    assert verdict.reasons == (f"the policy was in force from 2026-01-01 to 2026-12-31, the loss was on {lost_on}",)


def test_a_policy_without_an_end_stays_in_force(notice: Claim, policy: PolicySnapshot) -> None:
    """Without a last day a policy covers until it is cancelled."""
    endless = replace(policy, in_force_to=None)
    late = date(2040, 1, 1)
    assert verify(replace(notice, policy=endless, lost_on=late, reported_on=late)).cover is Cover.COVERED
    early = verify(replace(notice, policy=endless, lost_on=date(2025, 1, 1), reported_on=None))
    assert early.reasons == ("the policy was in force from 2026-01-01 on, the loss was on 2025-01-01",)


def test_a_peril_the_policy_does_not_name_is_not_covered(notice: Claim) -> None:
    """The reason names the peril."""
    verdict = verify(replace(notice, peril=Peril.HAIL))
    assert (verdict.cover, verdict.reasons) == (Cover.NOT_COVERED, ("the policy does not cover hail",))


@pytest.mark.parametrize(("claimed", "cover"), [(500, Cover.BELOW_DEDUCTIBLE), (501, Cover.COVERED)])
def test_the_deductible_is_held_against_the_amount_claimed(notice: Claim, claimed: int, cover: Cover) -> None:
    """Up to the deductible the policyholder bears all of it."""
    assert verify(replace(notice, amount_claimed=Decimal(claimed))).cover is cover


@pytest.mark.parametrize(("days", "cover"), [(30, Cover.COVERED), (31, Cover.RESERVED)])
def test_a_late_notice_reserves_the_rights_of_the_insurer(notice: Claim, days: int, cover: Cover) -> None:
    """More than the days of the policy is late; late alone does not refuse cover."""
    assert verify(replace(notice, reported_on=notice.lost_on + timedelta(days=days))).cover is cover


def test_what_is_not_known_raises_no_issue(notice: Claim) -> None:
    """Without the day of the report and the amount nothing is held against the claimant."""
    assert verify(replace(notice, reported_on=None, amount_claimed=None)).cover is Cover.COVERED


def test_every_issue_is_listed_and_the_worst_decides(notice: Claim) -> None:
    """Four things wrong, four reasons, not covered."""
    lost_on = date(2025, 6, 1)
    verdict = verify(replace(notice, lost_on=lost_on, peril=Peril.FIRE, amount_claimed=Decimal(1)))
    assert verdict.cover is Cover.NOT_COVERED
    assert verdict.issues == tuple(CoverageIssue)
    assert len(verdict.reasons) == 4


def test_verification_needs_the_policy_of_that_day(notice: Claim, rule_of: RuleOf) -> None:
    """Without a snapshot there is nothing to hold the loss against; with one there is."""
    assert rule_of(lambda: verify(replace(notice, policy=None))) == "coverage.policy_missing"
    assert rule_of(lambda: verify(notice)) is None


@pytest.mark.parametrize(
    "change",
    [{"peril": Peril.HAIL}, {"lost_on": date(2025, 1, 1)}, {"amount_claimed": Decimal(1)}],
)
def test_a_verdict_ages_when_the_facts_change(notice: Claim, rule_of: RuleOf, change: dict[str, Any]) -> None:
    """A verdict no longer counts once the facts would give another; verified again, it does."""
    verdict = verify(notice)
    changed = replace(notice, **change)
    assert rule_of(lambda: valid_verdict(changed, verdict)) == "coverage.outdated"
    assert rule_of(lambda: valid_verdict(changed, verify(changed))) is None
    assert rule_of(lambda: valid_verdict(notice, verdict)) is None


def test_a_verdict_ages_when_the_terms_of_the_policy_change(
    notice: Claim, policy: PolicySnapshot, rule_of: RuleOf
) -> None:
    """Nobody raises the limit after the verification unseen."""
    verdict = verify(notice)
    raised = replace(notice, policy=replace(policy, limit=Decimal(10**6)))
    assert rule_of(lambda: valid_verdict(raised, verdict)) == "coverage.outdated"


def test_nothing_is_payable_without_a_verdict(notice: Claim, rule_of: RuleOf) -> None:
    """Coverage is verified first."""
    assert rule_of(lambda: check_covered(notice, None)) == "coverage.unverified"
    assert rule_of(lambda: check_covered(notice, verify(notice))) is None


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"peril": Peril.HAIL}, "coverage.not_covered"),
        ({"amount_claimed": Decimal(400)}, "coverage.not_covered"),
        ({"reported_on": date(2026, 12, 1)}, None),
    ],
)
def test_only_what_is_covered_is_payable(
    notice: Claim, rule_of: RuleOf, change: dict[str, Any], rule: str | None
) -> None:
    """Not covered and below the deductible are not payable; a reservation of rights is."""
    changed = replace(notice, **change)
    assert rule_of(lambda: check_covered(changed, verify(changed))) == rule
