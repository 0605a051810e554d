"""The case management process: nine phases, five statuses, and which move is legal."""

from datetime import UTC, datetime, timedelta

import pytest

from casewright import Phase, Priority, Refused, Risk, Status
from casewright.process import Visit, behind, check_active, check_return, check_source, goes_back, time_in


def test_the_nine_phases_come_in_the_order_of_the_process() -> None:
    """Metrics compare case types by these nine, so neither their number nor their order changes."""
    assert [phase.value for phase in Phase] == [
        "screening",
        "assessment",
        "stratifying_risk",
        "planning",
        "implementation",
        "follow_up",
        "transition",
        "post_transition",
        "evaluation",
    ]


def test_three_statuses_are_final() -> None:
    """After completed, terminated and closed only reopening leads on."""
    assert {status for status in Status if status.final} == {Status.COMPLETED, Status.TERMINATED, Status.CLOSED}


def test_risk_has_three_levels() -> None:
    """Low, moderate and high, nothing in between."""
    assert [level.value for level in Risk] == ["low", "moderate", "high"]


def test_work_goes_on_in_an_active_case() -> None:
    """Nothing is said about an active case."""
    check_active(Status.ACTIVE, "C-1")


@pytest.mark.parametrize(
    ("status", "rule", "way_out"),
    [
        (Status.SUSPENDED, "status.suspended", "resume it"),
        (Status.COMPLETED, "status.final", "reopen it"),
        (Status.TERMINATED, "status.final", "reopen it"),
        (Status.CLOSED, "status.final", "reopen it"),
    ],
)
def test_work_in_any_other_case_is_refused_with_the_way_out(status: Status, rule: str, way_out: str) -> None:
    """The refusal names the case, the rule and what to do."""
    with pytest.raises(Refused, match=way_out) as refusal:
        check_active(status, "C-1")
    assert refusal.value.rule == rule
    assert "C-1" in refusal.value.message


def test_a_transition_starts_from_its_own_stages_only() -> None:
    """The refusal tells where it starts and where the case is."""
    check_source("approve", ("reserved", "planned"), "planned")
    with pytest.raises(Refused, match="approve starts from planned or reserved, the case is at closed") as refusal:
        check_source("approve", ("reserved", "planned"), "closed")
    assert refusal.value.rule == "transition.stage"


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_going_back_needs_a_reason(reason: str | None) -> None:
    """A stage the case has been at is entered again only with words."""
    check_return("planned", {"reported"}, reason)
    with pytest.raises(Refused, match="been at planned before") as refusal:
        check_return("planned", {"reported", "planned"}, reason)
    assert (refusal.value.rule, refusal.value.field) == ("visit.reason", "reason")
    check_return("planned", {"planned"}, "new facts")


def test_going_back_leads_to_an_earlier_phase() -> None:
    """The order is that of the process; staying in a phase is not going back."""
    assert goes_back(Phase.PLANNING, Phase.ASSESSMENT)
    assert not goes_back(Phase.ASSESSMENT, Phase.ASSESSMENT)
    assert not goes_back(Phase.ASSESSMENT, Phase.PLANNING)


def test_a_stage_of_a_later_phase_lies_ahead_however_often_it_was_visited() -> None:
    """After a way back the gates ahead hold again, and no reason is asked for on the way forward."""
    stages = {"asked": Phase.SCREENING, "seen": Phase.ASSESSMENT, "heard": Phase.ASSESSMENT, "planned": Phase.PLANNING}
    visited = {"asked", "seen", "planned"}
    assert behind(stages, "seen", visited) == {"asked", "seen"}
    assert behind(stages, "planned", visited) == visited
    assert behind(stages, "heard", visited | {"gone"}) == {"asked", "seen"}


def test_priorities_rank_from_routine_to_stat() -> None:
    """The order of FHIR's request priorities."""
    ranked = sorted(Priority, key=lambda priority: priority.rank)
    assert ranked == [Priority.ROUTINE, Priority.URGENT, Priority.ASAP, Priority.STAT]


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def stay(phase: Phase, entered: float, left: float | None) -> Visit:
    """A visit by the seconds after noon."""
    until = None if left is None else NOON + timedelta(seconds=left)
    return Visit("somewhere", phase, NOON + timedelta(seconds=entered), until)


def test_the_time_in_a_phase_is_that_of_all_finished_stays() -> None:
    """Between whole seconds, as databases count them; what lasts, and what a clock set back made, is not counted."""
    visits = [
        stay(Phase.PLANNING, 0.9, 2.1),
        stay(Phase.ASSESSMENT, 2.1, 10),
        stay(Phase.PLANNING, 10, 15),
        stay(Phase.PLANNING, 15, 14),
        stay(Phase.PLANNING, 15, None),
    ]
    assert time_in(Phase.PLANNING, visits) == 2 + 5
    assert time_in(Phase.ASSESSMENT, visits) == 8


def test_a_phase_without_a_finished_stay_has_no_time() -> None:
    """Which is not the same as no time at all."""
    assert time_in(Phase.PLANNING, [stay(Phase.PLANNING, 0, None), stay(Phase.ASSESSMENT, 0, 5)]) is None
    assert time_in(Phase.PLANNING, [stay(Phase.PLANNING, 5, 5)]) == 0
