"""From the notice to a claim that is worth investigating: acknowledge, verify the coverage, triage."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.complexity import CLAIM_COMPLEXITY, COMPLEX
from casewright_insurance.coverage import check_covered, verify
from casewright_insurance.fields import Claim
from casewright_insurance.laws import today
from casewright_insurance.segments import Segment


@claim.transition("fnol -> coverage_verification", role=HANDLERS)
def acknowledge(case: Case[Claim]) -> Claim:
    """Tell the claimant that the notice has come, and what is needed as proof of loss."""
    known_on = case.fields.reported_on or today(case.now)
    if case.fields.lost_on > known_on:
        raise Refused(f"a loss of {case.fields.lost_on} cannot be reported on {known_on}", rule="notice.dates")
    return case.fields


@claim.transition("coverage_verification | triage | investigation | reserve_evaluation | negotiation", role=HANDLERS)
def verify_coverage(case: Case[Claim]) -> Claim:
    """Hold the loss against the policy as it stood that day, and record the verdict with its reasons."""
    return replace(case.fields, coverage_verdict=verify(case.fields))


@claim.transition("coverage_verification -> triage", role=HANDLERS)
def accept_coverage(case: Case[Claim]) -> Claim:
    """Go on with a loss that the policy answers for, with or without reservation of rights."""
    check_covered(case.fields, case.fields.coverage_verdict)
    return case.fields


@claim.transition("triage | investigation | reserve_evaluation | negotiation", role=HANDLERS)
def triage(case: Case[Claim], *, segment: Segment) -> Claim:
    """Say how much handling the claim needs."""
    if segment is Segment.FAST_TRACK:
        _check_simple(case)
    return replace(case.fields, segment=segment)


@claim.transition("triage -> reserve_evaluation", role=HANDLERS)
def fast_track(case: Case[Claim]) -> Claim:
    """Settle a simple claim on the papers, without an investigation."""
    if case.fields.segment is not Segment.FAST_TRACK:
        raise Refused("the claim is not in the segment fast_track; triage it first", rule="fast_track.segment")
    _check_simple(case)
    return case.fields


def _check_simple(case: Case[Claim]) -> None:
    fields, reasons = case.fields, []
    if fields.injured:
        reasons.append(f"{fields.injured} injured")
    if fields.siu_proposed:
        reasons.append(f"{fields.flag_count} fraud indicators")
    rated = case.standing.assessments.get(CLAIM_COMPLEXITY.name)
    if rated is not None and rated.band == COMPLEX:
        reasons.append(f"rated {rated.band} with {rated.score} points")
    if reasons:
        raise Refused(f"not for the fast track: {', '.join(reasons)}", rule="fast_track.simple")
