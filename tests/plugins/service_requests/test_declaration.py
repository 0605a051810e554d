"""What the three case types declare: that a platform starts with them, who sees what, clocks and samples."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

import casewright_service_requests
from casewright import Action, CaseType, Gate, PluginError, Scope
from casewright.clocks import Clock, ClockState, read_clock
from casewright.conditions import Moment
from casewright.declaration_check import check_case_type
from casewright.declarations import PlanRules
from casewright.defaults.calendars import calendars
from casewright_service_requests import incident, problem, request
from casewright_service_requests.incident import SECURITY
from casewright_service_requests.request import ServiceRequest

TYPES = pytest.mark.parametrize("case_type", [request, incident, problem], ids=lambda declared: declared.name)
[BUSINESS] = calendars()
SCREEN = ServiceRequest(item="Second screen", details="For the desk at the window")


def clock(case_type: CaseType[Any], name: str) -> Clock:
    """A declared clock."""
    return next(declared for declared in case_type.clocks if declared.name == name)


def at(day: int, hour: int) -> datetime:
    """A time in June 2026; the first is a Monday."""
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def opened(day: int, hour: int, stage: str = "submitted") -> Moment:
    """The case was opened."""
    return Moment("opened", at(day, hour), {"to": stage})


@TYPES
def test_a_platform_starts_with_it(case_type: CaseType[Any]) -> None:
    """The declaration has no mistake; without the default calendar it would have one."""
    check_case_type(case_type, "service_requests", frozenset({"business"}))
    with pytest.raises(PluginError, match="business"):
        check_case_type(case_type, "service_requests", frozenset())


@TYPES
def test_every_move_is_described_and_every_stage_leads_to_an_end(case_type: CaseType[Any]) -> None:
    """The API has a description for every mutation, and no case can get lost."""
    moves = case_type.transitions.values()
    assert [move.name for move in moves if not move.description] == []
    ending = {source for move in moves if move.outcome for source in move.sources}
    for _ in case_type.stages:
        ending |= {source for move in moves if move.target in ending for source in move.sources}
    assert ending == set(case_type.stages)
    screened = set(case_type.screening.outcomes.values()) if case_type.screening else set()
    ended = {move.outcome for move in moves if isinstance(move.outcome, str)} | screened
    if "settle_elsewhere" in case_type.transitions:
        ended |= {"settled_elsewhere", "left_undone_elsewhere"}
    assert ended == set(case_type.outcomes)


@TYPES
def test_samples_are_valid_and_repeatable(case_type: CaseType[Any]) -> None:
    """The same seed gives the same case, and opening accepts its fields."""
    assert case_type.sample is not None
    given = [name for name, field in case_type.fields.fields.items() if not field.marking.managed]
    for seed in range(50):
        made = case_type.sample(Random(seed))
        assert made == case_type.sample(Random(seed))
        assert case_type.fields.validate({name: getattr(made.fields, name) for name in given}) == made.fields


def test_the_hook_declares_three() -> None:
    """Nothing else comes from this plugin."""
    assert casewright_service_requests.case_types() == [request, incident, problem]


def test_requesters_see_their_own_and_handle_none_of_them() -> None:
    """The requester's grant is for parties; whoever is the requester has no other."""
    [grant] = [grant for grant in request.grants if grant.role == "requester"]
    assert grant.scope is Scope.PARTY
    assert request.excluded_roles == {"requester"}
    assert Action.UPDATE not in grant.actions


def test_requesters_accept_the_plan_of_their_request() -> None:
    """Nobody else has to."""
    assert request.plan_rules == PlanRules(client=("requester",))


def test_security_findings_are_for_incident_managers() -> None:
    """Everybody else has the group hidden."""
    assert {grant.role for grant in incident.grants if SECURITY not in grant.hide} == {"incident_manager"}


def test_metrics_take_what_is_known() -> None:
    """An unrated request and an incident that goes on have no such figure."""
    assert request.sample is not None
    assert incident.sample is not None
    figures = {metric.name: metric.function(request.sample(Random(1)).fields) for metric in request.metrics}
    assert figures == {"cost": 0, "minutes_to_resolve": None, "satisfaction": None, "times_unsolved": 0}
    assert incident.metrics[0].function(incident.sample(Random(1)).fields) is None


def test_the_response_counts_business_hours() -> None:
    """Vectors: 8 h from Friday 16:00 is Monday 16:00; created on Saturday it counts from Monday 09:00."""
    response = clock(request, "response")
    friday = read_clock(response, [opened(5, 16)], BUSINESS, at(5, 17), SCREEN)
    saturday = read_clock(response, [opened(6, 12)], BUSINESS, at(6, 13), SCREEN)
    assert friday.deadline_at == at(8, 16)
    assert (saturday.goal_at, saturday.deadline_at) == (at(8, 13), at(8, 17))


@pytest.mark.parametrize(("role", "deadline"), [("requester", 8), ("supplier", 8), ("fulfiller", 5)])
def test_the_resolution_waits_for_requester_and_supplier(role: str, deadline: int) -> None:
    """A day of waiting for one of them moves Friday's deadline to Monday; waiting for a fulfiller does not."""
    moments = [
        opened(1, 9),
        Moment("waiting_started", at(2, 10), {"for": role}),
        Moment("waiting_ended", at(3, 10), {"for": role}),
    ]
    assert resolution("A tree house", moments, at(4, 9)).deadline_at == at(deadline, 17)


def test_the_resolution_waits_for_an_approval() -> None:
    """From the request of it to the decision, without anybody saying so; the response clock does not."""
    moments = [opened(1, 9), Moment("approval_requested", at(2, 10)), Moment("approval_declined", at(3, 10))]
    state = resolution("A tree house", moments, at(4, 9))
    assert state.deadline_at == at(8, 17)
    assert state.explanation[1] == "paused 8 h by waiting for requester or supplier or an approval"
    assert read_clock(clock(request, "response"), moments, BUSINESS, at(4, 9), SCREEN).pauses == ()


def resolution(item: str, moments: Sequence[Moment], now: datetime) -> ClockState:
    """The resolution clock of a request for an item."""
    fields = ServiceRequest(item=item, details="Please")
    return read_clock(clock(request, "resolution"), moments, BUSINESS, now, fields)


def test_the_target_is_that_of_the_item() -> None:
    """Vector: 8 h from Friday 16:00 is Monday 16:00; what is in no catalogue has the general target and goal."""
    licence = resolution("software licence", [opened(5, 16)], at(5, 17))
    assert (licence.goal_at, licence.deadline_at) == (None, at(8, 16))
    other = resolution("A tree house", [opened(5, 16)], at(5, 17))
    assert (other.goal_at, other.deadline_at) == (at(10, 16), at(12, 16))


def test_a_pause_moves_the_target() -> None:
    """Vector: paused from Monday 10:00 to Tuesday 10:00, the 8 h end Tuesday 16:00."""
    paused = [Moment("waiting_started", at(8, 10), {"for": "requester"})]
    paused += [Moment("waiting_ended", at(9, 10), {"for": "requester"})]
    state = resolution("Software licence", [opened(5, 16), *paused], at(9, 11))
    assert state.deadline_at == at(9, 16)


def test_a_swapped_target_counts_what_was_used() -> None:
    """Vector: to a 4 h target at Monday 12:00: four hours are used, so it is due Monday 12:00 and not 16:00."""
    state = resolution("Password reset", [opened(5, 16)], at(8, 12))
    assert state.deadline_at == at(8, 12)


def test_a_closed_case_stops_its_clocks() -> None:
    """A rejection, too."""
    rejected = Moment("closed", at(2, 9), {"from": "fulfilment_plan"})
    assert resolution("A tree house", [opened(1, 9), rejected], at(9, 9)).stopped_at == at(2, 9)


def test_what_happens_by_itself_and_until_when() -> None:
    """A silent requester's request ends after five days; for two weeks it may be taken up again."""
    [move] = request.timed_moves
    assert (move.transition, move.stage, str(move.after)) == ("close_unconfirmed", "resolved", "120 hours")
    assert str(request.reopens_within) == "14 calendar days"


def test_a_problem_waits_for_its_incidents() -> None:
    """It is not solved while one that it is the parent of is open."""
    assert problem.gates == {"observation": (Gate.CHILDREN_ENDED,)}


@TYPES
def test_every_type_says_how_long_it_is_kept(case_type: CaseType[Any]) -> None:
    """And by which rule."""
    assert case_type.retention is not None
    assert case_type.retention.because
