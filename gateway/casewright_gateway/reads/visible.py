"""The rows of a table that an actor may read: one rule per table, whichever way a row is reached."""

from casewright import models
from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.models.row import CaseRow, Row
from casewright.notices import PARTS

_PART_OF = {
    "attendance": "appointment",
    "case": "",
    "consent": "case_party",
    "contact_issue": "contact",
    "contact_programme": "contact",
    "document_share": "document",
    "document_version": "document",
    "goal": "plan",
    "goal_progress": "plan",
    "intervention": "plan",
    "party_identifier": "case_party",
    "planned_contact": "contact",
    "risk_assessment": "risk",
    "webhook_attempt": "event",
}


_PERSONAL = (models.Member, models.Membership, models.Absence, models.Delegation)
"""What tells of those who work on cases: shown to whoever sees the directory, and to those it is about."""


def part_of(model: type[Row]) -> str:
    """The part of a case that a table holds, as a grant hides it."""
    table = model._meta.db_table
    return _PART_OF.get(table, table)


def visible(policy: Policy, actor: Actor, model: type[Row], alias: str) -> Sql:
    """The rows under the alias that the actor may read: a case, a row or a party of one, or of the directory.

    Raises LookupError for a table that has no rule of its own.
    """
    if model is models.Case:
        return policy.predicate(actor, Action.READ, case=alias)
    tenant = Sql(f"{alias}.tenant_id = ?", (actor.tenant,))
    if model is models.Party:
        seen = [policy.party(actor, f"{alias}.{column}") for column in ("id", "merged_into")]
        return Sql.all_of([tenant, Sql.any_of(seen)])
    if model is models.PartyIdentifier:
        return Sql.all_of([tenant, policy.party(actor, f"{alias}.party_id")])
    if model in _PERSONAL:
        return tenant if policy.knows_staff(actor) else Sql.all_of([tenant, _own(model, actor, alias)])
    if model is models.Notification:
        own = Sql(f"{alias}.recipient = ? AND {alias}.in_app", (actor.subject,))
        return Sql.all_of([tenant, own, _of_parts(policy, actor, alias)])
    if model is models.CaseAccess:
        supervised = policy.child(actor, f"{alias}.case_id", "", Action.SUPERVISE)
        return Sql.all_of([tenant, policy.child(actor, f"{alias}.case_id", part_of(model)), supervised])
    if issubclass(model, CaseRow):
        return Sql.all_of([tenant, policy.child(actor, f"{alias}.case_id", part_of(model))])
    raise LookupError(model._meta.db_table)


def _of_parts(policy: Policy, actor: Actor, alias: str) -> Sql:
    """Notifications of what the actor may see of its case; most see all parts of the same cases."""
    same: dict[Sql, list[str]] = {}
    for part in PARTS:
        same.setdefault(policy.child(actor, f"{alias}.case_id", part), []).append(part)
    return Sql.any_of(Sql.all_of([Sql.one_of(f"{alias}.part", parts), seen]) for seen, parts in same.items())


def _own(model: type[Row], actor: Actor, alias: str) -> Sql:
    if model is models.Membership:
        themselves = f"EXISTS (SELECT 1 FROM member m WHERE m.id = {alias}.member_id AND m.subject = ?)"  # noqa: S608
        return Sql(themselves, (actor.subject,))
    own = Sql(f"{alias}.subject = ?", (actor.subject,))
    if model is models.Delegation:
        return Sql.any_of([own, Sql(f"{alias}.delegate = ?", (actor.subject,))])
    return own
