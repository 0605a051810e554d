"""How long the clocks of a claim run, as the law of its place says. Pure."""

from datetime import date

from casewright import Duration, calendar_days
from casewright_insurance.fields import Claim
from casewright_insurance.laws import ClaimsLaw, last_day, law_of


def acknowledge_within(claim: Claim) -> Duration:
    """From the notice to its acknowledgement."""
    return law_of(claim).acknowledge


def decide_within(claim: Claim) -> Duration | None:
    """From a complete proof of loss to the decision; longer where arson is suspected, and once extended."""
    law = law_of(claim)
    if law.extension is None or claim.extended_on is None or claim.proof_on is None:
        return undisturbed(law, claim)
    return calendar_days((claim.extended_on - claim.proof_on).days + law.extension.amount)


def undisturbed(law: ClaimsLaw, claim: Claim) -> Duration | None:
    """The period to decide without an extension."""
    return law.decide_if_arson if claim.arson_suspected and law.decide_if_arson else law.decide


def decision_due(claim: Claim) -> date | None:
    """The last day to decide or to say why it takes longer; None before the proof is complete."""
    period = undisturbed(law_of(claim), claim)
    if period is None or claim.proof_on is None:
        return None
    return last_day(claim.proof_on, period)


def write_within(claim: Claim) -> Duration | None:
    """From one status letter to the next."""
    return law_of(claim).status_letter


def pay_within(claim: Claim) -> Duration | None:
    """From the agreement to its payment."""
    return law_of(claim).pay
