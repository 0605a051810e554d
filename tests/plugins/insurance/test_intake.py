"""From the notice to the triage."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Refused
from casewright_insurance.coverage import Cover, verify
from casewright_insurance.fields import Claim
from casewright_insurance.intake import accept_coverage, acknowledge, fast_track, triage, verify_coverage
from casewright_insurance.notice import DamageSeverity, Peril
from casewright_insurance.segments import Segment

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]


def test_a_notice_is_acknowledged_as_it_is(notice: Claim, case_of: CaseOf) -> None:
    """Acknowledging changes no field."""
    assert acknowledge(case_of(notice)) == notice


@pytest.mark.parametrize(
    ("lost_on", "reported_on", "rule"),
    [
        (date(2026, 6, 12), date(2026, 6, 11), "notice.dates"),
        (date(2026, 6, 11), date(2026, 6, 11), None),
        (date(2026, 6, 16), None, "notice.dates"),
        (date(2026, 6, 15), None, None),
    ],
)
def test_a_loss_lies_before_its_report(
    notice: Claim, case_of: CaseOf, rule_of: RuleOf, lost_on: date, reported_on: date | None, rule: str | None
) -> None:
    """Nobody reports a loss before it happens; where the day of the report is not known, today counts."""
    fields = replace(notice, lost_on=lost_on, reported_on=reported_on)
    assert rule_of(lambda: acknowledge(case_of(fields))) == rule


def test_verifying_records_the_verdict_and_nothing_else(notice: Claim, case_of: CaseOf) -> None:
    """A verdict against the claimant is recorded too; it decides nothing by itself."""
    hail = replace(notice, peril=Peril.HAIL)
    verified = verify_coverage(case_of(hail, "coverage_verification"))
    assert verified == replace(hail, coverage_verdict=verify(hail))
    assert verified.coverage_verdict is not None
    assert verified.coverage_verdict.cover is Cover.NOT_COVERED


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"coverage_verdict": None}, "coverage.unverified"),
        ({"peril": Peril.HAIL}, "coverage.outdated"),
        ({}, None),
    ],
)
def test_coverage_is_accepted_on_a_verdict_that_fits(
    ready: Claim, case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], rule: str | None
) -> None:
    """No verdict, or one of other facts, does not lead on."""
    fields = replace(ready, **change)
    assert rule_of(lambda: accept_coverage(case_of(fields, "coverage_verification"))) == rule


def test_a_loss_that_is_not_covered_goes_no_further(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Its verdict is recorded, and it stays where it is."""
    hail = replace(notice, peril=Peril.HAIL)
    verified = case_of(replace(hail, coverage_verdict=verify(hail)), "coverage_verification")
    assert rule_of(lambda: accept_coverage(verified)) == "coverage.not_covered"


@pytest.mark.parametrize("segment", Segment)
def test_triage_sets_the_segment(notice: Claim, case_of: CaseOf, segment: Segment) -> None:
    """A simple claim may have any segment."""
    assert triage(case_of(notice, "triage"), segment=segment) == replace(notice, segment=segment)


@pytest.mark.parametrize(
    "change",
    [{"injured": 1}, {"witnesses": 0, "prior_similar_losses": 3, "severity": DamageSeverity.TOTAL_LOSS}],
)
def test_injuries_and_fraud_indicators_keep_a_claim_off_the_fast_track(
    notice: Claim, case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any]
) -> None:
    """Such a claim is refused the fast track, at triage and after it, and any other segment is open to it."""
    case = case_of(replace(notice, **change), "triage")
    assert rule_of(lambda: triage(case, segment=Segment.FAST_TRACK)) == "fast_track.simple"
    assert rule_of(lambda: triage(case, segment=Segment.COMPLEX)) is None
    set_before = case_of(replace(notice, segment=Segment.FAST_TRACK, **change), "triage")
    assert rule_of(lambda: fast_track(set_before)) == "fast_track.simple"


def test_both_reasons_against_the_fast_track_are_listed(notice: Claim, case_of: CaseOf) -> None:
    """One refusal says all that stands in the way."""
    doubtful = replace(notice, injured=2, witnesses=0, prior_similar_losses=3, severity=DamageSeverity.TOTAL_LOSS)
    with pytest.raises(Refused, match="not for the fast track: 2 injured, 3 fraud indicators"):
        triage(case_of(doubtful, "triage"), segment=Segment.FAST_TRACK)


@pytest.mark.parametrize("segment", [None, *Segment])
def test_only_the_fast_track_skips_the_investigation(
    notice: Claim, case_of: CaseOf, rule_of: RuleOf, segment: Segment | None
) -> None:
    """Any other segment, or none, is investigated."""
    expected = None if segment is Segment.FAST_TRACK else "fast_track.segment"
    assert rule_of(lambda: fast_track(case_of(replace(notice, segment=segment), "triage"))) == expected


def test_an_amount_at_the_deductible_is_told_with_its_reason(notice: Claim, case_of: CaseOf) -> None:
    """Nothing is payable, and the refusal says why."""
    small = replace(notice, amount_claimed=Decimal(400))
    verified = replace(small, coverage_verdict=verify(small))
    with pytest.raises(Refused, match="the amount claimed, 400, does not exceed the deductible of 500"):
        accept_coverage(case_of(verified, "coverage_verification"))
