"""The adjuster's investigation and the special one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright import Case
from casewright_insurance.fields import Claim, DenialReason, siu_open
from casewright_insurance.investigation import conclude_investigation, investigate, observe
from casewright_insurance.observations import FraudIndicator
from casewright_insurance.segments import Segment
from casewright_insurance.siu import SiuFinding, SiuState
from casewright_insurance.special_investigation import (
    accept_referral,
    begin_special_investigation,
    refer_to_siu,
    report_finding,
    report_to_bureau,
    return_from_siu,
)

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]
OPEN: dict[str, Any] = {
    "siu_referred_on": date(2026, 6, 12),
    "siu_grounds": "receipts too perfect",
    "siu_accepted_on": date(2026, 6, 12),
    "siu_begun_on": date(2026, 6, 13),
}


def test_an_investigation_follows_a_triage(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Without a segment nobody knows how much to investigate."""
    assert rule_of(lambda: investigate(case_of(notice, "triage"))) == "investigation.segment"
    triaged = replace(notice, segment=Segment.STANDARD)
    assert investigate(case_of(triaged, "triage")) == triaged


def test_its_findings_are_recorded(notice: Claim, case_of: CaseOf) -> None:
    """The findings stand on the claim."""
    concluded = conclude_investigation(case_of(notice, "investigation"), findings="the other driver ran a red light")
    assert concluded == replace(notice, findings="the other driver ran a red light")


def test_a_reopened_claim_is_denied_and_duplicate_no_more(notice: Claim, case_of: CaseOf) -> None:
    """What it had ended with is taken back when it goes on."""
    reopened = replace(notice, denial_reason=DenialReason.EXCLUSION, duplicate_of="CLM-2026-000009")
    concluded = conclude_investigation(case_of(reopened, "investigation"), findings="new facts")
    assert (concluded.denial_reason, concluded.duplicate_of) == (None, None)


def test_a_referral_opens_a_special_investigation(notice: Claim, case_of: CaseOf) -> None:
    """Day and grounds are recorded; it is open until it has a finding."""
    referred = refer_to_siu(case_of(notice, "triage"), grounds="two receipts with one number")
    assert not siu_open(notice)
    assert siu_open(referred)
    assert (referred.siu_referred_on, referred.siu_grounds) == (date(2026, 6, 15), "two receipts with one number")


def test_flags_are_no_condition_of_a_referral(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """An adjuster may have grounds that no rule knows."""
    assert notice.flag_count == 0
    assert rule_of(lambda: refer_to_siu(case_of(notice, "triage"), grounds="a call from a neighbour")) is None


def test_one_special_investigation_at_a_time(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """While one is open no second one begins; after its finding one may, and starts afresh."""
    open_one = replace(notice, **OPEN)
    assert rule_of(lambda: refer_to_siu(case_of(open_one, "investigation"), grounds="more")) == "siu.open"
    ended = replace(open_one, siu_finding=SiuFinding.SUSPECTED, siu_report="no proof")
    again = refer_to_siu(case_of(ended, "investigation"), grounds="a new witness")
    assert siu_open(again)
    assert (again.siu_finding, again.siu_report, again.siu_state) == (None, None, SiuState.REFERRED)


@pytest.mark.parametrize("finding", SiuFinding)
def test_a_finding_ends_it(notice: Claim, case_of: CaseOf, finding: SiuFinding) -> None:
    """Finding and report are recorded, and nothing else follows from them."""
    open_one = replace(notice, **OPEN)
    ended = report_finding(case_of(open_one, "siu_investigation"), finding=finding, report="see the documents")
    assert ended == replace(open_one, siu_finding=finding, siu_report="see the documents")
    assert not siu_open(ended)


def test_a_finding_needs_an_open_investigation(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nothing is found where nothing was investigated, and a finding is not changed afterwards."""
    never, ended = notice, replace(notice, **OPEN, siu_finding=SiuFinding.CONFIRMED)

    def rule(fields: Claim) -> str | None:
        case = case_of(fields, "siu_investigation")
        return rule_of(lambda: report_finding(case, finding=SiuFinding.SUSPECTED, report="see the documents"))

    assert (rule(never), rule(ended)) == ("siu.not_open", "siu.not_open")
    assert rule(replace(notice, **OPEN)) is None


def test_the_claim_goes_on_while_the_special_investigation_is_open(notice: Claim, case_of: CaseOf) -> None:
    """Returning changes nothing: without a finding it stays open."""
    open_one = replace(notice, **OPEN)
    assert return_from_siu(case_of(open_one, "siu_investigation")) == open_one
    assert siu_open(open_one)


@pytest.mark.parametrize("finding", SiuFinding)
def test_a_special_investigation_goes_through_its_states(notice: Claim, case_of: CaseOf, finding: SiuFinding) -> None:
    """Referred, accepted, in investigation, a finding; a suspicion or a proof is then reported to the bureau."""
    stage = "siu_investigation"
    fields = refer_to_siu(case_of(notice, "triage"), grounds="two receipts with one number")
    states = [notice.siu_state, fields.siu_state]
    fields = accept_referral(case_of(fields, stage))
    states.append(fields.siu_state)
    fields = begin_special_investigation(case_of(fields, stage))
    states.append(fields.siu_state)
    fields = report_finding(case_of(fields, stage), finding=finding, report="see the documents")
    states.append(fields.siu_state)
    assert states == [None, SiuState.REFERRED, SiuState.ACCEPTED, SiuState.IN_INVESTIGATION, SiuState(finding)]
    if finding is not SiuFinding.FRAUD_NOT_FOUND:
        reported = report_to_bureau(case_of(fields, stage), reference="NF-1")
        assert reported.siu_state is SiuState.REPORTED_TO_BUREAU


def test_no_state_of_a_special_investigation_is_left_out(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nothing is begun before it is accepted, found before it is begun, or reported without a suspicion."""
    referred = refer_to_siu(case_of(notice, "triage"), grounds="two receipts with one number")
    accepted = accept_referral(case_of(referred, "siu_investigation"))

    def rules(fields: Claim) -> list[str | None]:
        case = case_of(fields, "siu_investigation")
        return [
            rule_of(lambda: accept_referral(case)),
            rule_of(lambda: begin_special_investigation(case)),
            rule_of(lambda: report_finding(case, finding=SiuFinding.SUSPECTED, report="x")),
            rule_of(lambda: report_to_bureau(case, reference="x")),
        ]

    nothing = ["siu.not_referred", "siu.not_accepted", "siu.not_open", "siu.nothing_to_report"]
    assert rules(notice) == nothing
    assert rules(referred) == [None, *nothing[1:]]
    assert rules(accepted) == [nothing[0], None, *nothing[2:]]
    clean = replace(notice, **OPEN, siu_finding=SiuFinding.FRAUD_NOT_FOUND)
    assert rules(clean) == nothing


def test_what_somebody_saw_is_written_down_once(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """With who saw it and when; the same indicator does not count twice."""
    seen = observe(case_of(notice, "investigation"), indicator=FraudIndicator.PO_BOX, note="box 12, Northbend")
    [observation] = seen.observations
    assert (observation.seen_by, observation.seen_on, seen.flag_count) == ("ada", date(2026, 6, 15), 1)
    again = case_of(seen, "investigation")
    assert rule_of(lambda: observe(again, indicator=FraudIndicator.PO_BOX, note="again")) == "observe.twice"
