"""What happened: the adjuster's investigation, and the special investigation of a suspicion (SIU)."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim, SiuFinding, siu_open
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
    "triage | investigation | reserve_evaluation | negotiation | settlement_payment -> siu_investigation", role=HANDLERS
)
def refer_to_siu(case: Case[Claim], *, grounds: ShortText) -> Claim:
    """Ask for a special investigation. Until it has a finding, nothing is paid."""
    if siu_open(case.fields):
        raise Refused("a special investigation is open already", rule="siu.open")
    return replace(case.fields, siu_referred_on=case.now.date(), siu_grounds=grounds, siu_finding=None, siu_report=None)


@claim.transition("siu_investigation -> investigation", role="special_investigator")
def return_from_siu(case: Case[Claim]) -> Claim:
    """Let the claim go on, with a finding or while the special investigation is still open."""
    return case.fields


@claim.transition(
    "siu_investigation | investigation | reserve_evaluation | negotiation | settlement_payment",
    role="special_investigator",
)
def report_finding(case: Case[Claim], *, finding: SiuFinding, report: ShortText) -> Claim:
    """End the special investigation with a finding. Only a confirmed one can carry a denial."""
    if not siu_open(case.fields):
        raise Refused("no special investigation is open", rule="siu.not_open")
    return replace(case.fields, siu_finding=finding, siu_report=report)
