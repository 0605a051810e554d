"""Who asks: every role of every case type alone, several at once, none, whoever is left out, and a stranger."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.declarations import Action, Scope
from equality.rows import ELSEWHERE, HOME, PEOPLE, TEAMS

_CROWDS = 8


def actors(case_types: Iterable[CaseType[Any]]) -> dict[str, Actor]:
    """Everybody by a name for messages; roles that are scoped to a party, a team or an assignee reach some cases."""
    types = list(case_types)
    roles = sorted({grant.role for case_type in types for grant in case_type.grants})
    found = {role: _actor(role) for role in roles}
    random = Random(7)
    for number in range(_CROWDS):
        found[f"crowd {number}"] = _actor(*random.sample(roles, random.randrange(2, 6)))
    wide = widest(types)
    found["everything"] = wide
    found["all roles"] = _actor(*roles)
    found["nothing"] = _actor()
    found["left out"] = _actor(*wide.roles, subject=PEOPLE[-1])
    found["in no team"] = _actor(*roles, teams=(), subject="stranger")
    found["elsewhere"] = _actor(*wide.roles, tenant=ELSEWHERE)
    found["in no tenant"] = _actor(*wide.roles, tenant="nowhere")
    return found


def widest(case_types: Iterable[CaseType[Any]]) -> Actor:
    """Who reads all cases of every type and from whom as little as can be is hidden."""
    types = list(case_types)
    hides = _hidden_by_role(types)
    chosen = [min(_reaching_all(case_type), key=lambda role: len(hides[role])) for case_type in types]
    supervisors = {
        grant.role
        for case_type in types
        for grant in case_type.grants
        if Action.SUPERVISE in grant.actions and not hides[grant.role]
    }
    return _actor(*chosen, *supervisors)


def _hidden_by_role(case_types: Iterable[CaseType[Any]]) -> Mapping[str, set[str]]:
    hides: dict[str, set[str]] = {}
    for case_type in case_types:
        for grant in case_type.grants:
            hides.setdefault(grant.role, set()).update(grant.hide)
    return hides


def _reaching_all(case_type: CaseType[Any]) -> list[str]:
    return [grant.role for grant in case_type.grants if grant.scope is Scope.ALL]


def _actor(*roles: str, subject: str = PEOPLE[0], tenant: str = HOME, teams: tuple[str, ...] = TEAMS[:1]) -> Actor:
    limits = {"fell": Decimal(1000), "reserve": Decimal("12.50"), "payment": Decimal("0.10")}
    return Actor(tenant=tenant, subject=subject, roles=frozenset(roles), teams=frozenset(teams), limits=limits)
