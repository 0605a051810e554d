"""The steps of services, contact programmes, handovers and gates, without a database."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from casewright.calendars import Calendar, business_days, calendar_days
from casewright.contacts import PlannedState, after_attempt, due_dates, is_done, last_reached
from casewright.errors import Refused
from casewright.gates import Gate, Goal, Standing, missing
from casewright.planning import GoalStatus, PlanState
from casewright.process import Verdict
from casewright.referrals import ServiceState, check_step
from casewright.transition_records import open_items

FRIDAY = datetime(2026, 5, 22, 14, tzinfo=UTC)


def test_a_service_goes_seven_ways_and_no_other() -> None:
    """From asked to answered to done; what is over stays over."""
    open_steps = {
        ("requested", "accepted"),
        ("requested", "rejected"),
        ("requested", "cancelled"),
        ("accepted", "in_progress"),
        ("accepted", "completed"),
        ("accepted", "cancelled"),
        ("in_progress", "completed"),
        ("in_progress", "cancelled"),
    }
    for before, after in product(ServiceState, ServiceState):
        if (before.value, after.value) in open_steps:
            check_step(before, after)
        else:
            with pytest.raises(Refused):
                check_step(before, after)


def test_contacts_are_due_in_business_time() -> None:
    """Two business days after a Friday is the close of business on Tuesday; seven days end with the seventh."""
    due = due_dates([business_days(2), calendar_days(7)], FRIDAY, Calendar(name="business"))
    assert due == [datetime(2026, 5, 26, 17, tzinfo=UTC), datetime(2026, 5, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("attempts", "reached", "state"),
    [
        (1, True, "reached"),
        (3, True, "reached"),
        (1, False, "due"),
        (2, False, "not_reached"),
        (3, False, "not_reached"),
    ],
)
def test_a_planned_contact_is_over_when_reached_or_tried_twice(attempts: int, reached: bool, state: str) -> None:
    """With two attempts asked for."""
    assert after_attempt(attempts, reached, 2) == state


def test_a_programme_is_done_when_nothing_is_due() -> None:
    """However its contacts ended."""
    assert is_done([PlannedState.REACHED, PlannedState.NOT_REACHED])
    assert not is_done([PlannedState.REACHED, PlannedState.DUE])


def test_the_last_contact_with_a_client_counts() -> None:
    """Whichever is told last, and with whomever else; where a case is about nobody, a contact with anybody."""
    monday = FRIDAY + timedelta(days=3)
    contacts = [(monday, ["clinic"]), (FRIDAY, ["clinic", "river"]), (FRIDAY - timedelta(days=7), ["river"])]
    assert last_reached(contacts, {"river"}) == FRIDAY
    assert last_reached(contacts, None) == monday
    assert last_reached(contacts, {"robin"}) is None


def test_open_items_keep_their_order() -> None:
    """Those that nobody ticked off."""
    checklist = [
        {"item": "Keys", "done_at": None},
        {"item": "Map", "done_at": "2026"},
        {"item": "Cat", "done_at": None},
    ]
    assert open_items(checklist) == ("Keys", "Cat")


READY = Standing(
    verdict=Verdict.NEEDS_PROCESS,
    plan=PlanState.ACCEPTED,
    goals=(Goal("Ride", "client", GoalStatus.ACHIEVED, current=True),),
    handover=(),
    report_stored=True,
    unjudged=(),
)


@pytest.mark.parametrize(
    ("gate", "standing", "told"),
    [
        (Gate.VERDICT_RECORDED, Standing(verdict=Verdict.WITHDRAWN), "screening"),
        (Gate.ASSESSMENTS_COMPLETE, Standing(unassessed=("PHQ-9",)), "PHQ-9"),
        (Gate.RISK_ASSESSED, Standing(), "assess the risk"),
        (Gate.RISK_ASSESSED, Standing(unjudged=("long_stay",)), "long stay"),
        (Gate.DOCUMENTS_PRESENT, Standing(undocumented=("A map",)), "A map"),
        (Gate.RECORDS_KEPT, Standing(unrecorded=("a note",)), "a note"),
        (Gate.PLAN_ACCEPTED, Standing(plan=PlanState.PROPOSED), "not accepted"),
        (Gate.GOALS_ASSESSED, Standing(goals=(Goal("Ride", "client", GoalStatus.ACHIEVED),)), "Ride"),
        (Gate.HANDOVER_COMPLETE, Standing(), "record the transition"),
        (Gate.HANDOVER_COMPLETE, Standing(handover=("Keys",)), "Keys"),
        (Gate.PROGRAMME_OVER, Standing(due_contacts=(2,)), "programme"),
        (Gate.REPORT_STORED, Standing(), "report"),
    ],
)
def test_a_gate_says_what_is_missing(gate: Gate, standing: Standing, told: str) -> None:
    """And is open when it is there."""
    assert told in (missing(gate, standing) or "")
    assert missing(gate, READY) is None
