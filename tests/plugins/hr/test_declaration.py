"""What the two case types declare: that a platform starts with them, who sees what, clocks and samples."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

import casewright_hr
from casewright import CaseType, PluginError, Scope
from casewright.clocks import Clock, ClockStatus, Moment, read_clock
from casewright.declaration_check import check_case_type
from casewright.defaults.calendars import calendars
from casewright_hr import complaint, onboarding
from casewright_hr.calendar import CALENDAR
from casewright_hr.complaint import COMPLAINANT
from casewright_hr.onboarding import BACKGROUND

TYPES = pytest.mark.parametrize("case_type", [onboarding, complaint], ids=lambda declared: declared.name)
[BUSINESS] = calendars()


def clock(case_type: CaseType[Any], name: str) -> Clock:
    """A declared clock."""
    return next(declared for declared in case_type.clocks if declared.name == name)


def moved(day: int, source: str, target: str) -> Moment:
    """The case moved on a day of March 2026; the second is a Monday."""
    return Moment("transitioned", datetime(2026, 3, day, 15, tzinfo=UTC), {"from": source, "to": target})


@TYPES
def test_a_platform_starts_with_it(case_type: CaseType[Any]) -> None:
    """The declaration has no mistake; without its calendar it would have one."""
    check_case_type(case_type, "hr", frozenset({"business", "us_hr"}))
    with pytest.raises(PluginError, match=case_type.calendar):
        check_case_type(case_type, "hr", frozenset())


@TYPES
def test_every_move_is_described_and_every_stage_leads_to_an_end(case_type: CaseType[Any]) -> None:
    """The API has a description for every mutation, and no case can get lost."""
    moves = case_type.transitions.values()
    assert [move.name for move in moves if not move.description] == []
    ending = {source for move in moves if move.outcome for source in move.sources}
    for _ in case_type.stages:
        ending |= {source for move in moves if move.target in ending for source in move.sources}
    assert ending == set(case_type.stages)


@TYPES
def test_samples_are_valid_and_repeatable(case_type: CaseType[Any]) -> None:
    """The same seed gives the same case, and opening accepts its fields."""
    assert case_type.sample is not None
    given = [name for name, field in case_type.fields.fields.items() if not field.marking.managed]
    for seed in range(50):
        made = case_type.sample(Random(seed))
        assert made == case_type.sample(Random(seed))
        assert case_type.fields.validate({name: getattr(made.fields, name) for name in given}) == made.fields


def test_the_hooks_declare_both_types_and_a_calendar() -> None:
    """Nothing else comes from this plugin."""
    assert casewright_hr.case_types() == [onboarding, complaint]
    assert casewright_hr.calendars() == [CALENDAR]


def test_only_the_intake_sees_who_complained() -> None:
    """Name and contact are one group, hidden from everybody but the officers."""
    fields = complaint.fields.fields
    hidden = {name for name, field in fields.items() if field.marking.group == COMPLAINANT}
    assert hidden == {"complainant_name", "complainant_contact"}
    assert {grant.role for grant in complaint.grants if COMPLAINANT not in grant.hide} == {"er_officer"}


def test_nobody_reads_a_complaint_as_a_party() -> None:
    """So whoever is complainant, respondent or witness sees nothing, whatever their role; no other HR role does."""
    assert complaint.excluded_roles == {"complainant", "respondent", "witness"}
    assert Scope.PARTY not in {grant.scope for grant in complaint.grants}
    assert "hr_partner" not in {grant.role for grant in complaint.grants}


def test_only_hr_sees_a_background_check() -> None:
    """New employees and their managers see their own onboarding without it."""
    grants = {grant.role: grant for grant in onboarding.grants}
    assert {role for role, grant in grants.items() if BACKGROUND not in grant.hide} == {"hr_partner", "hr_director"}
    assert {role for role, grant in grants.items() if grant.scope is Scope.PARTY} == {"new_hire", "hiring_manager"}
    assert onboarding.excluded_roles == {"new_hire"}


def test_form_i9_is_due_three_business_days_after_the_first() -> None:
    """Begun on Monday: by Thursday, 17:00 in New York."""
    begun = moved(2, "preparation", "day_zero")
    state = read_clock(clock(onboarding, "form_i9"), [begun], CALENDAR, begun.at)
    assert state.deadline_at == datetime(2026, 3, 5, 22, tzinfo=UTC)
    done = [begun, moved(5, "day_zero", "week_one")]
    assert read_clock(clock(onboarding, "form_i9"), done, CALENDAR, done[-1].at).status is ClockStatus.MET


@pytest.mark.parametrize(("role", "paused"), [("witness", True), ("respondent", True), ("er_lead", False)])
def test_an_investigation_waits_for_who_is_to_be_heard(role: str, paused: bool) -> None:
    """Not for HR itself."""
    begun = moved(2, "classification", "investigation")
    waiting = Moment("waiting_started", begun.at, {"for": role})
    state = read_clock(clock(complaint, "investigation"), [begun, waiting], BUSINESS, moved(9, "", "").at)
    assert state.status is (ClockStatus.PAUSED if paused else ClockStatus.RUNNING)


def test_metrics_count_allegations() -> None:
    """Of a new complaint there are none."""
    assert complaint.sample is not None
    fields = complaint.sample(Random(1)).fields
    assert [metric.function(fields) for metric in complaint.metrics] == [0, 0]
