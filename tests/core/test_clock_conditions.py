"""What the conditions of a clock match."""

from datetime import UTC, datetime

import pytest

from casewright.clocks import Moment, entered, happened, left

WHEN = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "enters", "leaves"),
    [
        (Moment("opened", WHEN, {"to": "review"}), True, False),
        (Moment("opened", WHEN, {"to": "draft"}), False, False),
        (Moment("transitioned", WHEN, {"from": "draft", "to": "review"}), True, False),
        (Moment("transitioned", WHEN, {"from": "review", "to": "draft"}), False, True),
        (Moment("transitioned", WHEN, {"from": "review", "to": "check"}), True, False),
        (Moment("transitioned", WHEN, {"from": "draft", "to": "done"}), False, False),
        (Moment("reopened", WHEN, {"from": "done", "to": "check"}), True, False),
        (Moment("reopened", WHEN, {"from": "check", "to": "draft"}), False, True),
        (Moment("closed", WHEN, {"from": "review"}), False, True),
        (Moment("noted", WHEN, {"from": "review", "to": "review"}), False, False),
    ],
)
def test_stages_are_entered_and_left(moment: Moment, enters: bool, leaves: bool) -> None:
    """Every way into one of the stages enters them; only a way out of all of them leaves them."""
    assert entered("review", "check").matches(moment) is enters
    assert left("review", "check").matches(moment) is leaves


def test_an_event_is_meant_by_its_name() -> None:
    """An event happened whatever it says."""
    assert happened("noted").matches(Moment("noted", WHEN, {"to": "x"}))
    assert not happened("noted").matches(Moment("opened", WHEN))


def test_they_name_their_stages_for_the_check_at_registration() -> None:
    """A case type can tell whether a condition speaks of a stage it does not have."""
    assert entered("review", "check").stages == left("check", "review").stages == {"review", "check"}
    assert happened("noted").stages == frozenset()
