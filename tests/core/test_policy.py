"""One policy: the SQL it compiles to lets through exactly what the grants say."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright import Action, Actor, CaseType, Confidentiality, Phase, Scope, Status, indexed
from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright.declarations import Grant

TABLES = """
CREATE TABLE "case" (id, tenant_id, case_type, team, assignee, confidentiality);
CREATE TABLE party (id, subject);
CREATE TABLE case_party (case_id, party_id, role, until);
CREATE TABLE exclusion (case_id, subject);
CREATE TABLE emergency_access (case_id, subject, expires_at);
"""
TYPES, TENANTS, TEAMS, PEOPLE = ("Tree", "Hole"), ("here", "there"), ("north", "south"), ("ann", "ben")
ROLES, PARTY_ROLES, ACTIONS = ("clerk", "guest"), ("owner", "witness"), (Action.READ, Action.WORK)
EXCLUDED = {"Tree": frozenset({"owner"}), "Hole": frozenset[str]()}


@dataclass(frozen=True)
class Fields:
    name: str = indexed(group="names", default="")
    price: str = indexed(group="money", default="")


@dataclass(frozen=True)
class Row:
    """A case, and who is what in it."""

    tenant: str
    type: str
    team: str | None
    assignee: str | None
    parties: tuple[tuple[str, str, bool], ...]
    """Who, in which role, and whether that has ended."""
    excluded: frozenset[str]
    broken: tuple[tuple[str, bool], ...] = ()
    """Who broke the glass, and whether that is over."""
    level: Confidentiality = Confidentiality.NORMAL


def case_type(name: str, grants: list[Grant]) -> CaseType[Any]:
    kind = CaseType(
        name,
        Fields,
        number="{year}{sequence}",
        stages={"new": Phase.SCREENING},
        title=str,
        outcomes={"done": Status.COMPLETED},
        reopens_at="new",
        excluded_roles=sorted(EXCLUDED[name]),
    )
    kind.grants.extend(grants)
    return kind


def holds(row: Row, subject: str, roles: frozenset[str] | None = None) -> bool:
    return any(who == subject and not ended and (roles is None or role in roles) for who, role, ended in row.parties)


def reaches(grant: Grant, actor: Actor, row: Row) -> bool:
    """The same rule in plain words."""
    if row.level.rank > grant.clearance.rank:
        return False
    if grant.scope is Scope.PARTY:
        return holds(row, actor.subject)
    if holds(row, actor.subject, EXCLUDED[row.type]):
        return False
    if grant.scope is Scope.EMERGENCY:
        return (actor.subject, False) in row.broken
    if grant.scope is Scope.TEAM:
        return row.team in actor.teams
    return grant.scope is Scope.ALL or row.assignee == actor.subject


def expected(grants: dict[str, list[Grant]], actor: Actor, action: Action, row: Row, part: str = "") -> bool:
    if row.tenant != actor.tenant or actor.subject in row.excluded:
        return False
    return any(
        grant.role in actor.roles and action in grant.actions and part not in grant.hide and reaches(grant, actor, row)
        for grant in grants[row.type]
    )


def allowed(rows: list[Row], predicate: Sql) -> list[bool]:
    """Which of the rows the predicate lets through, asked of a database."""
    text, values = predicate.render("sqlite")
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        for case, row in enumerate(rows):
            database.execute(
                'INSERT INTO "case" VALUES (?, ?, ?, ?, ?, ?)',
                (case, row.tenant, row.type, row.team, row.assignee, row.level),
            )
            for who, role, ended in row.parties:
                database.execute(
                    "INSERT INTO case_party VALUES (?, ?, ?, ?)", (case, who, role, "2026" if ended else None)
                )
            database.executemany("INSERT INTO exclusion VALUES (?, ?)", [(case, who) for who in row.excluded])
            accesses = [(case, who, f"{2001 if over else 2199}-01-01 00:00:00+00:00") for who, over in row.broken]
            database.executemany("INSERT INTO emergency_access VALUES (?, ?, ?)", accesses)
        database.executemany("INSERT INTO party VALUES (?, ?)", [(who, who) for who in PEOPLE])
        through = {case for (case,) in database.execute(f'SELECT c.id FROM "case" c WHERE {text}', values)}
    return [case in through for case in range(len(rows))]


grants = st.builds(
    Grant,
    role=st.sampled_from(ROLES),
    actions=st.frozensets(st.sampled_from(ACTIONS)),
    scope=st.sampled_from(Scope),
    hide=st.frozensets(st.sampled_from(["names", "note"])),
    clearance=st.sampled_from(Confidentiality),
)
actors = st.builds(
    Actor,
    tenant=st.sampled_from(TENANTS),
    subject=st.sampled_from(PEOPLE),
    roles=st.frozensets(st.sampled_from(ROLES)),
    teams=st.frozensets(st.sampled_from(TEAMS)),
)
rows = st.builds(
    Row,
    tenant=st.sampled_from(TENANTS),
    type=st.sampled_from(TYPES),
    team=st.none() | st.sampled_from(TEAMS),
    assignee=st.none() | st.sampled_from(PEOPLE),
    parties=st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PARTY_ROLES), st.booleans()), max_size=3).map(
        tuple
    ),
    excluded=st.frozensets(st.sampled_from(PEOPLE)),
    broken=st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans()), max_size=2).map(tuple),
    level=st.sampled_from(Confidentiality),
)


@settings(max_examples=300, deadline=None)
@given(
    granted=st.fixed_dictionaries({name: st.lists(grants, max_size=3) for name in TYPES}),
    actor=actors,
    action=st.sampled_from(ACTIONS),
    part=st.sampled_from(["", "note"]),
    found=st.lists(rows, min_size=1, max_size=5),
)
def test_the_predicate_lets_through_what_the_grants_say(
    granted: dict[str, list[Grant]], actor: Actor, action: Action, part: str, found: list[Row]
) -> None:
    """Tenant, role, action, scope, clearance, hidden parts, excluded roles and exclusions, in any combination."""
    policy = Policy(case_type(name, granted[name]) for name in TYPES)
    told = [expected(granted, actor, action, row, part) for row in found]
    assert allowed(found, policy.predicate(actor, action, part=part)) == told


ROW = Row("here", "Tree", "north", None, (), frozenset())
ALL = Grant("clerk", frozenset(ACTIONS), Scope.ALL, frozenset())


def policy_of(*given_grants: Grant) -> Policy:
    return Policy([case_type("Tree", list(given_grants))])


def actor_with(*roles: str, **more: Any) -> Actor:
    return Actor(**({"tenant": "here", "subject": "ann", "roles": frozenset(roles)} | more))


def test_an_exclusion_beats_every_role() -> None:
    """Without the exclusion the same person sees the case."""
    policy = policy_of(ALL, Grant("boss", frozenset(Action), Scope.ALL, frozenset()))
    excluded = Row("here", "Tree", None, "ann", (), frozenset({"ann"}))
    assert allowed([ROW, excluded], policy.predicate(actor_with("clerk", "boss"), Action.READ)) == [True, False]


def test_the_subject_of_a_case_sees_it_only_as_a_party() -> None:
    """An excluded party role takes away every grant but those of parties, until the role ends."""
    of_party = Grant("guest", frozenset({Action.READ}), Scope.PARTY, frozenset())
    present = Row("here", "Tree", None, None, (("ann", "owner", False),), frozenset())
    past = Row("here", "Tree", None, None, (("ann", "owner", True),), frozenset())
    assert allowed([present, past], policy_of(ALL).predicate(actor_with("clerk"), Action.READ)) == [False, True]
    both = policy_of(ALL, of_party)
    assert allowed([present], both.predicate(actor_with("clerk", "guest"), Action.READ)) == [True]
    assert allowed([present], both.predicate(actor_with("clerk", "guest"), Action.WORK)) == [False]


def test_a_clearance_counts_with_its_own_grant_only() -> None:
    """Who is cleared as a guest for the cases they have is not cleared as a clerk for all of them."""
    cleared = Grant("guest", frozenset({Action.READ}), Scope.ASSIGNED, frozenset(), (), Confidentiality.RESTRICTED)
    policy, both = policy_of(ALL, cleared), actor_with("clerk", "guest")
    cases = [replace(ROW, level=level, assignee=who) for level in Confidentiality for who in ("ann", "ben")]
    assert allowed(cases, policy.predicate(both, Action.READ)) == [True, True, True, False, False, False]


def test_nobody_sees_anything_without_a_role() -> None:
    """No grant, no row; the platform itself sees its tenant, all of it and nothing else."""
    policy, elsewhere = policy_of(ALL), Row("there", "Tree", None, None, (), frozenset())
    assert allowed([ROW, elsewhere], policy.predicate(actor_with(), Action.READ)) == [False, False]
    assert allowed([ROW, elsewhere], policy.predicate(Actor.platform("here"), Action.WORK)) == [True, False]


def test_a_role_given_by_name_is_the_one_that_counts() -> None:
    """A transition asks for its own roles: another role of the same person does not help."""
    policy = policy_of(ALL, Grant("guest", frozenset({Action.WORK}), Scope.ASSIGNED, frozenset()))
    actor = actor_with("clerk", "guest")
    assert allowed([ROW], policy.predicate(actor, Action.WORK)) == [True]
    assert allowed([ROW], policy.predicate(actor, Action.WORK, roles=("guest",))) == [False]


@pytest.fixture
def kind() -> Iterator[CaseType[Any]]:
    yield case_type(
        "Tree",
        [
            Grant("clerk", frozenset({Action.READ}), Scope.ALL, frozenset()),
            Grant("guest", frozenset({Action.READ}), Scope.PARTY, frozenset({"names"})),
            Grant("opener", frozenset({Action.OPEN}), Scope.ALL, frozenset()),
        ],
    )


@pytest.mark.parametrize(
    ("roles", "hidden"),
    [
        (("clerk",), set()),
        (("guest",), {"names"}),
        (("clerk", "guest"), {"names"}),
    ],
)
def test_a_group_hidden_by_one_role_is_hidden(kind: CaseType[Any], roles: tuple[str, ...], hidden: set[str]) -> None:
    """Another role does not bring it back."""
    assert Policy([kind]).hidden(actor_with(*roles), kind) == hidden


def test_who_may_not_read_a_type_sees_none_of_its_groups(kind: CaseType[Any]) -> None:
    """Opening is not reading; the platform itself sees all."""
    policy = Policy([kind])
    assert policy.hidden(actor_with("opener"), kind) >= {"names", "money"}
    assert policy.hidden(Actor.platform("here"), kind) == frozenset()


def test_opening_and_seeing_a_type_are_two_things(kind: CaseType[Any]) -> None:
    """Who opens need not see, who sees may not open."""
    policy = Policy([kind])
    assert [policy.may_open(actor_with(role), kind) for role in ("opener", "clerk", "guest")] == [True, False, False]
    assert [policy.sees_type(actor_with(role), kind) for role in ("opener", "clerk", "guest")] == [False, True, True]
