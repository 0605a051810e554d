"""The checklist of a start: what, by whom, how many days from the first, for which country, site and role, what blocks.

It is read aloud line by line. An item that blocks holds the onboarding at its stage until it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from casewright import Case, CaseType, Duration, business_days, calendar_days
from casewright_hr.calendar import WorkCountry, due_from
from casewright_hr.start import EMPLOYED, EmploymentKind, Start

EVERYWHERE = frozenset(WorkCountry)
ALL_KINDS = frozenset(EmploymentKind)


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    """One line of the checklist."""

    title: str
    stage: str
    owner: str
    due: Duration
    """Counted from the first day of work: below zero before it."""
    blocks: bool = False
    countries: frozenset[WorkCountry] = EVERYWHERE
    employment: frozenset[EmploymentKind] = ALL_KINDS
    location: str = ""
    """Empty: at every site."""
    position: str = ""
    """Empty: for every position."""
    sensitive_only: bool = False

    def is_for(self, start: Start) -> bool:
        """Whether this start has the item."""
        return (
            start.country in self.countries
            and start.employment in self.employment
            and self.location.casefold() in ("", start.location.casefold())
            and self.position.casefold() in ("", start.position.casefold())
            and (start.sensitive_role or not self.sensitive_only)
        )


US, GB = frozenset({WorkCountry.US}), frozenset({WorkCountry.GB})

CHECKLIST = (
    ChecklistItem(
        title="Send the contract", stage="preboarding", owner="hr_partner", due=business_days(-15), blocks=True
    ),
    ChecklistItem(
        title="Check the background",
        stage="preboarding",
        owner="hr_partner",
        due=business_days(-12),
        blocks=True,
        sensitive_only=True,
    ),
    ChecklistItem(
        title="Check the licence to practise",
        stage="preboarding",
        owner="hr_partner",
        due=business_days(-12),
        blocks=True,
        position="Nurse",
    ),
    ChecklistItem(
        title="List what the work has to open",
        stage="access_risk",
        owner="hiring_manager",
        due=business_days(-11),
        blocks=True,
    ),
    ChecklistItem(
        title="Order the equipment", stage="preparation", owner="it_support", due=business_days(-10), blocks=True
    ),
    ChecklistItem(
        title="Set up payroll with bank and tax data",
        stage="preparation",
        owner="hr_partner",
        due=business_days(-5),
        employment=EMPLOYED,
    ),
    ChecklistItem(
        title="Set up accounts with the least privilege",
        stage="preparation",
        owner="it_support",
        due=business_days(-3),
        blocks=True,
    ),
    ChecklistItem(title="Prepare the workplace", stage="preparation", owner="it_support", due=business_days(-1)),
    ChecklistItem(
        title="Tell the landlord whom to let in",
        stage="preparation",
        owner="hr_partner",
        due=business_days(-2),
        location="Leeds",
    ),
    ChecklistItem(
        title="See that it is the person who was hired",
        stage="day_zero",
        owner="hr_partner",
        due=business_days(0),
        blocks=True,
    ),
    ChecklistItem(
        title="Hand over equipment and access card",
        stage="day_zero",
        owner="it_support",
        due=business_days(0),
        blocks=True,
    ),
    ChecklistItem(
        title="Complete section 1 of Form I-9",
        stage="day_zero",
        owner="new_hire",
        due=business_days(0),
        blocks=True,
        countries=US,
        employment=EMPLOYED,
    ),
    ChecklistItem(
        title="Complete section 2 of Form I-9",
        stage="day_zero",
        owner="hr_partner",
        due=business_days(3),
        blocks=True,
        countries=US,
        employment=EMPLOYED,
    ),
    ChecklistItem(
        title="Ask for the P45 or a starter checklist",
        stage="day_zero",
        owner="hr_partner",
        due=business_days(0),
        countries=GB,
        employment=EMPLOYED,
    ),
    ChecklistItem(
        title="Read and sign the policies", stage="day_zero", owner="new_hire", due=business_days(0), blocks=True
    ),
    ChecklistItem(title="Show exits and first aid", stage="day_zero", owner="hiring_manager", due=business_days(0)),
    ChecklistItem(
        title="Do the mandatory training", stage="week_one", owner="new_hire", due=business_days(5), blocks=True
    ),
    ChecklistItem(title="Agree on the role plan", stage="week_one", owner="hiring_manager", due=business_days(5)),
    ChecklistItem(title="Hold the review of day 30", stage="reviews", owner="hiring_manager", due=calendar_days(30)),
    ChecklistItem(title="Hold the review of day 60", stage="reviews", owner="hiring_manager", due=calendar_days(60)),
    ChecklistItem(title="Hold the review of day 90", stage="reviews", owner="hiring_manager", due=calendar_days(90)),
    ChecklistItem(
        title="Tell the decision in writing",
        stage="probation_decision",
        owner="hr_partner",
        due=calendar_days(90),
        blocks=True,
    ),
    ChecklistItem(
        title="Look whether every access is still needed",
        stage="after_probation",
        owner="it_support",
        due=calendar_days(120),
        blocks=True,
    ),
    ChecklistItem(title="Ask how it goes", stage="after_probation", owner="hiring_manager", due=calendar_days(120)),
)
"""Form I-9: 8 CFR 274a.2(b)(1), by way of secondary pages; P45 and starter checklist: HMRC's practice of 2026; the
others are a practice of this plugin."""


def declare(case_type: CaseType[Start]) -> None:
    """Make each line a task of the case type."""
    for item in CHECKLIST:
        case_type.task(
            item.title, on=item.stage, role=item.owner, due=_due(item), required=item.blocks, when=_when(item)
        )


def _due(item: ChecklistItem) -> Callable[[Case[Start]], datetime]:
    return lambda case: due_from(case.fields.starts_on, item.due, case.fields.country)


def _when(item: ChecklistItem) -> Callable[[Case[Start]], bool]:
    return lambda case: item.is_for(case.fields)
