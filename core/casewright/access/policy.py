"""One policy for everything: grants compiled to a SQL predicate over `case`, and to a set of hidden field groups."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import PARTS, Action, Confidentiality, Grant, Scope


def _is_party(actor: Actor, case: str, roles: Iterable[str] = ()) -> Sql:
    """The actor has an open party role in the case, one of `roles` where some are named.

    Looked up once for a statement, and not for each of its cases: somebody is a party in few.
    """
    role = Sql.all_of([Sql.one_of("held.role", tuple(roles))]) if roles else Sql("1 = 1")
    return (
        Sql(
            f"{case}.id IN (SELECT held.case_id FROM party holder JOIN case_party held ON held.party_id = holder.id"  # noqa: S608
            " WHERE held.until IS NULL AND holder.subject = ? AND ",
            (actor.subject,),
        )
        + role
        + Sql(")")
    )


def _not_excluded(actor: Actor, case: str) -> Sql:
    return Sql(
        f"NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.case_id = {case}.id AND e.subject = ?)",  # noqa: S608
        (actor.subject,),
    )


def _broke_glass(actor: Actor, case: str) -> Sql:
    """The actor has broken the glass of the case; the clock of the database says whether that is over."""
    return Sql(
        f"{case}.id IN (SELECT held.case_id FROM emergency_access held"  # noqa: S608
        " WHERE held.subject = ? AND held.expires_at > CURRENT_TIMESTAMP)",
        (actor.subject,),
    )


def _cleared(grant: Grant, case: str) -> Sql:
    """No closer than the clearance of the grant."""
    if grant.clearance is max(Confidentiality, key=lambda level: level.rank):
        return Sql("1 = 1")
    return _at_levels(grant.clearance.levels, case)


def _at_levels(levels: Iterable[Confidentiality], case: str) -> Sql:
    """The case is at one of these levels; in the text, where the index of those that are kept closer is found by it."""
    named = ", ".join(f"'{level}'" for level in levels)
    return Sql(f"{case}.confidentiality IN ({named})")


def _granting(case_type: CaseType[Any], roles: Collection[str], action: Action, part: str = "") -> list[Grant]:
    """The grants of the type that let one of the roles do this, and hide no part of the case from them."""
    held = (grant for grant in case_type.grants if grant.role in roles)
    return [grant for grant in held if action in grant.actions and part not in grant.hide]


_SCOPES: Mapping[Scope, Callable[[Actor, Grant, str], Sql]] = {
    Scope.ALL: lambda actor, grant, case: Sql("1 = 1"),
    Scope.TEAM: lambda actor, grant, case: Sql.one_of(f"{case}.team", sorted(actor.teams)),
    Scope.ASSIGNED: lambda actor, grant, case: Sql(f"{case}.assignee = ?", (actor.subject,)),
    Scope.PARTY: lambda actor, grant, case: _is_party(actor, case, grant.party_roles),
    Scope.EMERGENCY: lambda actor, grant, case: _broke_glass(actor, case),
}


class Policy:
    """Who may do what, from the grants of all case types.

    Every predicate is about a row of `"case"`, under the alias `c` unless another is named. An exclusion beats every
    grant, and whoever holds one of the type's excluded party roles keeps only what a party may see. No grant reaches a
    case above its clearance.
    """

    def __init__(self, case_types: Iterable[CaseType[Any]]) -> None:
        self._types = {case_type.name: case_type for case_type in case_types}

    def predicate(
        self, actor: Actor, action: Action, *, roles: Iterable[str] | None = None, part: str = "", case: str = "c"
    ) -> Sql:
        """The cases on which the actor may do `action`, by any of their roles or only by those in `roles`.

        With a `part`, only the cases of which they see that part, by its table: a grant may hide it. `case` is the
        alias of the case's row.
        """
        tenant = Sql(f"{case}.tenant_id = ?", (actor.tenant,))
        if actor.system:
            return tenant
        held = actor.roles if roles is None else actor.roles & frozenset(roles)
        reach = [
            self.reach(actor, case_type, grant, case)
            for case_type in self._types.values()
            for grant in _granting(case_type, held, action, part)
        ]
        return Sql.all_of([tenant, Sql.any_of(reach), _not_excluded(actor, case)])

    def breakable(self, actor: Actor) -> Sql:
        """The cases whose glass the actor may break: those their emergency grants would reach."""
        reach = [
            self.reach(actor, case_type, replace(grant, scope=Scope.ALL))
            for case_type in self._types.values()
            for grant in case_type.grants
            if grant.role in actor.roles and grant.scope is Scope.EMERGENCY
        ]
        return Sql.all_of([Sql("c.tenant_id = ?", (actor.tenant,)), Sql.any_of(reach), _not_excluded(actor, "c")])

    def child(self, actor: Actor, column: str, part: str, action: Action = Action.READ) -> Sql:
        """The rows of another table, a `part` of the case that `column` leads to, on which the actor may do this."""
        return (
            Sql(f'EXISTS (SELECT 1 FROM "case" c WHERE c.id = {column} AND ')  # noqa: S608
            + self.predicate(actor, action, part=part)
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

    def keeps_staff(self, actor: Actor) -> bool:
        """Whether the actor keeps the directory of who works on cases: whoever supervises cases of any type."""
        return actor.system or any(self._grants(actor, each, Action.SUPERVISE) for each in self._types.values())

    def knows_staff(self, actor: Actor) -> bool:
        """Whether the actor sees the directory: whoever keeps it, and whoever gives cases to people."""
        gives = any(self._grants(actor, each, Action.ASSIGN) for each in self._types.values())
        return gives or self.keeps_staff(actor)

    def works_on(self, roles: Collection[str], case_type: CaseType[Any], level: Confidentiality) -> bool:
        """Whether one of the roles works on cases of the type and this level, as anything but a party in them."""
        staff = [grant for grant in case_type.grants if grant.scope is not Scope.PARTY and grant.role in roles]
        return any(Action.WORK in grant.actions and level in grant.clearance.levels for grant in staff)

    def supervised(self, actor: Actor, case_type: CaseType[Any]) -> frozenset[Confidentiality]:
        """The levels of which a grant lets the actor supervise all cases of the type."""
        held = (grant for grant in case_type.grants if grant.role in actor.roles and grant.scope is Scope.ALL)
        return frozenset().union(*(grant.clearance.levels for grant in held if Action.SUPERVISE in grant.actions))

    def cleared(self, actor: Actor, case_type: CaseType[Any], action: Action, level: Confidentiality) -> bool:
        """Whether some grant lets the actor do this on cases of the type that are at this level."""
        held = (grant for grant in case_type.grants if grant.role in actor.roles and action in grant.actions)
        return actor.system or any(level in grant.clearance.levels for grant in held)

    def reaches(self, roles: Iterable[str], case_type: CaseType[Any]) -> bool:
        """Whether any of the roles may do anything with cases of the type."""
        return not {grant.role for grant in case_type.grants}.isdisjoint(roles)

    def _grants(self, actor: Actor, case_type: CaseType[Any], action: Action) -> bool:
        return bool(_granting(case_type, actor.roles, action))

    def sees_type(self, actor: Actor, case_type: CaseType[Any]) -> bool:
        """Whether any grant lets the actor read cases of the type."""
        return actor.system or self._grants(actor, case_type, Action.READ)

    def kept_from(self, actor: Actor, case_type: CaseType[Any], part: str = "") -> Sql | None:
        """A SELECT of the ids of all cases of the type of which the actor may not read the part, and more of others.

        For who may read all of them but those that are kept closer, in which they are a party, or from which they are
        excluded: it costs what there is of these. None for anybody else.
        """
        grants = _granting(case_type, actor.roles, Action.READ, part)
        whole = [grant for grant in grants if grant.scope is Scope.ALL]
        if not whole or actor.system:
            return None
        kept = [Sql("SELECT e.case_id FROM exclusion e WHERE e.subject = ?", (actor.subject,))]
        own = (actor.tenant, case_type.name)
        of_type = Sql('SELECT k.id FROM "case" k WHERE k.tenant_id = ? AND k.case_type = ? AND ', own)
        reach = Sql.any_of([self.reach(actor, case_type, grant, "k") for grant in grants])
        unread = Sql(" AND (") + reach + Sql(") IS NOT TRUE")
        closer = [level for level in Confidentiality if all(level not in grant.clearance.levels for grant in whole)]
        if closer:
            kept.append(of_type + _at_levels(closer, "k") + unread)
        if case_type.excluded_roles:
            kept.append(of_type + _is_party(actor, "k", sorted(case_type.excluded_roles)) + unread)
        return Sql.join(" UNION ALL ", kept)

    def hidden(self, actor: Actor, case_type: CaseType[Any]) -> frozenset[str]:
        """The field groups and parts of a case that the actor does not see: hidden by one of their roles is hidden."""
        if actor.system:
            return frozenset()
        readings = _granting(case_type, actor.roles, Action.READ)
        return frozenset().union(*(grant.hide for grant in readings)) if readings else case_type.groups() | PARTS

    def reach(self, actor: Actor, case_type: CaseType[Any], grant: Grant, case: str = "c") -> Sql:
        """The cases of the type, under the alias, that one grant of it reaches, exclusions aside."""
        of_type = Sql(f"{case}.case_type = '{case_type.name}'")
        parts = [of_type, _cleared(grant, case), _SCOPES[grant.scope](actor, grant, case)]
        if case_type.excluded_roles and grant.scope is not Scope.PARTY:
            parts.append(Sql("NOT ") + _is_party(actor, case, sorted(case_type.excluded_roles)))
        return Sql.all_of(parts)
