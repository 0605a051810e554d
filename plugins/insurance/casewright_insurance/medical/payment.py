"""The moves of a medical claim: its items are checked, the bill processed, valued and paid, or rejected."""

from dataclasses import replace
from decimal import Decimal

from casewright import Approval, Case, Refused
from casewright_insurance.authority import CHAIN, CLIMBS_AFTER
from casewright_insurance.medical.case_type import MedicalClaim, RejectionGround, medical_claim
from casewright_insurance.medical.judging import judge
from casewright_insurance.medical.tariff import HealthCover, ItemVerdict
from casewright_insurance.values import ShortText

REVIEWERS = ("medical_reviewer", "manager")


@medical_claim.transition("entered -> checked", role=REVIEWERS)
def check_items(case: Case[MedicalClaim]) -> MedicalClaim:
    """Hold every item against the cover of the day, its price list, and the edits of the payer."""
    if case.fields.cover is None:
        raise Refused("give the cover as it stood on the day first", rule="medical.cover_missing", field="cover")
    if case.fields.edits is not None and not case.fields.edits.hold_on(case.fields.treated_on):
        message = f"the edits {case.fields.edits.version} are not those of {case.fields.treated_on}"
        raise Refused(message, rule="medical.edits_of_another_day", field="edits")
    return replace(case.fields, verdicts=_judged(case.fields, case.fields.cover))


def _judged(fields: MedicalClaim, cover: HealthCover) -> tuple[ItemVerdict, ...]:
    return judge(fields.items, cover, fields.treated_on, fields.edits)


@medical_claim.transition("checked", role="medical_reviewer")
def state_diagnosis(case: Case[MedicalClaim], *, diagnosis: ShortText) -> MedicalClaim:
    """Write down what was treated, as the report says; only reviewers see it."""
    return replace(case.fields, diagnosis=diagnosis)


@medical_claim.transition("checked -> processed", role="medical_reviewer")
def process(case: Case[MedicalClaim]) -> MedicalClaim:
    """Find the bill medically plausible; something of it is payable, and the facts are those that were checked."""
    _check_current(case.fields)
    if payable_of(case.fields) <= 0:
        raise Refused("nothing is payable; reject the bill", rule="medical.nothing_payable")
    return case.fields


def _check_current(fields: MedicalClaim) -> None:
    if fields.cover is None or _judged(fields, fields.cover) != fields.verdicts:
        raise Refused("the facts changed since the items were checked; check them again", rule="medical.outdated")


@medical_claim.transition("checked | processed", role=REVIEWERS)
def check_again(case: Case[MedicalClaim]) -> MedicalClaim:
    """Hold the items against the cover once more, because facts changed."""
    return check_items(case)


def payable_of(fields: MedicalClaim) -> Decimal:
    """What the items come to."""
    return sum((verdict.payable for verdict in fields.verdicts), Decimal(0))


def within_authority(case: Case[MedicalClaim]) -> bool:
    """Whether the actor may agree to the whole alone."""
    return payable_of(case.fields) <= case.actor.limit("claim.approve")


def must_ask(case: Case[MedicalClaim]) -> bool:
    """Whether somebody with more authority has to agree."""
    return not within_authority(case)


@medical_claim.transition(
    "processed -> valuated",
    role="medical_reviewer",
    approval=Approval(role=CHAIN, when=must_ask, suffices=within_authority, escalates=CLIMBS_AFTER),
)
def valuate(case: Case[MedicalClaim]) -> MedicalClaim:
    """Agree to pay what the items come to; above one's authority somebody else agrees too."""
    _check_current(case.fields)
    return replace(case.fields, payable=payable_of(case.fields))


@medical_claim.transition("valuated", role=REVIEWERS, outcome="paid")
def pay_provider(case: Case[MedicalClaim]) -> MedicalClaim:
    """Pay the provider what was agreed."""
    return replace(case.fields, paid=case.fields.payable or Decimal(0))


@medical_claim.transition("checked | processed", role=REVIEWERS, outcome="rejected")
def reject(case: Case[MedicalClaim], *, ground: RejectionGround) -> MedicalClaim:
    """Pay nothing: no item is payable, or the documents never came. The items say why."""
    if ground is RejectionGround.NOTHING_PAYABLE and payable_of(case.fields) > 0:
        raise Refused(f"{payable_of(case.fields)} is payable", rule="medical.payable", field="ground")
    return replace(case.fields, rejection=ground)
