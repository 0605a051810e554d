"""Fraud indicators: each fires on its fact, is silent without it, and says when data is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Risk
from casewright.risk import read_risk
from casewright_insurance import claim
from casewright_insurance.case_type import investigation_proposed
from casewright_insurance.fields import Claim, DenialReason
from casewright_insurance.notice import DamageSeverity, Peril, PolicySnapshot
from casewright_insurance.observations import SENTENCES, FraudIndicator, FraudObservation
from casewright_insurance.red_flags import RED_FLAGS, raised

CaseOf = Callable[..., Case[Claim]]
FIRES: dict[str, tuple[dict[str, Any], str]] = {
    "late_report": ({"reported_on": date(2026, 7, 11)}, "reported after 31 days"),
    "prior_similar_losses": ({"prior_similar_losses": 2}, "2 similar losses"),
    "theft_without_police_report": ({"peril": Peril.THEFT, "police_report": False}, ""),
    "collision_without_witness": ({"witnesses": 0}, ""),
    "total_loss": ({"severity": DamageSeverity.TOTAL_LOSS}, ""),
    "near_the_limit": ({"amount_claimed": Decimal(18_000)}, "18000 claimed of a limit of 20000"),
}
SILENT: dict[str, dict[str, Any]] = {
    "late_report": {"reported_on": date(2026, 7, 10)},
    "prior_similar_losses": {"prior_similar_losses": 1},
    "theft_without_police_report": {"peril": Peril.THEFT, "police_report": True},
    "collision_without_witness": {"witnesses": 1},
    "total_loss": {"severity": DamageSeverity.MAJOR},
    "near_the_limit": {"amount_claimed": Decimal("17999.99")},
}
POLICY_FIRES: dict[str, tuple[dict[str, Any], str]] = {
    "soon_after_inception": ({"in_force_from": date(2026, 5, 11)}, "30 days later"),
    "soon_after_increase": ({"increased_on": date(2026, 4, 11)}, "60 days later"),
    "shortly_before_expiry": ({"in_force_to": date(2026, 6, 24)}, "14 days before the policy ended"),
}
POLICY_SILENT: dict[str, dict[str, Any]] = {
    "soon_after_inception": {"in_force_from": date(2026, 5, 10)},
    "soon_after_increase": {"increased_on": date(2026, 4, 10)},
    "shortly_before_expiry": {"in_force_to": date(2026, 6, 25)},
}


def reading(fields: Claim) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which rules fire, on which fact; and which lack data."""
    found = read_risk(fields, claim.risk_rules, claim.risk_scale)
    return {factor.rule: factor.fact for factor in found.factors}, found.missing


def test_a_plain_claim_raises_no_flag(notice: Claim) -> None:
    """Reported at once, witnessed, in the middle of the policy: nothing fires."""
    assert reading(notice)[0] == {}
    assert not notice.siu_proposed


@pytest.mark.parametrize("rule", FIRES)
def test_a_flag_fires_on_its_fact(notice: Claim, rule: str) -> None:
    """Exactly this flag, with the fact that raised it."""
    change, fact = FIRES[rule]
    assert reading(replace(notice, **change))[0] == {rule: fact}


@pytest.mark.parametrize("rule", SILENT)
def test_a_flag_is_silent_just_before_its_fact(notice: Claim, rule: str) -> None:
    """On the near side of the boundary nothing fires."""
    assert reading(replace(notice, **SILENT[rule]))[0] == {}


@pytest.mark.parametrize("rule", POLICY_FIRES)
def test_a_flag_on_the_policy_fires(notice: Claim, policy: PolicySnapshot, rule: str) -> None:
    """The dates of the policy raise exactly this flag."""
    change, fact = POLICY_FIRES[rule]
    assert reading(replace(notice, policy=replace(policy, **change)))[0] == {rule: fact}


@pytest.mark.parametrize("rule", POLICY_SILENT)
def test_a_flag_on_the_policy_is_silent_one_day_off(notice: Claim, policy: PolicySnapshot, rule: str) -> None:
    """One day off the boundary nothing fires."""
    assert reading(replace(notice, policy=replace(policy, **POLICY_SILENT[rule])))[0] == {}


@pytest.mark.parametrize(
    ("rule", "date_of_policy"), [(name, next(iter(POLICY_FIRES[name][0]))) for name in POLICY_FIRES]
)
def test_a_flag_on_the_policy_fires_on_the_very_day(
    notice: Claim, policy: PolicySnapshot, rule: str, date_of_policy: str
) -> None:
    """A loss on the day the policy began, was increased or ended is as close as it gets."""
    same_day = replace(policy, **{date_of_policy: notice.lost_on})
    assert list(reading(replace(notice, policy=same_day))[0]) == [rule]


def test_a_loss_before_the_policy_is_no_loss_soon_after_it(notice: Claim, policy: PolicySnapshot) -> None:
    """That is a matter of coverage, not a sign of fraud."""
    later = replace(policy, in_force_from=notice.lost_on + timedelta(days=1))
    assert reading(replace(notice, policy=later))[0] == {}


def test_a_policy_without_an_end_is_never_about_to_end(notice: Claim, policy: PolicySnapshot) -> None:
    """No last day, no flag, nothing missing."""
    fired, missing = reading(replace(notice, policy=replace(policy, in_force_to=None)))
    assert fired == {}
    assert "shortly_before_expiry" not in missing


def test_missing_data_is_named_not_guessed() -> None:
    """A bare notice of a theft raises nothing; all that cannot be judged is listed."""
    bare = Claim(policy_number="AUT-1", peril=Peril.THEFT, lost_on=date(2026, 6, 10))
    fired, missing = reading(bare)
    assert fired == {}
    assert set(missing) == {flag.raised_by.__name__ for flag in RED_FLAGS} - {"collision_without_witness"}
    assert "collision_without_witness" in reading(replace(bare, peril=Peril.COLLISION))[1]


def test_flags_are_rules_of_the_case_type_with_their_points(notice: Claim) -> None:
    """What the computed fields count is what the risk rules of the platform say."""
    assert [(rule.sentence, rule.points) for rule in claim.risk_rules] == [
        *((flag.sentence, flag.points) for flag in RED_FLAGS),
        *SENTENCES.values(),
    ]
    flagged = replace(notice, prior_similar_losses=3, witnesses=0, reported_on=date(2026, 12, 1))
    found = read_risk(flagged, claim.risk_rules, claim.risk_scale)
    assert [factor.sentence for factor in found.factors] == [flag.sentence for flag in raised(flagged)]
    assert (found.points, found.level) == (45, Risk.MODERATE)


def test_three_flags_propose_a_special_investigation_and_two_do_not(notice: Claim, case_of: CaseOf) -> None:
    """Vector: 3 flags propose a review, 2 do not; nothing is denied by either."""
    two = replace(notice, prior_similar_losses=3, witnesses=0)
    three = replace(two, severity=DamageSeverity.TOTAL_LOSS)
    assert (two.flag_count, two.siu_proposed) == (2, False)
    assert (three.flag_count, three.siu_proposed) == (3, True)
    assert not investigation_proposed(case_of(two, "triage"))
    assert investigation_proposed(case_of(three, "triage"))
    assert two.denial_reason is three.denial_reason is None


def test_the_proposal_is_not_repeated_once_a_special_investigation_has_begun(notice: Claim, case_of: CaseOf) -> None:
    """The task comes up once."""
    flagged = replace(notice, prior_similar_losses=3, witnesses=0, severity=DamageSeverity.TOTAL_LOSS)
    assert not investigation_proposed(case_of(replace(flagged, siu_referred_on=date(2026, 6, 12)), "triage"))


def test_no_ground_of_denial_is_a_flag() -> None:
    """There is no reason a claim could be denied for that an indicator alone would show."""
    assert not {reason.value for reason in DenialReason} & {flag.raised_by.__name__ for flag in RED_FLAGS}


@pytest.mark.parametrize("indicator", FraudIndicator)
def test_what_somebody_saw_counts_with_what_they_noted(notice: Claim, indicator: FraudIndicator) -> None:
    """Every indicator has its sentence and points; the note is the fact that made it fire."""
    seen = FraudObservation(
        indicator=indicator, note="as told by a neighbour", seen_by="ada", seen_on=date(2026, 6, 15)
    )
    found = read_risk(replace(notice, observations=(seen,)), claim.risk_rules, claim.risk_scale)
    [factor] = found.factors
    assert (factor.rule, factor.fact) == (indicator.value, "as told by a neighbour")
    assert (factor.sentence, factor.points) == SENTENCES[indicator]


def test_private_life_is_no_indicator() -> None:
    """Debts and separations carry no weight before a lawyer of the place has said that they may."""
    words = " ".join(sentence for sentence, _ in SENTENCES.values()).casefold()
    assert not {"debt", "distress", "separation", "divorce"} & set(words.split())
