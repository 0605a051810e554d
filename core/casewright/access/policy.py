"""One policy for everything: grants compiled to a SQL predicate over `case`, and to a set of hidden field groups."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import PARTS, Action, Grant, Scope


def _is_party(actor: Actor, roles: Iterable[str] = ()) -> Sql:
    """The actor has an open party role in the case, one of `roles` where some are named."""
    role = Sql.all_of([Sql.one_of("held.role", tuple(roles))]) if roles else Sql("1 = 1")
    return (
        Sql(
            "EXISTS (SELECT 1 FROM case_party held JOIN party holder ON holder.id = held.party_id"
            " WHERE held.case_id = c.id AND held.until IS NULL AND holder.subject = ? AND ",
            (actor.subject,),
        )
        + role
        + Sql(")")
    )


_SCOPES: Mapping[Scope, Callable[[Actor, Grant], Sql]] = {
    Scope.ALL: lambda actor, grant: Sql("1 = 1"),
    Scope.TEAM: lambda actor, grant: Sql.one_of("c.team", sorted(actor.teams)),
    Scope.ASSIGNED: lambda actor, grant: Sql("c.assignee = ?", (actor.subject,)),
    Scope.PARTY: lambda actor, grant: _is_party(actor, grant.party_roles),
}


class Policy:
    """Who may do what, from the grants of all case types.

    Every predicate is about a row of `"case"` under the alias `c`. An exclusion beats every grant, and whoever holds
    one of the type's excluded party roles keeps only what a party may see.
    """

    def __init__(self, case_types: Iterable[CaseType[Any]]) -> None:
        self._types = {case_type.name: case_type for case_type in case_types}

    def predicate(self, actor: Actor, action: Action, *, roles: Iterable[str] | None = None, part: str = "") -> Sql:
        """The cases on which the actor may do `action`, by any of their roles or only by those in `roles`.

        With a `part`, only the cases of which they see that part, by its table: a grant may hide it.
        """
        tenant = Sql("c.tenant_id = ?", (actor.tenant,))
        if actor.system:
            return tenant
        held = actor.roles if roles is None else actor.roles & frozenset(roles)
        reach = [
            self._reach(actor, case_type, grant)
            for case_type in self._types.values()
            for grant in case_type.grants
            if grant.role in held and action in grant.actions and part not in grant.hide
        ]
        not_excluded = Sql(
            "NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.case_id = c.id AND e.subject = ?)", (actor.subject,)
        )
        return Sql.all_of([tenant, Sql.any_of(reach), not_excluded])

    def child(self, actor: Actor, column: str, part: str) -> Sql:
        """The rows of another table, a `part` of the case that `column` leads to, which the actor may read."""
        return (
            Sql(f'EXISTS (SELECT 1 FROM "case" c WHERE c.id = {column} AND ')  # noqa: S608
            + self.predicate(actor, Action.READ, part=part)
            + Sql(")")
        )

    def party(self, actor: Actor, column: str) -> Sql:
        """The parties, by the column of their id, with a role in some case the actor may read."""
        return (
            Sql(
                'EXISTS (SELECT 1 FROM case_party r JOIN "case" c ON c.id = r.case_id'  # noqa: S608
                f" WHERE r.party_id = {column} AND "
            )
            + self.predicate(actor, Action.READ, part="case_party")
            + Sql(")")
        )

    def may_open(self, actor: Actor, case_type: CaseType[Any]) -> bool:
        """Whether the actor may open cases of the type."""
        return actor.system or self._grants(actor, case_type, Action.OPEN)

    def may_integrate(self, actor: Actor, case_type: CaseType[Any]) -> bool:
        """Whether the actor may subscribe another system to cases of the type: to those their grant reaches."""
        return self._grants(actor, case_type, Action.INTEGRATE)

    def _grants(self, actor: Actor, case_type: CaseType[Any], action: Action) -> bool:
        return any(grant.role in actor.roles and action in grant.actions for grant in case_type.grants)

    def sees_type(self, actor: Actor, case_type: CaseType[Any]) -> bool:
        """Whether any grant lets the actor read cases of the type."""
        return actor.system or bool(self._readings(actor, case_type))

    def hidden_groups(self, actor: Actor, case_type: CaseType[Any]) -> frozenset[str]:
        """The field groups, and the risk, that the actor does not see: hidden by one of their roles is hidden."""
        if actor.system:
            return frozenset()
        readings = self._readings(actor, case_type)
        return frozenset().union(*(grant.hide for grant in readings)) if readings else case_type.groups() | PARTS

    def _readings(self, actor: Actor, case_type: CaseType[Any]) -> list[Grant]:
        return [grant for grant in case_type.grants if grant.role in actor.roles and Action.READ in grant.actions]

    def _reach(self, actor: Actor, case_type: CaseType[Any], grant: Grant) -> Sql:
        parts = [Sql("c.case_type = ?", (case_type.name,)), _SCOPES[grant.scope](actor, grant)]
        if case_type.excluded_roles and grant.scope is not Scope.PARTY:
            parts.append(Sql("NOT ") + _is_party(actor, sorted(case_type.excluded_roles)))
        return Sql.all_of(parts)
