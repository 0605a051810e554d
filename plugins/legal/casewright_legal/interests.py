"""The case type StaffInterest: what the people of the firm hold or held outside of it, for the conflict search.

ABA Model Rule 1.7(a)(2): a lawyer's own interest may be a conflict. The general counsel alone sees whose it is; a
search of names finds the organisation all the same.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from casewright import Action, Case, CaseType, Phase, Status, indexed, managed
from casewright_legal.case_type import RETAINED, RETENTION
from casewright_legal.court_days import today
from casewright_legal.values import ShortText


class InterestNature(StrEnum):
    """What ties somebody to an organisation."""

    SHARES = "shares"
    OFFICE = "office"
    FAMILY = "family"
    FORMER_WORK = "former_work"


@dataclass(frozen=True, kw_only=True)
class Interest:
    """An interest of somebody of the firm."""

    holder: ShortText = indexed()
    organisation: ShortText = indexed()
    affiliates: tuple[ShortText, ...] = ()
    nature: InterestNature = indexed()
    given_up_on: date | None = managed(default=None)


staff_interest = CaseType(
    "StaffInterest",
    Interest,
    number="SI-{year}-{sequence:04}",
    stages={"held": Phase.SCREENING},
    title=lambda fields: f"{fields.holder}: {fields.nature.replace('_', ' ')}, {fields.organisation}",
    outcomes={"given_up": Status.COMPLETED},
    reopens_at="held",
)

staff_interest.retain(years=RETAINED, because=RETENTION)
staff_interest.register_names(lambda fields: (fields.organisation, *fields.affiliates))
staff_interest.grant(
    "general_counsel", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE
)


@staff_interest.transition("held", role="general_counsel", outcome="given_up")
def give_up(case: Case[Interest]) -> Interest:
    """Record that the interest is held no more. A search finds it still, as it finds a former client."""
    return replace(case.fields, given_up_on=today(case.now))
