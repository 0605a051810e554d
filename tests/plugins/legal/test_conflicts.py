"""Conflicts of interest: no move without a check that covers everybody, no work by who is screened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright import Action, Actor, Case
from casewright_legal import before_transition, matter, permit
from casewright_legal.conflicts import UNCHECKED_MOVES, decline, names, record_conflict_check
from casewright_legal.fields import DeclineGround, Matter, MatterSide, PracticeArea
from casewright_legal.records import ConflictCheck, ConflictResult

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
BROUGHT = Matter(
    client="Northbend Foundry",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.PLAINTIFF,
    opponents=("Riverwood  Energy", "northbend foundry"),
    related=("Hillsdale Bank",),
    summary="Goods not paid for",
)
CHECK = ConflictCheck(
    result=ConflictResult.NO_CONFLICT,
    searched=("northbend foundry", "riverwood energy", "hillsdale bank"),
    note="Clear",
    checked_by="ada",
    checked_on=date(2026, 6, 15),
)
CHECKED = replace(BROUGHT, conflict_check=CHECK)


def test_names_are_compared_without_case_and_spaces() -> None:
    """Everybody once, the client first."""
    assert names(BROUGHT) == CHECK.searched


def test_a_check_is_signed_by_whoever_made_it_and_covers_everybody_now(case_of: CaseOf) -> None:
    """The names are taken from the matter, the person and the day from the case."""
    recorded = record_conflict_check(case_of(matter, BROUGHT), result=ConflictResult.NO_CONFLICT, note="Clear")
    assert recorded == CHECKED


@pytest.mark.parametrize(
    ("result", "more", "rule"),
    [
        (ConflictResult.WAIVABLE, {}, "conflict.consent"),
        (ConflictResult.WAIVABLE, {"consent_on": date(2026, 6, 1)}, None),
        (ConflictResult.SCREENED, {}, "conflict.screened"),
        (ConflictResult.SCREENED, {"screened": ("sol",)}, None),
        (ConflictResult.NOT_WAIVABLE, {}, None),
    ],
)
def test_a_waiver_needs_consent_and_a_screen_names(
    case_of: CaseOf, rule_of: RuleOf, result: ConflictResult, more: dict[str, Any], rule: str | None
) -> None:
    """Without them the result is not one."""
    case = case_of(matter, BROUGHT)
    assert rule_of(lambda: record_conflict_check(case, result=result, note="-", **more)) == rule


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (BROUGHT, "conflict.missing"),
        (replace(CHECKED, conflict_check=replace(CHECK, result=ConflictResult.NOT_WAIVABLE)), "conflict.not_waivable"),
        (replace(CHECKED, opponents=("Riverwood Energy", "Larsen Shipping")), "conflict.new_name"),
        (replace(CHECKED, related=()), None),
        (CHECKED, None),
    ],
)
def test_the_gate_of_every_move(case_of: CaseOf, rule_of: RuleOf, fields: Matter, rule: str | None) -> None:
    """A check is there, allows to act, and covers everybody who is in the matter now."""
    case = case_of(matter, fields)
    gated = {name: move for name, move in matter.transitions.items() if name not in UNCHECKED_MOVES}
    for move in gated.values():
        assert rule_of(lambda move=move: before_transition(case, move)) == rule  # type: ignore[misc]
    for name in UNCHECKED_MOVES:
        assert rule_of(lambda name=name: before_transition(case, matter.transitions[name])) is None  # type: ignore[misc]


def test_the_gate_minds_its_own_business(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Cases of other types pass it."""
    other = replace(case_of(matter, BROUGHT), type="ServiceRequest")
    assert rule_of(lambda: before_transition(other, matter.transitions["accept"])) is None
    assert permit(other.actor, Action.WORK, other) is None


@pytest.mark.parametrize(("subject", "answer"), [("sol", False), ("ada", None)])
def test_who_is_screened_changes_nothing(case_of: CaseOf, subject: str, answer: bool | None) -> None:
    """Whatever the roles; without a check nobody is screened."""
    screened = replace(CHECK, result=ConflictResult.SCREENED, screened=("sol",))
    actor = Actor(tenant="demo", subject=subject, roles=frozenset({"client_partner"}))
    for action in Action:
        assert permit(actor, action, case_of(matter, replace(BROUGHT, conflict_check=screened))) is answer
        assert permit(actor, action, case_of(matter, BROUGHT)) is None


def test_a_matter_is_declined_with_its_ground(case_of: CaseOf) -> None:
    """Before the engagement, and the case stays."""
    declined = decline(case_of(matter, BROUGHT), ground=DeclineGround.CONFLICT)
    assert declined.decline_ground is DeclineGround.CONFLICT
    assert matter.transitions["decline"].sources == ("conflict_check", "engagement")
