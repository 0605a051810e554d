"""Money that comes back: from the party at fault (subrogation), from what is left of the property (salvage)."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim
from casewright_insurance.laws import today
from casewright_insurance.notice import DamageSeverity
from casewright_insurance.subrogation import Demand, Recovery, RecoverySource
from casewright_insurance.values import Amount, ShortText


@claim.transition("settlement_payment -> subrogation_salvage", role=HANDLERS)
def pursue_recovery(case: Case[Claim]) -> Claim:
    """Go after the party at fault before the statute date, or sell what is left of a total loss."""
    if case.fields.third_party_at_fault:
        _check_statute(case.fields.statute_on, today(case.now))
    elif case.fields.severity is not DamageSeverity.TOTAL_LOSS:
        raise Refused("nobody else is at fault and nothing is left to sell", rule="recovery.nothing")
    return case.fields


def _check_statute(statute_on: date | None, day: date) -> None:
    if statute_on is None:
        raise Refused("set the statute date first", rule="recovery.statute_missing", field="statute_on")
    if statute_on < day:
        raise Refused(f"the right to sue ended on {statute_on}", rule="recovery.statute_passed", field="statute_on")


@claim.transition("subrogation_salvage", role=HANDLERS)
def send_demand(case: Case[Claim], *, amount: Amount, of: ShortText) -> Claim:
    """Ask the party at fault, or its insurer, for what was paid; at most that."""
    _check_at_fault(case)
    if amount > case.fields.paid_total:
        raise Refused(f"only {case.fields.paid_total} was paid", rule="recovery.above_paid", field="amount")
    return replace(case.fields, demand=Demand(amount=amount, of=of, sent_on=today(case.now)))


@claim.transition("subrogation_salvage", role=HANDLERS)
def ask_for_arbitration(case: Case[Claim]) -> Claim:
    """Let an arbitrator decide on a demand that was not met."""
    _check_at_fault(case)
    if case.fields.demand is None:
        raise Refused("send the demand first", rule="recovery.no_demand")
    return replace(case.fields, arbitration_on=today(case.now))


def _check_at_fault(case: Case[Claim]) -> None:
    if not case.fields.third_party_at_fault:
        raise Refused("nobody else is at fault", rule="recovery.nobody_at_fault")
    _check_statute(case.fields.statute_on, today(case.now))


@claim.transition("settlement_payment | subrogation_salvage | closing | closed_watch", role=HANDLERS)
def record_recovery(case: Case[Claim], *, source: RecoverySource, amount: Amount, received_from: ShortText) -> Claim:
    """Record money that came back; never more than was paid (principle of indemnity)."""
    if case.fields.recovered + amount > case.fields.paid_total:
        raise Refused(
            f"only {case.fields.paid_total} was paid, {case.fields.recovered} of it is recovered already",
            rule="recovery.above_paid",
            field="amount",
        )
    recovery = Recovery(source=source, amount=amount, received_from=received_from, received_on=today(case.now))
    return replace(case.fields, recoveries=(*case.fields.recoveries, recovery))
