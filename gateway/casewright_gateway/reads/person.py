"""All that is kept of one person, as a copy of their data for them (GDPR, article 15), and nothing of other people.

A case that is about the person, by the roles its type names, is told whole; of any other case only that they have a
role in it, whether they came to appointments, what they were taught, and which documents they were given. Names of
staff and of other parties are left out, wherever a column has them, but for those who received documents (paragraph
1(c)); texts are as they were written, so somebody reads them before the copy is handed over (paragraph 4).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import orjson

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.fields import check_given
from casewright.models.row import CaseRow
from casewright.operations.access_log import Means, log_reads
from casewright.operations.change import absent
from casewright.operations.sealing import opened_fields
from casewright.platform import Platform
from casewright_gateway.reads.visible import part_of, visible

Rows: TypeAlias = Mapping[UUID, Mapping[str, Sequence[Mapping[str, Any]]]]
"""By case, and by table."""

FORMAT = "casewright.person/1"
_WHOLE: tuple[type[CaseRow], ...] = (
    models.Note,
    models.Document,
    models.DocumentVersion,
    models.Assessment,
    models.Need,
    models.Plan,
    models.Goal,
    models.Intervention,
    models.Service,
    models.Appointment,
    models.Contact,
    models.TransitionRecord,
    models.Outcome,
    models.Feedback,
    models.Event,
)
"""What is told of a case that is about the person; of the history only what happened and when."""
_OWN: tuple[type[CaseRow], ...] = (models.CaseParty, models.Consent, models.Attendance, models.Education)
"""What leads to the person, by `party_id`: told in every case, of themselves only."""
_SHARE = ("number", "channel", "note", "shared_at")
_CASE = ("number", "case_type", "title", "stage", "status", "outcome", "opened_at", "closed_at")
_PERSON = ("kind", "name", "email", "phone", "subject", "created_at")
_OTHERS = {
    "author", "assessor", "responsible", "assignee", "subject", "participants", "informed", "acceptances", "mentions"
}  # fmt: skip
"""Columns that name other people; so do those that end with `_by`."""
_INSIDE = {"id", "search", "key"}
"""What means something to the platform alone; so does the id of any other row."""


async def export_person(platform: Platform, actor: Actor, party_id: UUID, *, reason: str) -> Mapping[str, Any]:
    """The copy, as JSON. That it was made, for whom and why is in the log of reads of each of its cases.

    It has the cases which the actor reads and supervises; those who ask for their own data, by the subject they sign in
    with, need only read them. Raises Invalid without a reason, NotFound when there is no such case, and Unavailable.
    """
    check_given(reason, "say for whom the copy is made, or why", field="reason")
    parties = await _parties(platform, actor, party_id)
    ids = [party.id for party in parties]
    own = bool(parties) and all(party.subject == actor.subject for party in parties)
    cases = await _cases(platform, actor, ids, own=own)
    if not cases:
        raise absent("party_id")
    whole = await _about(platform, cases, ids)
    found = await _rows(platform, actor, cases, whole, ids)
    parts = {case.id: {part_of(_TABLES[table]) for table in found[case.id]} | {"case"} for case in cases}
    await log_reads(platform, actor, parts, Means.PERSON_EXPORT, reason=reason)
    told = {
        "format": FORMAT,
        "made_at": platform.now(),
        "reason": reason,
        "person": [_shown(party, _PERSON) for party in parties],
        "identifiers": await models.PartyIdentifier.filter(party_id__in=ids).order_by("id").values("system", "value"),
        "cases": [_case(platform, actor, case, found[case.id], whole=case.id in whole) for case in cases],
    }
    plain: Mapping[str, Any] = orjson.loads(orjson.dumps(told, default=str))
    return plain


async def _parties(platform: Platform, actor: Actor, party_id: UUID) -> list[models.Party]:
    """The party, those that turned out to be it, and every other one by which the same person signs in."""
    same = "t.subject = (SELECT p.subject FROM party p WHERE p.id = ? AND p.tenant_id = ?)"
    one = f"(t.id = ? OR t.merged_into = ? OR {same})"
    asked = Sql(f"SELECT t.* FROM party t WHERE {one} AND ", (party_id, party_id, party_id, actor.tenant))  # noqa: S608
    asked += visible(platform.policy, actor, models.Party, "t")
    rows = await platform.database.rows(asked + Sql(" ORDER BY t.id"))
    parties = [models.Party._init_from_db(**row) for row in rows]
    return parties if any(party.id == party_id for party in parties) else []


async def _cases(platform: Platform, actor: Actor, parties: Collection[UUID], *, own: bool) -> list[models.Case]:
    seen = [platform.policy.predicate(actor, Action.READ, part="case_party")]
    if not own:
        seen.append(platform.policy.predicate(actor, Action.SUPERVISE))
    role = Sql("EXISTS (SELECT 1 FROM case_party r WHERE r.case_id = c.id AND ")
    role += Sql.one_of("r.party_id", list(parties)) + Sql(")")
    rows = await platform.database.rows(
        Sql('SELECT c.* FROM "case" c WHERE ') + Sql.all_of([role, *seen]) + Sql(" ORDER BY c.id")
    )
    return [models.Case._init_from_db(**row) for row in rows]


async def _about(platform: Platform, cases: Sequence[models.Case], parties: Collection[UUID]) -> frozenset[UUID]:
    """Those of the cases that are about the person."""
    types = {case.id: platform.case_types[case.case_type] for case in cases}
    asked = Sql("SELECT t.case_id, t.role FROM case_party t WHERE ")
    asked += Sql.all_of([Sql.one_of("t.case_id", list(types)), Sql.one_of("t.party_id", list(parties))])
    roles = [(UUID(str(row["case_id"])), row["role"]) for row in await platform.database.rows(asked)]
    return frozenset(case_id for case_id, role in roles if role in types[case_id].about_roles)


_TOLD: tuple[type[CaseRow], ...] = (*_OWN, *_WHOLE, models.DocumentShare)
_TABLES: Mapping[str, type[CaseRow]] = {model._meta.db_table: model for model in _TOLD}


async def _rows(
    platform: Platform,
    actor: Actor,
    cases: Sequence[models.Case],
    whole: Collection[UUID],
    parties: Collection[UUID],
) -> Rows:
    """What is told of each case, in one statement for each table."""
    found: dict[UUID, dict[str, list[Mapping[str, Any]]]] = {case.id: {} for case in cases}
    own = Sql.all_of([Sql.one_of("t.case_id", list(found)), Sql.one_of("t.party_id", list(parties))])
    of_whole = Sql.one_of("t.case_id", list(whole))
    theirs: dict[type[CaseRow], Sql] = dict.fromkeys(_OWN, own)
    theirs[models.DocumentShare] = Sql.any_of([own, of_whole])
    for table, model in _TABLES.items():
        chosen = Sql.all_of([theirs.get(model, of_whole), visible(platform.policy, actor, model, "t")])
        asked = Sql(f'SELECT t.* FROM "{table}" t WHERE ') + chosen + Sql(" ORDER BY t.id")  # noqa: S608
        rows = [model._init_from_db(**raw) for raw in await platform.database.rows(asked)]
        told = await _shared(rows) if model is models.DocumentShare else [_shown(row, _columns(model)) for row in rows]
        for row, each in zip(rows, told, strict=True):
            found[row.case_id].setdefault(table, []).append(each)
    return found


async def _shared(shares: Sequence[Any]) -> list[Mapping[str, Any]]:
    """Which document was shared with whom, by their names."""
    documents = await models.Document.in_bulk({share.document_id for share in shares}, "id")
    parties = await models.Party.in_bulk({share.party_id for share in shares if share.party_id}, "id")
    return [
        {
            "document": documents[share.document_id].name,
            "recipient": share.recipient or parties[share.party_id].name,
            **_shown(share, _SHARE),
        }
        for share in shares
    ]


def _columns(model: type[CaseRow]) -> tuple[str, ...]:
    """What is told of a row."""
    if model is models.Event:
        return ("name", "at")
    left_out = _OTHERS | _INSIDE
    named = model._meta.fields_db_projection
    return tuple(name for name in named if name not in left_out and not name.endswith(("_id", "_by")))


def _shown(row: Any, columns: Collection[str]) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in columns}


def _case(
    platform: Platform,
    actor: Actor,
    case: models.Case,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    whole: bool,
) -> Mapping[str, Any]:
    case_type = platform.case_types[case.case_type]
    shown = _CASE if whole else tuple(name for name in _CASE if name != "title")
    fields = {"fields": _fields(platform, actor, case_type, case)} if whole else {}
    return {**_shown(case, shown), **fields, **rows}


def _fields(platform: Platform, actor: Actor, case_type: CaseType[Any], case: models.Case) -> Mapping[str, Any]:
    """The domain fields that a grant does not hide."""
    hidden = platform.policy.hidden(actor, case_type)
    opened = opened_fields(platform, case_type, case)
    declared = case_type.fields.fields
    return {name: value for name, value in opened.items() if declared[name].marking.group not in hidden}
