"""casewright: the public plugin API, everything a vendor may import and nothing else."""

from casewright.access.actor import Actor
from casewright.calendars import Calendar, Duration, business_days, business_hours, calendar_days, hours
from casewright.case import Case, Event
from casewright.casetype import CaseType
from casewright.clocks import entered, happened, left, waiting_for
from casewright.declarations import Action, Approval, RiskScale, Sample, Scope, Transition
from casewright.errors import CasewrightError, Invalid, PluginError, Refused
from casewright.fields import indexed, managed
from casewright.hookspecs import hookimpl
from casewright.process import Phase, Risk, Status

__all__ = [
    "Action",
    "Actor",
    "Approval",
    "Calendar",
    "Case",
    "CaseType",
    "CasewrightError",
    "Duration",
    "Event",
    "Invalid",
    "Phase",
    "PluginError",
    "Refused",
    "Risk",
    "RiskScale",
    "Sample",
    "Scope",
    "Status",
    "Transition",
    "business_days",
    "business_hours",
    "calendar_days",
    "entered",
    "happened",
    "hookimpl",
    "hours",
    "indexed",
    "left",
    "managed",
    "waiting_for",
]
