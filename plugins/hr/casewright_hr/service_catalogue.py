"""What employees may ask of HR: for whom it is, who answers it, whether somebody agrees, and within which time.

It is data: a practice of this plugin, no norm. A deployment that has a catalogue of its own replaces `SERVICES` in a
copy of this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casewright import Duration, business_days
from casewright_hr.calendar import WorkCountry
from casewright_hr.start import EMPLOYED, EmploymentKind

EVERYWHERE = frozenset(WorkCountry)
EVERYBODY = frozenset(EmploymentKind)


class CentreOfExcellence(StrEnum):
    """Who answers: people who know one matter well."""

    OPERATIONS = "operations"
    PAYROLL = "payroll"
    ABSENCE = "absence"
    PRIVACY = "privacy"


@dataclass(frozen=True, kw_only=True)
class HrServiceItem:
    """Something employees may ask for."""

    title: str
    centre: CentreOfExcellence
    target: Duration
    """From the request to its result."""
    countries: frozenset[WorkCountry] = EVERYWHERE
    employment: frozenset[EmploymentKind] = EVERYBODY
    approval: bool = False
    """Whether the HR director agrees."""


class HrServiceName(StrEnum):
    """The services of the catalogue."""

    EMPLOYMENT_LETTER = "employment_letter"
    BANK_DETAILS = "bank_details"
    PAY_CORRECTION = "pay_correction"
    FMLA_LEAVE = "fmla_leave"
    DATA_ACCESS = "data_access"


SERVICES: Mapping[HrServiceName, HrServiceItem] = {
    HrServiceName.EMPLOYMENT_LETTER: HrServiceItem(
        title="A letter about the employment",
        centre=CentreOfExcellence.OPERATIONS,
        target=business_days(3),
    ),
    HrServiceName.BANK_DETAILS: HrServiceItem(
        title="Other bank details",
        centre=CentreOfExcellence.PAYROLL,
        target=business_days(2),
        employment=EMPLOYED,
    ),
    HrServiceName.PAY_CORRECTION: HrServiceItem(
        title="A correction of the pay",
        centre=CentreOfExcellence.PAYROLL,
        target=business_days(10),
        employment=EMPLOYED,
        approval=True,
    ),
    HrServiceName.FMLA_LEAVE: HrServiceItem(
        title="Leave under the Family and Medical Leave Act",
        centre=CentreOfExcellence.ABSENCE,
        target=business_days(20),
        countries=frozenset({WorkCountry.US}),
        employment=EMPLOYED,
        approval=True,
    ),
    HrServiceName.DATA_ACCESS: HrServiceItem(
        title="Access to one's own data",
        centre=CentreOfExcellence.PRIVACY,
        target=business_days(20),
        countries=frozenset({WorkCountry.GB}),
    ),
}
