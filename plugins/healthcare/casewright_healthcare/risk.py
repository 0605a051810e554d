"""Facts that published indices connect with an early readmission, one by one.

LACE is van Walraven and others, CMAJ 2010; HOSPITAL is Donzé and others, JAMA Internal Medicine 2013. The facts are
theirs; the points are this plugin's own and are neither a LACE nor a HOSPITAL score, which need all their items.
"""

from casewright_healthcare.case_type import care_plan
from casewright_healthcare.fields import CarePlan

LONG_STAY = 5
"""Days in hospital from which HOSPITAL counts the length of stay."""

FREQUENT_ADMISSIONS = 2
"""Admissions in twelve months that count in every variant of HOSPITAL."""


@care_plan.risk("Admitted as an emergency (LACE, item A)", points=25)
def emergency_admission(fields: CarePlan) -> bool | None:
    return fields.emergency_admission


@care_plan.risk("Five days or more in hospital (HOSPITAL, length of stay)", points=15)
def long_stay(fields: CarePlan) -> bool | str | None:
    if fields.days_in_hospital is None:
        return None
    return fields.days_in_hospital >= LONG_STAY and f"days: {fields.days_in_hospital}"


@care_plan.risk("In an emergency department in the last six months (LACE, item E)", points=15)
def emergency_visits(fields: CarePlan) -> bool | str | None:
    if fields.emergency_visits is None:
        return None
    return fields.emergency_visits > 0 and f"visits: {fields.emergency_visits}"


@care_plan.risk("In hospital again and again in the last year (HOSPITAL, admissions)", points=15)
def frequent_admissions(fields: CarePlan) -> bool | str | None:
    if fields.admissions is None:
        return None
    return fields.admissions >= FREQUENT_ADMISSIONS and f"admissions: {fields.admissions}"
