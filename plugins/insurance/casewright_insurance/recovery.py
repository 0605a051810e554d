"""Money that comes back: from the party at fault (subrogation), from what is left of the property (salvage)."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim, Recovery, RecoverySource
from casewright_insurance.notice import DamageSeverity
from casewright_insurance.values import Amount, ShortText


@claim.transition("settlement_payment -> subrogation_salvage", role=HANDLERS)
def pursue_recovery(case: Case[Claim]) -> Claim:
    """Go after the party at fault before the statute date, or sell what is left of a total loss."""
    if case.fields.third_party_at_fault:
        _check_statute(case.fields.statute_on, case.now.date())
    elif case.fields.severity is not DamageSeverity.TOTAL_LOSS:
        raise Refused("nobody else is at fault and nothing is left to sell", rule="recovery.nothing")
    return case.fields


def _check_statute(statute_on: date | None, today: date) -> None:
    if statute_on is None:
        raise Refused("set the statute date first", rule="recovery.statute_missing", field="statute_on")
    if statute_on < today:
        raise Refused(f"the right to sue ended on {statute_on}", rule="recovery.statute_passed", field="statute_on")


@claim.transition("settlement_payment | subrogation_salvage | closing | closed_watch", role=HANDLERS)
def record_recovery(case: Case[Claim], *, source: RecoverySource, amount: Amount, received_from: ShortText) -> Claim:
    """Record money that came back; never more than was paid (principle of indemnity)."""
    if case.fields.recovered + amount > case.fields.paid_total:
        raise Refused(
            f"only {case.fields.paid_total} was paid, {case.fields.recovered} of it is recovered already",
            rule="recovery.above_paid",
            field="amount",
        )
    recovery = Recovery(source=source, amount=amount, received_from=received_from, received_on=case.now.date())
    return replace(case.fields, recoveries=(*case.fields.recoveries, recovery))
