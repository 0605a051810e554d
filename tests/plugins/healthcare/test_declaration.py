"""What the case type declares: that a platform starts with it, who sees what, clocks and samples."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest

import casewright_healthcare
from casewright import Action, Phase, PluginError, Scope
from casewright.clocks import Clock, ClockStatus, read_clock
from casewright.conditions import Moment
from casewright.declaration_check import check_case_type
from casewright.retention import kept_until
from casewright_healthcare import care_plan
from casewright_healthcare.calendar import CALENDAR
from casewright_healthcare.fields import RESTRICTED, CarePlan
from casewright_healthcare.records import DecisionComplexity

REFERRED = CarePlan(patient_identifier="P-1", programme="Recovery", referral_reason="Accident", referred_by="Hospital")


def clock(name: str) -> Clock:
    """A declared clock."""
    return next(declared for declared in care_plan.clocks if declared.name == name)


def moved(day: int, source: str, target: str) -> Moment:
    """The case moved in the morning of a day of May 2026, in New York."""
    return Moment("transitioned", datetime(2026, 5, day, 15, tzinfo=UTC), {"from": source, "to": target})


def test_a_platform_starts_with_it() -> None:
    """The declaration has no mistake; without its calendar it would have one."""
    instruments = {instrument.name for instrument in casewright_healthcare.instruments()}
    check_case_type(care_plan, "healthcare", frozenset({"us_care"}), instruments)
    with pytest.raises(PluginError, match="us_care"):
        check_case_type(care_plan, "healthcare", frozenset({"business"}), instruments)
    with pytest.raises(PluginError, match="phq_9"):
        check_case_type(care_plan, "healthcare", frozenset({"us_care"}), instruments - {"phq_9"})


def test_the_hooks_declare_one_case_type_its_calendar_and_eight_instruments() -> None:
    """Nothing else comes from this plugin."""
    names = [instrument.name for instrument in casewright_healthcare.instruments()]
    assert names == ["phq_9", "phq_2", "gad_7", "gad_2", "audit_c", "charlson", "lace", "hospital"]
    assert casewright_healthcare.case_types() == [care_plan]
    assert casewright_healthcare.calendars() == [CALENDAR]


def test_all_nine_phases_are_visited() -> None:
    """From the screening to the evaluation."""
    assert set(care_plan.stages.values()) == set(Phase)


def test_every_move_is_described_and_every_stage_leads_to_an_end() -> None:
    """The API has a description for every mutation, and no patient can get lost."""
    moves = care_plan.transitions.values()
    assert [move.name for move in moves if not move.description] == []
    ending = {source for move in moves if move.outcome for source in move.sources}
    for _ in care_plan.stages:
        ending |= {source for move in moves if move.target in ending for source in move.sources}
    assert ending == set(care_plan.stages)


def test_restricted_notes_are_for_clinicians_and_care_managers() -> None:
    """Coordinators and patients have the group hidden; patients read, their own case only, and handle none."""
    grants = {grant.role: grant for grant in care_plan.grants}
    assert {role for role, grant in grants.items() if RESTRICTED not in grant.hide} == {"clinician", "care_manager"}
    assert grants["patient"].scope is Scope.PARTY
    assert grants["patient"].actions == {Action.READ}
    assert care_plan.excluded_roles == {"patient"}


def discharged(recorded: int = 22) -> Moment:
    """Discharged on Friday 2026-05-22, before Memorial Day; recorded on that day of May or later."""
    moment = moved(recorded, "discharge_planning", "discharged")
    return replace(moment, data={**moment.data, "changes": {"discharged_on": [None, "2026-05-22"]}})


@pytest.mark.parametrize("recorded", [22, 26])
def test_the_first_contact_is_due_after_two_business_days(recorded: int) -> None:
    """Vector: by Wednesday the 27th, 17:00 in New York, also when the discharge was recorded after the holiday."""
    state = read_clock(clock("first_contact"), [discharged(recorded)], CALENDAR, discharged(recorded).at)
    assert state.deadline_at == datetime(2026, 5, 27, 21, tzinfo=UTC)
    done = [discharged(recorded), moved(27, "discharged", "awaiting_visit")]
    assert read_clock(clock("first_contact"), done, CALENDAR, done[-1].at).status is ClockStatus.MET


@pytest.mark.parametrize("recorded", [22, 26])
def test_the_visit_is_good_in_seven_days_and_late_after_fourteen(recorded: int) -> None:
    """Vector: until the end of May 29th and of June 5th, in New York, whenever the discharge was recorded."""
    state = read_clock(clock("visit"), [discharged(recorded)], CALENDAR, discharged(recorded).at, REFERRED)
    assert state.goal_at == datetime(2026, 5, 30, 4, tzinfo=UTC)
    assert state.deadline_at == datetime(2026, 6, 6, 4, tzinfo=UTC)


def test_at_high_complexity_the_visit_is_late_after_seven_days() -> None:
    """The goal of the others is then the deadline."""
    complex_case = replace(REFERRED, complexity=DecisionComplexity.HIGH)
    state = read_clock(clock("visit"), [discharged()], CALENDAR, discharged().at, complex_case)
    assert (state.goal_at, state.deadline_at) == (None, datetime(2026, 5, 30, 4, tzinfo=UTC))


def test_a_care_plan_is_reopened_within_thirty_days() -> None:
    """As long as a readmission counts against the discharge."""
    assert str(care_plan.reopens_within) == "30 calendar days"


def test_a_readmission_ends_both_clocks() -> None:
    """Nobody has to be visited at home who is in hospital."""
    moments = [discharged(), moved(25, "discharged", "clinical_assessment")]
    for name in ("first_contact", "visit"):
        assert read_clock(clock(name), moments, CALENDAR, moments[-1].at, REFERRED).status is ClockStatus.MET


def test_samples_are_valid_and_repeatable() -> None:
    """The same seed gives the same referral, and opening accepts its fields."""
    assert care_plan.sample is not None
    given = [name for name, field in care_plan.fields.fields.items() if not field.marking.managed]
    for seed in range(50):
        made = care_plan.sample(Random(seed))
        assert made == care_plan.sample(Random(seed))
        assert care_plan.fields.validate({name: getattr(made.fields, name) for name in given}) == made.fields


def test_metrics_of_a_new_referral() -> None:
    """No readmission; nothing known yet of depression and satisfaction."""
    assert care_plan.sample is not None
    fields = care_plan.sample(Random(1)).fields
    assert [metric.function(fields) for metric in care_plan.metrics] == [0, None, None, None]


@pytest.mark.parametrize(
    ("born_on", "kept"),
    [(None, date(2036, 6, 1)), ("1960-02-01", date(2036, 6, 1)), ("2020-02-01", date(2048, 2, 1))],
)
def test_a_care_plan_says_how_long_it_is_kept(born_on: str | None, kept: date) -> None:
    """Ten years after its end, of a child ten after it came of age; and by which rule."""
    assert care_plan.retention is not None
    ended = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert kept_until(ended, care_plan.retention, {"born_on": born_on}) == kept
    assert "minors" in care_plan.retention.because
