"""What the conditions of a clock match."""

from datetime import UTC, datetime

import pytest

from casewright.conditions import Moment, dated, entered, happened, left, made, noted, waiting_for

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


def test_a_transition_is_meant_by_its_name() -> None:
    """Whether or not it led anywhere; a request for its approval is no move."""
    moves = made("send_letter", "decide")
    assert moves.matches(Moment("transitioned", WHEN, {"transition": "send_letter", "to": None}))
    assert moves.matches(Moment("transitioned", WHEN, {"transition": "decide", "to": "done"}))
    assert not moves.matches(Moment("transitioned", WHEN, {"transition": "undo"}))
    assert not moves.matches(Moment("approval_requested", WHEN, {"transition": "decide"}))
    assert moves.description == "send_letter or decide"


@pytest.mark.parametrize(
    ("name", "data", "is_noted"),
    [
        ("opened", {"fields": {"proof_on": "2026-03-01"}}, True),
        ("opened", {"fields": {"proof_on": None}}, False),
        ("opened", {"to": "review"}, False),
        ("updated", {"changes": {"proof_on": [None, "2026-03-01"]}}, True),
        ("transitioned", {"changes": {"proof_on": [None, "2026-03-01"]}}, True),
        ("updated", {"changes": {"proof_on": ["2026-03-01", "2026-03-02"]}}, False),
        ("updated", {"changes": {"proof_on": ["2026-03-01", None]}}, False),
        ("updated", {"changes": {"place": [None, "here"]}}, False),
        ("noted", {}, False),
    ],
)
def test_a_field_is_noted_when_it_gets_its_first_value(name: str, data: dict[str, object], is_noted: bool) -> None:
    """At the opening or since; another value than before is none."""
    assert noted("proof_on").matches(Moment(name, WHEN, data)) is is_noted


@pytest.mark.parametrize(
    ("name", "data", "is_dated"),
    [
        ("opened", {"fields": {"left_on": "2026-03-01"}}, True),
        ("opened", {"fields": {"left_on": None}}, False),
        ("transitioned", {"changes": {"left_on": [None, "2026-03-01"]}}, True),
        ("updated", {"changes": {"left_on": ["2026-03-01", "2026-03-02"]}}, True),
        ("updated", {"changes": {"left_on": ["2026-03-01", None]}}, False),
        ("updated", {"changes": {"place": [None, "here"]}}, False),
    ],
)
def test_a_field_is_dated_whenever_it_gets_a_date(name: str, data: dict[str, object], is_dated: bool) -> None:
    """The first one, and each that corrects it; an emptied field tells no date."""
    assert dated("left_on").matches(Moment(name, WHEN, data)) is is_dated


def test_they_name_their_stages_for_the_check_at_registration() -> None:
    """A case type can tell whether a condition speaks of a stage it does not have."""
    assert entered("review", "check").stages == left("check", "review").stages == {"review", "check"}
    assert happened("noted").stages == frozenset()
    assert made("decide").transitions == {"decide"}
    assert noted("proof_on").fields == dated("proof_on").fields == {"proof_on"}


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        (Moment("approval_declined", WHEN), True),
        (Moment("approval_withdrawn", WHEN), True),
        (Moment("approval_endorsed", WHEN), False),
        (Moment("transitioned", WHEN, {"approval": "a"}), True),
        (Moment("transitioned", WHEN, {"from": "review", "to": "draft", "lapsed": [{"approval": "a"}]}), True),
        (Moment("transitioned", WHEN, {"from": "review", "to": "draft"}), False),
        (Moment("transitioned", WHEN, {"from": None}), False),
        (Moment("waiting_ended", WHEN, {"for": "owner"}), True),
        (Moment("waiting_ended", WHEN, {"for": "tenant"}), False),
    ],
)
def test_waiting_for_an_approval_ends_with_the_request(moment: Moment, ends: bool) -> None:
    """An endorsement climbs to the next level, so somebody is still waited for; without being asked for it does not."""
    pause, plain = waiting_for("owner", approval=True), waiting_for("owner")
    asked = Moment("approval_requested", WHEN)
    assert pause.description == "waiting for owner or an approval"
    assert (pause.begins.matches(asked), plain.begins.matches(asked)) == (True, False)
    assert pause.ends.matches(moment) is ends
    assert plain.ends.matches(moment) is (moment.name == "waiting_ended" and ends)
