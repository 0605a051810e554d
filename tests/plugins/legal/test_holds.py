"""Legal holds: notice, answers, reminders, release; and nothing is destroyed meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from casewright import Case
from casewright_legal import matter
from casewright_legal.closing import destroy_file, finish
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.hold_moves import acknowledge_hold, issue_hold, release_hold, remind_custodians
from casewright_legal.litigation import withdraw

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
BROUGHT = Matter(
    client="Northbend Foundry",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.DEFENDANT,
    opponents=("Riverwood Energy",),
    summary="Goods not paid for",
    destruction_on=date(2026, 6, 15),
)


@pytest.fixture
def held(case_of: CaseOf) -> Matter:
    """Two custodians were told."""
    names = ("Ben Whitlock", "Elif Kaya", "Ben Whitlock")
    return issue_hold(case_of(matter, BROUGHT, "strategy"), scope="All mail with the buyer", custodians=names)


def test_everybody_is_told_once_and_answers_once(case_of: CaseOf, rule_of: RuleOf, held: Matter) -> None:
    """Who has answered owes nothing more, and nobody else answers."""
    assert held.hold is not None
    assert held.hold.outstanding == ("Ben Whitlock", "Elif Kaya")
    answered = acknowledge_hold(case_of(matter, held, "strategy"), custodian="Elif Kaya")
    assert answered.hold is not None
    assert answered.hold.outstanding == ("Ben Whitlock",)
    case = case_of(matter, answered, "strategy")
    for name in ("Elif Kaya", "Nobody"):
        assert rule_of(lambda who=name: acknowledge_hold(case, custodian=who)) == "hold.not_outstanding"  # type: ignore[misc]
    [figure] = [one.function(answered) for one in matter.metrics if one.name == "hold_answers_outstanding"]
    assert figure == 1


def test_those_who_are_silent_are_reminded(case_of: CaseOf, rule_of: RuleOf, held: Matter) -> None:
    """Until all have answered."""
    answered = acknowledge_hold(case_of(matter, held, "strategy"), custodian="Elif Kaya")
    reminded = remind_custodians(case_of(matter, answered, "strategy"))
    assert reminded.hold is not None
    assert [one.reminded_on for one in reminded.hold.custodians] == [date(2026, 6, 15), None]
    all_of_them = acknowledge_hold(case_of(matter, reminded, "strategy"), custodian="Ben Whitlock")
    assert rule_of(lambda: remind_custodians(case_of(matter, all_of_them, "strategy"))) == "hold.answered"


@pytest.mark.parametrize(
    ("change", "rule"),
    [({}, "destruction.hold"), ({"hold": None}, None), ({"hold": None, "destruction_on": None}, "destruction.early")],
)
def test_nothing_is_destroyed_under_a_hold_or_before_its_day(
    case_of: CaseOf, rule_of: RuleOf, held: Matter, change: dict[str, Any], rule: str | None
) -> None:
    """The hold beats the day; released, the day is enough."""
    case = case_of(matter, replace(held, **change), "post_closing")
    assert rule_of(lambda: destroy_file(case)) == rule
    the_day_before = replace(case, now=datetime(2026, 6, 14, 15, tzinfo=UTC))
    assert rule_of(lambda: destroy_file(the_day_before)) == (rule or "destruction.early")


def test_no_matter_ends_under_a_hold(case_of: CaseOf, rule_of: RuleOf, held: Matter) -> None:
    """Neither by the last look back nor because the firm withdraws: an ended matter could be let go."""
    ways: tuple[tuple[str, Callable[[Case[Any]], object]], ...] = (
        ("matter_review", lambda case: finish(case, review="Settled")),
        ("strategy", withdraw),
    )
    for stage, end in ways:
        under, without = case_of(matter, held, stage), case_of(matter, replace(held, hold=None), stage)
        assert rule_of(partial(end, under)) == "ending.hold"
        assert rule_of(partial(end, without)) is None


def test_a_released_hold_is_over(case_of: CaseOf, rule_of: RuleOf, held: Matter) -> None:
    """Then the file may go, and another hold may begin."""
    released = release_hold(case_of(matter, held, "post_closing"), grounds="the appeal is over")
    case = case_of(matter, released, "post_closing")
    assert destroy_file(case).destroyed_on == date(2026, 6, 15)
    for move in (remind_custodians, lambda one: release_hold(one, grounds="again")):
        assert rule_of(lambda do=move: do(case)) == "hold.none"  # type: ignore[misc]
    again = issue_hold(case, scope="Once more", custodians=("Elif Kaya",))
    assert again.hold is not None
    assert again.hold.released_on is None


def test_one_hold_at_a_time_and_never_an_empty_one(case_of: CaseOf, rule_of: RuleOf, held: Matter) -> None:
    """A hold nobody was told of is none."""
    case = case_of(matter, held, "strategy")
    assert rule_of(lambda: issue_hold(case, scope="More", custodians=("Elif Kaya",))) == "hold.in_force"
    fresh = case_of(matter, BROUGHT, "strategy")
    assert rule_of(lambda: issue_hold(fresh, scope="All", custodians=())) == "hold.custodians"
