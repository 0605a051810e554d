"""The case type StartingGroup: people who start together; it is the parent of the onboarding of each."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import Field

from casewright import (
    Action,
    Case,
    CaseType,
    Gate,
    Phase,
    Status,
    business_days,
    calendar_days,
    entered,
    indexed,
    left,
    managed,
)
from casewright_hr.calendar import CALENDAR
from casewright_hr.values import ShortText, Text


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """People who start at work together."""

    group: ShortText = indexed(label="Name of the group")
    starts_on: date = indexed(label="First day")
    people: Annotated[int, Field(ge=1)] = indexed(label="How many start")
    lessons: str | None = managed(label="What has to change", default=None)
    called_off_because: str | None = managed(default=None)


cohort = CaseType(
    "StartingGroup",
    Cohort,
    number="SG-{year}-{sequence:04}",
    stages={
        "gathering": Phase.SCREENING,
        "preparing": Phase.PLANNING,
        "starting": Phase.IMPLEMENTATION,
        "looking_back": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.group}: {fields.people} from {fields.starts_on}",
    outcomes={"all_settled": Status.COMPLETED, "called_off": Status.TERMINATED},
    reopens_at="starting",
    calendar=CALENDAR.name,
)

cohort.grant("hr_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
cohort.grant("hr_director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)

cohort.gate("starting", Gate.CHILDREN_ENDED)
cohort.task("Reserve the room of the first day", on="preparing", role="hr_partner", due=business_days(3), required=True)
cohort.task(
    "Plan the training of the first week", on="preparing", role="hr_partner", due=business_days(5), required=True
)
cohort.clock("looked_back", start=entered("looking_back"), stop=left("looking_back"), deadline=calendar_days(30))
cohort.retain(years=3, because="a practice of this plugin")
cohort.metric("people", lambda fields: fields.people, unit="people")


@cohort.transition("gathering -> preparing", role="hr_partner")
def prepare_group(case: Case[Cohort]) -> Cohort:
    """Everybody is known and has an onboarding, of which this case is the parent."""
    return case.fields


@cohort.transition("preparing -> starting", role="hr_partner")
def start_together(case: Case[Cohort]) -> Cohort:
    """The first day."""
    return case.fields


@cohort.transition("starting -> looking_back", role="hr_partner")
def look_back(case: Case[Cohort]) -> Cohort:
    """Everything that blocks an onboarding of the group is done, and each has ended: see what they say."""
    return case.fields


@cohort.transition("looking_back", role="hr_partner", outcome="all_settled")
def conclude(case: Case[Cohort], *, lessons: Text) -> Cohort:
    """End it with what has to change for the next group."""
    return replace(case.fields, lessons=lessons)


@cohort.transition("gathering | preparing", role="hr_partner", outcome="called_off")
def call_off(case: Case[Cohort], *, because: Text) -> Cohort:
    """End it: nobody starts together."""
    return replace(case.fields, called_off_because=because)
