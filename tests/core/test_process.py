"""The case management process: nine phases, five statuses, and which move is legal."""

import pytest

from casewright import Phase, Refused, Risk, Status
from casewright.process import check_active, check_return, check_source


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
