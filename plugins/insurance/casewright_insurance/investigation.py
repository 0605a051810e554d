"""Looking into what happened: the investigation, and what somebody saw on the way."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim
from casewright_insurance.laws import today
from casewright_insurance.observations import FraudIndicator, FraudObservation
from casewright_insurance.values import ShortText


@claim.transition("triage | reserve_evaluation | negotiation -> investigation", role=HANDLERS)
def investigate(case: Case[Claim]) -> Claim:
    """Look into what happened, or look again because new facts appeared."""
    if case.fields.segment is None:
        raise Refused("triage the claim first: its segment says how to investigate it", rule="investigation.segment")
    return case.fields


@claim.transition("investigation -> reserve_evaluation", role=HANDLERS)
def conclude_investigation(case: Case[Claim], *, findings: ShortText) -> Claim:
    """Record what happened and who is liable. What a reopened claim had ended with is taken back."""
    return replace(case.fields, findings=findings, denial_reason=None, duplicate_of=None)


@claim.transition(
    "fnol | coverage_verification | triage | investigation | siu_investigation | reserve_evaluation | negotiation",
    role=("adjuster", "manager", "special_investigator"),
)
def observe(case: Case[Claim], *, indicator: FraudIndicator, note: ShortText) -> Claim:
    """Write down a fraud indicator that somebody saw. It counts for the risk once, and proves nothing."""
    if any(seen.indicator is indicator for seen in case.fields.observations):
        raise Refused("this indicator is on the claim already", rule="observe.twice", field="indicator")
    seen = FraudObservation(indicator=indicator, note=note, seen_by=case.actor.subject, seen_on=today(case.now))
    return replace(case.fields, observations=(*case.fields.observations, seen))
