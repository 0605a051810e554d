"""Units that a payer authorises: recorded with a care manager's agreement, used up, and taken back."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused
from casewright_healthcare.authorisations import CareAuthorisation, CareUnitUse, authorised, taken_back, used
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.values import ShortText, Text, Units

WHILE_PLANNED_OR_GIVEN = (
    "care_plan_draft | care_delivery | monitoring | discharge_planning | discharged | awaiting_visit"
    " | transitional_care"
)


@care_plan.transition(WHILE_PLANNED_OR_GIVEN, role=TEAM, approval=Approval(role="care_manager"))
def authorise_units(
    case: Case[CarePlan],
    *,
    number: ShortText,
    service: ShortText,
    payer: ShortText,
    units: Units,
    first_day: date,
    last_day: date,
) -> CarePlan:
    """Record what the payer has authorised. A care manager, who is not the one who asks, reviews the utilisation."""
    new = CareAuthorisation(
        number=number, service=service, payer=payer, units=units, first_day=first_day, last_day=last_day
    )
    return replace(case.fields, authorisations=authorised(case.fields.authorisations, new))


@care_plan.transition(WHILE_PLANNED_OR_GIVEN, role=TEAM)
def use_units(case: Case[CarePlan], *, number: ShortText, units: Units, on: date) -> CarePlan:
    """Record units that were used: on a day of the period, never more than are left."""
    if on > today(case.now):
        raise Refused("units are recorded once they are used", rule="units.future", field="on")
    use = CareUnitUse(on=on, units=units, recorded_by=case.actor.subject)
    return replace(case.fields, authorisations=used(case.fields.authorisations, number, use))


@care_plan.transition(WHILE_PLANNED_OR_GIVEN, role=TEAM)
def take_units_back(case: Case[CarePlan], *, number: ShortText, units: Units, because: Text) -> CarePlan:
    """Correct units that were not used after all; both entries stay in the ledger."""
    back = CareUnitUse(on=today(case.now), units=-units, note=because, recorded_by=case.actor.subject)
    return replace(case.fields, authorisations=taken_back(case.fields.authorisations, number, back))
