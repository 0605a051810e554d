"""What passes between insurer and claimant: proof of loss, status letters, word that a decision takes longer."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim
from casewright_insurance.laws import law_of, today
from casewright_insurance.proof import OwedBy, ProofItem
from casewright_insurance.terms import decision_due
from casewright_insurance.values import ShortText

UNDECIDED = (
    "fnol | coverage_verification | triage | investigation | siu_investigation | reserve_evaluation | negotiation"
)


@claim.transition(UNDECIDED, role=HANDLERS)
def request_item(case: Case[Claim], *, item: ShortText, owed_by: OwedBy) -> Claim:
    """Ask for an item of the proof of loss. One that the claimant owes makes the proof incomplete."""
    fields = case.fields
    if any(known.name == item and known.received_on is None for known in fields.items):
        raise Refused(f"{item} was asked for already", rule="proof.asked", field="item")
    asked = ProofItem(name=item, owed_by=owed_by, asked_on=today(case.now))
    proof_on = None if owed_by is OwedBy.CLAIMANT else fields.proof_on
    return replace(fields, items=(*fields.items, asked), proof_on=proof_on)


@claim.transition(UNDECIDED, role=HANDLERS)
def receive_item(case: Case[Claim], *, item: ShortText) -> Claim:
    """Record an item that came. The last one of the claimant completes the proof: the period to decide begins."""
    fields, day = case.fields, today(case.now)
    if not any(known.name == item and known.received_on is None for known in fields.items):
        raise Refused(f"{item} was not asked for, or has come already", rule="proof.not_asked", field="item")
    items = tuple(
        replace(known, received_on=day) if known.name == item and known.received_on is None else known
        for known in fields.items
    )
    received = replace(fields, items=items)
    complete = fields.proof_missing and not received.proof_missing
    return replace(received, proof_on=day if complete else fields.proof_on)


@claim.transition(UNDECIDED, role=HANDLERS)
def accept_proof(case: Case[Claim]) -> Claim:
    """Find the proof of loss complete with what is there: the period to decide begins."""
    fields = case.fields
    if fields.proof_missing:
        raise Refused(f"still owed: {', '.join(fields.proof_missing)}", rule="proof.incomplete")
    if fields.proof_on is not None:
        raise Refused(f"the proof is complete since {fields.proof_on}", rule="proof.complete")
    return replace(fields, proof_on=today(case.now))


@claim.transition(UNDECIDED, role=HANDLERS)
def extend_decision(case: Case[Claim], *, grounds: ShortText) -> Claim:
    """Tell the claimant, in time and with the grounds, that the decision takes longer; once, where the law lets it."""
    fields, day = case.fields, today(case.now)
    law = law_of(fields)
    if law.extension is None:
        raise Refused(f"no extension is known where the claim is handled ({law.source})", rule="decision.no_extension")
    if fields.extended_on is not None:
        raise Refused(f"it was extended on {fields.extended_on} already", rule="decision.extended")
    due = decision_due(fields)
    if due is None:
        raise Refused("the period to decide has not begun", rule="decision.not_begun")
    if day > due:
        raise Refused(f"the decision was due on {due}", rule="decision.late")
    return replace(fields, extended_on=day, extension_grounds=grounds)


@claim.transition(UNDECIDED, role=HANDLERS)
def send_status_letter(case: Case[Claim], *, letter: ShortText) -> Claim:
    """Tell the claimant how far the claim is and what it waits for; until it is decided, the next letter follows."""
    return case.fields
