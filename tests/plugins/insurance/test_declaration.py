"""What the case type declares: that a platform starts with it, who may do what, its clocks, tasks and samples."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest

import casewright_insurance
from casewright import Case, CaseType, Phase, PluginError, Scope
from casewright.clocks import Clock, ClockStatus, read_clock
from casewright.conditions import Moment
from casewright.declaration_check import check_case_type
from casewright_insurance import claim, medical_claim
from casewright_insurance.case_type import no_policy_yet, something_to_inspect
from casewright_insurance.fields import RESERVING, SPECIAL_INVESTIGATION, Claim
from casewright_insurance.notice import Notice, Peril
from casewright_insurance.reserves import ReserveLine

CaseOf = Callable[..., Case[Claim]]
CALENDARS = {calendar.name: calendar for calendar in casewright_insurance.calendars()}
INSTRUMENTS = {instrument.name: instrument for instrument in casewright_insurance.instruments()}


def clock(name: str) -> Clock:
    """A declared clock."""
    return next(declared for declared in claim.clocks if declared.name == name)


def at(day: int, hour: int = 15) -> datetime:
    """A day of March 2026, in the morning of New York. The second is a Monday, and the month has no holiday."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def moved(day: int, source: str, target: str) -> Moment:
    """The case moved from a stage to another."""
    return Moment("transitioned", at(day), {"from": source, "to": target})


def test_a_platform_starts_with_it() -> None:
    """The declaration has no mistake."""
    check_case_type(claim, "insurance", frozenset(CALENDARS), INSTRUMENTS)


def test_the_instrument_is_needed() -> None:
    """The control: without the rubric of this plugin the platform refuses to start."""
    with pytest.raises(PluginError, match="claim_complexity"):
        check_case_type(claim, "insurance", frozenset(CALENDARS))


def test_the_calendar_is_needed() -> None:
    """The control: without the calendar of this plugin the platform refuses to start."""
    with pytest.raises(PluginError, match="us_insurance"):
        check_case_type(claim, "insurance", frozenset({"business"}))


def test_the_hooks_declare_two_case_types_and_their_calendar() -> None:
    """And one instrument; nothing else comes from this plugin."""
    assert casewright_insurance.case_types() == [claim, medical_claim]
    assert [instrument.name for instrument in casewright_insurance.instruments()] == ["claim_complexity"]
    assert list(CALENDARS) == [claim.calendar]


def test_the_calendar_has_the_federal_holidays() -> None:
    """Thanksgiving and Independence Day (observed) are not worked, the Monday after is."""
    calendar = CALENDARS["us_insurance"]
    assert not calendar.is_working_day(date(2026, 11, 26))
    assert not calendar.is_working_day(date(2026, 7, 3))
    assert calendar.is_working_day(date(2026, 7, 6))


def test_all_nine_phases_are_visited() -> None:
    """Twelve stages cover the nine phases."""
    assert len(claim.stages) == 12
    assert set(claim.stages.values()) == set(Phase)


def test_every_stage_is_reached_from_the_first_and_leads_to_an_end() -> None:
    """No claim can get lost: from the notice to every stage, from every stage to an outcome."""
    moves = [
        (source, transition.target, transition.outcome)
        for transition in claim.transitions.values()
        for source in transition.sources
    ]
    reached = {claim.first_stage}
    ending = {source for source, _, outcome in moves if outcome}
    for _ in claim.stages:
        reached |= {target for source, target, _ in moves if source in reached and target}
        ending |= {source for source, target, _ in moves if target in ending}
    assert reached == ending == set(claim.stages)


def test_every_outcome_is_reached() -> None:
    """Each of the five ways to end has its transition."""
    assert {transition.outcome for transition in claim.transitions.values()} - {None} == set(claim.outcomes)


def test_every_transition_and_field_group_is_described() -> None:
    """The API has a description for every mutation."""
    assert [name for name, transition in claim.transitions.items() if not transition.description] == []
    assert claim.groups() == {SPECIAL_INVESTIGATION, RESERVING}


def test_only_the_notice_can_be_given_all_else_takes_a_transition() -> None:
    """Everything the insurer finds, reserves, agrees or pays is managed."""
    managed = {name for name, field in claim.fields.fields.items() if field.marking.managed}
    assert managed == set(claim.fields.fields) - set(Notice.__dataclass_fields__)


def test_claimants_and_agents_see_nothing_of_a_special_investigation() -> None:
    """Its fields are one group, hidden from both; claimants see their own claims only."""
    grants = {grant.role: grant for grant in claim.grants}
    hidden = {name for name, field in claim.fields.fields.items() if field.marking.group == SPECIAL_INVESTIGATION}
    assert hidden == {"observations", *(name for name in claim.fields.fields if name.startswith("siu_"))}
    assert {role for role, grant in grants.items() if SPECIAL_INVESTIGATION in grant.hide} == {
        "claims_agent",
        "claimant",
    }
    assert grants["claimant"].scope is Scope.PARTY
    assert {role for role, grant in grants.items() if RESERVING in grant.hide} == {"claimant"}


def test_staff_never_handle_a_claim_of_their_own() -> None:
    """Whoever is claimant or insured keeps only what a party may see."""
    assert claim.excluded_roles == {"claimant", "insured"}


def test_a_second_notice_of_one_loss_is_noticed() -> None:
    """Policy and day of the loss tell that two claims may be the same."""
    assert claim.duplicate_key == ("policy_number", "lost_on")


def test_closed_claims_are_kept_for_seven_years() -> None:
    """Both kinds, with the reason why."""
    for case_type in (claim, medical_claim):
        assert case_type.retention is not None
        assert (case_type.retention.years, "practice" in case_type.retention.because) == (7, True)


def test_metrics_are_the_money_of_the_claim(notice: Claim, line: ReserveLine) -> None:
    """Sums in the currency of the claim, and what an analyst counts."""
    figures = {metric.name: metric.function(replace(notice, reserves=(line,))) for metric in claim.metrics}
    assert figures == {
        "incurred": 5000,
        "paid_total": 1500,
        "reserve_total": 3500,
        "recovered": 0,
        "reserve_changes": 0,
        "exposures": 1,
        "open_exposures": 1,
        "interest": 0,
        "special_investigations": None,
        "fraud_confirmed": None,
    }


def test_tasks_come_up_where_there_is_something_to_do(notice: Claim, case_of: CaseOf) -> None:
    """A known policy need not be got, a stolen car not be looked at."""
    assert not no_policy_yet(case_of(notice))
    assert no_policy_yet(case_of(replace(notice, policy=None)))
    assert something_to_inspect(case_of(notice))
    assert not something_to_inspect(case_of(replace(notice, peril=Peril.THEFT)))


def test_a_special_investigation_has_a_clock_of_its_own() -> None:
    """Each referral starts it afresh."""
    siu = clock("special_investigation")
    moments = [moved(2, "triage", "siu_investigation"), moved(9, "siu_investigation", "investigation")]
    assert read_clock(siu, moments, CALENDARS["us_insurance"], at(31)).status is ClockStatus.MET
    again = [*moments, moved(16, "negotiation", "siu_investigation")]
    assert read_clock(siu, again, CALENDARS["us_insurance"], at(17)).status is ClockStatus.RUNNING


def test_samples_are_valid_notices_and_repeatable() -> None:
    """The same seed gives the same claim; every claim passes its own constraints and needs no managed field."""
    assert claim.sample is not None
    for seed in range(200):
        made = claim.sample(Random(seed))
        assert made == claim.sample(Random(seed))
        given = {name: getattr(made.fields, name) for name in Notice.__dataclass_fields__}
        assert claim.fields.validate(given) == made.fields
        assert set(made.parties) == {"claimant"}


def test_fields_survive_the_way_through_the_database(notice: Claim, line: ReserveLine) -> None:
    """Stored and loaded again they are the same, decimals included."""
    full = replace(notice, reserves=(line,))
    declared: CaseType[Claim] = claim
    assert declared.load(declared.fields.dump(full), 1) == full
    assert declared.title(full) == "Collision on 2026-06-10, AUT-1"
