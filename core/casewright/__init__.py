"""casewright: the public plugin API, everything a vendor may import and nothing else."""

from casewright.access.actor import Actor
from casewright.calendars import Calendar, Duration, business_days, business_hours, calendar_days, hours
from casewright.case import Case, Event
from casewright.casetype import CaseType
from casewright.conditions import dated, entered, happened, left, made, noted, waiting_for
from casewright.declarations import Action, Approval, Confidentiality, RiskScale, Sample, Scope, Transition
from casewright.errors import CasewrightError, Invalid, PluginError, Refused
from casewright.fields import agreed, indexed, managed, sealed
from casewright.gates import Gate, Goal, Standing
from casewright.hookspecs import hookimpl
from casewright.instruments import Answer, Band, Instrument, Item, ItemAlarm, Option, Variant, read_answers
from casewright.planning import GoalStatus, PlanState
from casewright.process import Phase, Priority, Risk, Status, Verdict
from casewright.working_models import Practice, WorkingModel

__all__ = [
    "Action",
    "Actor",
    "Answer",
    "Approval",
    "Band",
    "Calendar",
    "Case",
    "CaseType",
    "CasewrightError",
    "Confidentiality",
    "Duration",
    "Event",
    "Gate",
    "Goal",
    "GoalStatus",
    "Instrument",
    "Invalid",
    "Item",
    "ItemAlarm",
    "Option",
    "Phase",
    "PlanState",
    "PluginError",
    "Practice",
    "Priority",
    "Refused",
    "Risk",
    "RiskScale",
    "Sample",
    "Scope",
    "Standing",
    "Status",
    "Transition",
    "Variant",
    "Verdict",
    "WorkingModel",
    "agreed",
    "business_days",
    "business_hours",
    "calendar_days",
    "dated",
    "entered",
    "happened",
    "hookimpl",
    "hours",
    "indexed",
    "left",
    "made",
    "managed",
    "noted",
    "read_answers",
    "sealed",
    "waiting_for",
]
