"""The cases that lead to a party, and what somebody has to be in all of them to change it for good."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Forbidden
from casewright.models.row import CaseRow
from casewright.operations.change import absent
from casewright.platform import Platform


def leading_to_parties() -> Iterator[tuple[type[CaseRow], str]]:
    """The tables of a case with a column that leads to a party, as the tables say of each other."""
    for name in models.__all__:
        model = getattr(models, name)
        for field in sorted(model._meta.fk_fields) if issubclass(model, CaseRow) else ():
            if model._meta.fields_map[field].related_model is models.Party:
                yield model, f"{field}_id"


async def parties_in_cases(platform: Platform, parties: Collection[UUID]) -> Mapping[UUID, Sequence[UUID]]:
    """The cases with anything that leads to one of the parties, and to which, in the order of their ids."""
    asked = [
        Sql(f"SELECT case_id, {column} AS party_id FROM {model._meta.db_table} WHERE ")  # noqa: S608
        + Sql.one_of(column, list(parties))
        for model, column in leading_to_parties()
    ]
    rows = await platform.database.rows(Sql.join(" UNION ", asked))
    found: dict[UUID, list[UUID]] = {}
    for case_id, party_id in sorted((UUID(str(row["case_id"])), UUID(str(row["party_id"]))) for row in rows):
        found.setdefault(case_id, []).append(party_id)
    return found


async def check_seen(platform: Platform, actor: Actor, party_id: UUID, field: str) -> None:
    """Whether the actor sees the party in some case; raises NotFound."""
    here = Sql("SELECT p.id FROM party p WHERE p.id = ? AND p.tenant_id = ? AND ", (party_id, actor.tenant))
    if not await platform.database.rows(here + platform.policy.party(actor, "p.id")):
        raise absent(field)


async def check_supervised(
    platform: Platform, actor: Actor, cases: Collection[UUID], message: str, *, told_in: frozenset[str] = frozenset()
) -> None:
    """Whether the actor supervises all of the cases, sees who is in them, and the parts `told_in`; raises Forbidden.

    Of a case that they may not see nothing is told but that there is one.
    """
    supervised = Sql('SELECT c.id, c.case_type FROM "case" c WHERE ') + Sql.all_of(
        [
            Sql.one_of("c.id", list(cases)),
            platform.policy.predicate(actor, Action.SUPERVISE),
            platform.policy.predicate(actor, Action.READ, part="case_party"),
        ]
    )
    rows = await platform.database.rows(supervised)
    hidden = (platform.policy.hidden(actor, platform.case_types[row["case_type"]]) for row in rows)
    if len(rows) < len(cases) or any(not told_in.isdisjoint(groups) for groups in hidden):
        raise Forbidden(message, rule="party.supervised")
