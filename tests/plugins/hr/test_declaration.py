"""What the case types declare: that a platform starts with them, who sees what, clocks and samples."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

import casewright_hr
from casewright import CaseType, PluginError, Scope
from casewright.clocks import Clock, ClockStatus, read_clock
from casewright.conditions import Moment
from casewright.declaration_check import check_case_type
from casewright.defaults.calendars import calendars
from casewright_hr import cohort, complaint, leaving_group, offboarding, onboarding, recruitment, service
from casewright_hr.calendar import CALENDAR, UK_CALENDAR, WorkCountry
from casewright_hr.grievance import CHANNEL, COMPLAINANT, INQUIRY, Allegation, AllegationFinding, ComplaintKind
from casewright_hr.start import BACKGROUND, EmploymentKind, Start

ALL = [recruitment, onboarding, cohort, offboarding, leaving_group, complaint, service]
TYPES = pytest.mark.parametrize("case_type", ALL, ids=lambda declared: declared.name)
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
    check_case_type(case_type, "hr", frozenset({"business", "us_hr"}), {"structured_interview"})
    with pytest.raises(PluginError, match=case_type.calendar):
        check_case_type(case_type, "hr", frozenset(), {"structured_interview"})


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


def test_the_hooks_declare_seven_types_two_calendars_and_a_rubric() -> None:
    """Nothing else comes from this plugin."""
    assert casewright_hr.case_types() == ALL
    assert casewright_hr.calendars() == [CALENDAR, UK_CALENDAR]
    assert [instrument.name for instrument in casewright_hr.instruments()] == ["structured_interview"]


def test_only_the_intake_sees_who_complained() -> None:
    """Name and contact are one group, hidden from everybody but the officers."""
    fields = complaint.fields.fields
    hidden = {name for name, field in fields.items() if field.marking.group == COMPLAINANT}
    assert hidden == {"complainant_name", "complainant_contact"}
    assert {grant.role for grant in complaint.grants if COMPLAINANT not in grant.hide} == {"er_officer"}


def test_nobody_reads_a_complaint_as_a_party() -> None:
    """So whoever is complainant, respondent or witness sees nothing, whatever their role; no other HR role does.

    Whoever reported anonymously sees the messages and the stage, and nothing that was found out.
    """
    assert complaint.excluded_roles == {"complainant", "respondent", "witness", "reporter"}
    [grant] = [grant for grant in complaint.grants if grant.scope is Scope.PARTY]
    assert (grant.role, grant.party_roles) == ("reporter", ("reporter",))
    assert {COMPLAINANT, INQUIRY, "event", "case_party", "note", "document"} <= grant.hide
    assert {each.role for each in complaint.grants if CHANNEL not in each.hide} == {"er_officer", "reporter"}
    assert "hr_partner" not in {grant.role for grant in complaint.grants}


def test_only_hr_sees_a_background_check() -> None:
    """New employees and their managers see their own onboarding without it."""
    grants = {grant.role: grant for grant in onboarding.grants}
    assert {role for role, grant in grants.items() if BACKGROUND not in grant.hide} == {"hr_partner", "hr_director"}
    assert {role for role, grant in grants.items() if grant.scope is Scope.PARTY} == {"new_hire", "hiring_manager"}
    assert onboarding.excluded_roles == {"new_hire"}


HIRED = Start(employee="Ada", position="Clerk", location="Boston", starts_on=date(2026, 3, 2))


def starting(**changes: Any) -> tuple[Start, Moment]:
    """Somebody who starts on Monday, and the opening of their onboarding two weeks before."""
    fields = replace(HIRED, **changes)
    told = {"to": "offer_accepted", "fields": {"starts_on": str(fields.starts_on)}}
    return fields, Moment("opened", datetime(2026, 2, 16, 15, tzinfo=UTC), told)


def test_form_i9_is_due_three_business_days_after_the_first() -> None:
    """The first day on Monday: by Thursday, 17:00 in New York, however late the beginning is recorded."""
    fields, opened = starting()
    form_i9, late = clock(onboarding, "form_i9"), moved(4, "preparation", "day_zero")
    state = read_clock(form_i9, [opened, late], CALENDAR, late.at, fields)
    assert state.deadline_at == datetime(2026, 3, 5, 22, tzinfo=UTC)
    done = [opened, late, moved(5, "day_zero", "week_one")]
    assert read_clock(form_i9, done, CALENDAR, done[-1].at, fields).status is ClockStatus.MET


def test_a_first_day_that_moves_takes_its_clocks_along() -> None:
    """A week later: Form I-9 by Thursday the 12th, the probation until June 7th."""
    fields, opened = starting()
    changed = Moment("updated", opened.at, {"changes": {"starts_on": ["2026-03-02", "2026-03-09"]}})
    due = {
        name: read_clock(clock(onboarding, name), [opened, changed], CALENDAR, opened.at, fields).deadline_at
        for name in ("form_i9", "probation")
    }
    assert due == {
        "form_i9": datetime(2026, 3, 12, 21, tzinfo=UTC),
        "probation": datetime(2026, 6, 8, 4, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, ClockStatus.RUNNING),
        ({"country": WorkCountry.GB}, ClockStatus.PENDING),
        ({"employment": EmploymentKind.CONTRACTOR}, ClockStatus.PENDING),
    ],
)
def test_form_i9_is_for_employees_in_the_united_states(changes: dict[str, Any], status: ClockStatus) -> None:
    """Neither its clock nor its day exists for others."""
    fields, opened = starting(**changes)
    assert read_clock(clock(onboarding, "form_i9"), [opened], CALENDAR, opened.at, fields).status is status
    assert (fields.form_i9_due is None) is (status is ClockStatus.PENDING)


@pytest.mark.parametrize(("role", "paused"), [("witness", True), ("respondent", True), ("er_lead", False)])
def test_an_investigation_waits_for_who_is_to_be_heard(role: str, paused: bool) -> None:
    """Not for HR itself."""
    begun = moved(2, "investigation_plan", "investigation")
    waiting = Moment("waiting_started", begun.at, {"for": role})
    state = read_clock(clock(complaint, "investigation"), [begun, waiting], BUSINESS, moved(9, "", "").at)
    assert state.status is (ClockStatus.PAUSED if paused else ClockStatus.RUNNING)


def test_metrics_count_allegations() -> None:
    """By what was found; of a new complaint there are none."""
    assert complaint.sample is not None
    fields = complaint.sample(Random(1)).fields
    assert {metric.function(fields) for metric in complaint.metrics} == {0}
    found = [AllegationFinding.SUBSTANTIATED, AllegationFinding.UNFOUNDED, AllegationFinding.UNFOUNDED]
    allegation = Allegation(kind=ComplaintKind.CONDUCT, statement="Shouted")
    heard = replace(fields, allegations=tuple(replace(allegation, finding=finding) for finding in found))
    assert {metric.name: metric.function(heard) for metric in complaint.metrics} == {
        "appealed": 0,
        "appeals_upheld": 0,
        "allegations": 3,
        "substantiated": 1,
        "inconclusive": 0,
        "unsubstantiated": 0,
        "unfounded": 2,
    }


@TYPES
def test_every_type_says_how_long_it_is_kept(case_type: CaseType[Any]) -> None:
    """And by which rule."""
    assert case_type.retention is not None
    assert case_type.retention.because
