"""The special investigation of a suspicion (SIU): referred, accepted, begun, ended with a finding, reported."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim, siu_open
from casewright_insurance.laws import today
from casewright_insurance.siu import REPORTABLE, SiuFinding
from casewright_insurance.values import ShortText


@claim.transition(
    "triage | investigation | reserve_evaluation | negotiation | settlement_payment -> siu_investigation", role=HANDLERS
)
def refer_to_siu(case: Case[Claim], *, grounds: ShortText) -> Claim:
    """Ask for a special investigation. Until it has a finding, nothing is paid."""
    if siu_open(case.fields):
        raise Refused("a special investigation is open already", rule="siu.open")
    return replace(
        case.fields,
        siu_referred_on=today(case.now),
        siu_grounds=grounds,
        siu_accepted_on=None,
        siu_begun_on=None,
        siu_finding=None,
        siu_report=None,
        siu_bureau_reference=None,
    )


SPECIAL = "siu_investigation | investigation | reserve_evaluation | negotiation | settlement_payment"
"""Where a special investigation may be going on: the claim need not wait for it."""


@claim.transition(SPECIAL, role="special_investigator")
def accept_referral(case: Case[Claim]) -> Claim:
    """Take the referral: there is something to look into."""
    if not siu_open(case.fields) or case.fields.siu_accepted_on:
        raise Refused("no referral waits to be accepted", rule="siu.not_referred")
    return replace(case.fields, siu_accepted_on=today(case.now))


@claim.transition(SPECIAL, role="special_investigator")
def begin_special_investigation(case: Case[Claim]) -> Claim:
    """Begin to look into it."""
    if not siu_open(case.fields) or case.fields.siu_accepted_on is None or case.fields.siu_begun_on:
        raise Refused("no accepted referral waits to be begun", rule="siu.not_accepted")
    return replace(case.fields, siu_begun_on=today(case.now))


@claim.transition("siu_investigation -> investigation", role="special_investigator")
def return_from_siu(case: Case[Claim]) -> Claim:
    """Let the claim go on, with a finding or while the special investigation is still open."""
    return case.fields


@claim.transition(SPECIAL, role="special_investigator")
def report_finding(case: Case[Claim], *, finding: SiuFinding, report: ShortText) -> Claim:
    """End the special investigation with a finding. Only a confirmed one can carry a denial."""
    if not siu_open(case.fields) or case.fields.siu_begun_on is None:
        raise Refused("no special investigation is going on", rule="siu.not_open")
    return replace(case.fields, siu_finding=finding, siu_report=report)


@claim.transition(SPECIAL, role="special_investigator")
def report_to_bureau(case: Case[Claim], *, reference: ShortText) -> Claim:
    """Report suspected or confirmed fraud to the fraud bureau of the state."""
    if case.fields.siu_finding not in REPORTABLE:
        raise Refused("there is no suspicion to report", rule="siu.nothing_to_report")
    return replace(case.fields, siu_bureau_reference=reference)
