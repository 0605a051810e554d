"""Conflicts of interest: no move without a check that covers everybody, no work by who is screened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright import Action, Actor, Case, Risk, Standing
from casewright.names import NameHit, NameMatch, NameSearch
from casewright_legal import before_transition, matter, permit
from casewright_legal.conflicts import (
    UNCHECKED_MOVES,
    before_counsel_is_asked,
    conflict_risk,
    decline,
    must_ask,
    names,
    record_conflict_check,
    searched_hits,
    suffices,
)
from casewright_legal.fields import DeclineGround, Matter, MatterSide, PracticeArea
from casewright_legal.records import ConflictCheck, ConflictResult, MaskedHit, MatchKind

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
FOUND = (NameHit("Hillsdale Bank", NameMatch.SOUND, cases=2),)


def searched(*hits: NameHit, names: tuple[str, ...] = CHECK.searched) -> Standing:
    """After a search of the register for these names."""
    return Standing(names=NameSearch(names, hits, datetime(2026, 6, 15, 9, tzinfo=UTC)))


def test_names_are_compared_without_case_and_spaces() -> None:
    """Everybody once, the client first."""
    assert names(BROUGHT) == CHECK.searched


def test_a_check_is_signed_by_whoever_made_it_and_covers_everybody_now(case_of: CaseOf) -> None:
    """The names are taken from the matter, the person and the day from the case."""
    case = case_of(matter, BROUGHT, standing=searched())
    assert record_conflict_check(case, result=ConflictResult.NO_CONFLICT, note="Clear") == CHECKED


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (Standing(), "conflict.not_searched"),
        (searched(names=("Northbend Foundry", "Riverwood Energy")), "conflict.not_searched"),
        (searched(names=("Foundry, NORTHBEND", "The Riverwood Energy Co.", "Hillsdale Bank", "Former Name")), None),
    ],
)
def test_nothing_is_signed_off_without_a_search(
    case_of: CaseOf, rule_of: RuleOf, standing: Standing, rule: str | None
) -> None:
    """Of everybody who is in the matter now, however they are written; more does no harm."""
    case = case_of(matter, BROUGHT, standing=standing)
    assert rule_of(lambda: record_conflict_check(case, result=ConflictResult.NO_CONFLICT, note="-")) == rule


def test_a_check_keeps_what_was_found_and_not_where(case_of: CaseOf) -> None:
    """The hits are those of the platform's search; nobody can leave one out."""
    case = case_of(matter, BROUGHT, standing=searched(*FOUND))
    check = record_conflict_check(case, result=ConflictResult.NO_CONFLICT, note="Another bank").conflict_check
    assert check is not None
    assert check.hits == (MaskedHit(searched="Hillsdale Bank", kind=MatchKind.SOUND),)
    assert "hits" not in matter.transitions["record_conflict_check"].arguments.fields


def test_the_platform_registers_whoever_is_in_a_matter() -> None:
    """Client, opponents and related names, their other names and their numbers."""
    assert matter.names is not None
    known = matter.names.known(replace(BROUGHT, aliases=("NBF",), identifiers=("DE 123",)))
    assert [(each.kind, each.name) for each in known] == [
        ("name", "Northbend Foundry"),
        ("name", "Riverwood  Energy"),
        ("name", "northbend foundry"),
        ("name", "Hillsdale Bank"),
        ("alias", "NBF"),
        ("identifier", "DE 123"),
    ]


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
    case = case_of(matter, BROUGHT, standing=searched())
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


@pytest.mark.parametrize(
    ("fields", "provider", "rule"),
    [
        (BROUGHT, "Riverwood Energy", "conflict.missing"),
        (CHECKED, "Moss and Partners", "conflict.new_name"),
        (CHECKED, f"  {CHECKED.related[0].upper()} ", None),
    ],
)
def test_outside_counsel_is_in_the_check_before_it_is_asked(
    case_of: CaseOf, rule_of: RuleOf, fields: Matter, provider: str, rule: str | None
) -> None:
    """Whoever is asked learns what the matter is about; who was searched for may be asked."""
    assert rule_of(lambda: before_counsel_is_asked(case_of(matter, fields), provider=provider)) == rule
    assert matter.service_guard is before_counsel_is_asked


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


@pytest.mark.parametrize(
    ("result", "hits", "risk", "partner", "counsel"),
    [
        (ConflictResult.NO_CONFLICT, (), Risk.LOW, True, True),
        (ConflictResult.NOT_WAIVABLE, FOUND, Risk.LOW, True, True),
        (ConflictResult.NO_CONFLICT, FOUND, Risk.MODERATE, True, True),
        (ConflictResult.WAIVABLE, FOUND, Risk.HIGH, False, True),
        (ConflictResult.WAIVABLE, (), Risk.HIGH, False, True),
        (ConflictResult.SCREENED, FOUND, Risk.HIGH, False, True),
    ],
)
def test_the_more_there_is_to_a_check_the_more_people_sign_it(
    case_of: CaseOf, result: ConflictResult, hits: tuple[NameHit, ...], risk: Risk, partner: bool, counsel: bool
) -> None:
    """Low is the analyst's alone, moderate takes a partner, high the whole chain."""
    facts: dict[str, Any] = {"result": result, "note": "-"}
    case = case_of(matter, BROUGHT, standing=searched(*hits))
    assert conflict_risk(result, searched_hits(case)) is risk
    assert must_ask(case, **facts) is (risk is not Risk.LOW)

    def decided_by(role: str) -> bool:
        actor = Actor(tenant="demo", subject="zoe", roles=frozenset({role}))
        return suffices(replace(case, actor=actor), **facts)

    assert (decided_by("client_partner"), decided_by("general_counsel")) == (partner, counsel)
    approval = matter.transitions["record_conflict_check"].approval
    assert approval is not None
    assert approval.levels == ("client_partner", "general_counsel")
