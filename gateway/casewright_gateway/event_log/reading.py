"""What a log tells: the cases of which the actor sees the history, what happened to each, and who is in it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.operations.access_log import Means, log_reads
from casewright.platform import Platform
from casewright_gateway.reads.visible import visible
from casewright_gateway.types.history import told

_PAGE = 200
"""Cases that are read at once."""
_READ = ("case", "case_party", "event")
"""What a log shows of a case."""
_SAID = ("from", "to", "outcome")
"""What an event says of the way of its case."""


@dataclass(frozen=True)
class Happening:
    """An event. `details` are stages left and entered, the phase entered, and the outcome, as far as it has them."""

    id: UUID
    activity: str
    at: datetime
    actor: str
    details: Mapping[str, str]


@dataclass(frozen=True)
class Member:
    """A party of a case, in one of its roles."""

    party_id: UUID
    name: str
    kind: str
    role: str
    since: datetime


@dataclass(frozen=True)
class Trace:
    """A case, its history in order, and its parties."""

    case: models.Case
    happenings: Sequence[Happening]
    members: Sequence[Member]


async def traces(platform: Platform, actor: Actor, case_type: str | None = None) -> AsyncIterator[list[Trace]]:
    """Page by page, oldest cases first; of one type or of all."""
    of_type = Sql.one_of("c.case_type", [case_type] if case_type else list(platform.case_types))
    seen, after = platform.policy.predicate(actor, Action.READ, part="event"), UUID(int=0)
    while True:
        chosen = Sql.all_of([Sql("c.id > ?", (after,)), of_type, seen])
        rows = await platform.database.rows(
            Sql('SELECT c.* FROM "case" c WHERE ') + chosen + Sql(" ORDER BY c.id LIMIT ?", (_PAGE,))
        )
        cases = [models.Case._init_from_db(**row) for row in rows]
        if cases:
            read = {case.id: _READ for case in cases if case.case_type in platform.reads_logged}
            await log_reads(platform, actor, read, Means.EVENT_LOG)
            yield await _traced(platform, actor, cases)
            after = cases[-1].id
        if len(cases) < _PAGE:
            return


async def _traced(platform: Platform, actor: Actor, cases: Sequence[models.Case]) -> list[Trace]:
    """A page of cases with all that belongs to them, in one statement for each table."""
    ids = [case.id for case in cases]
    happened: dict[UUID, list[Happening]] = {identity: [] for identity in ids}
    members: dict[UUID, list[Member]] = {identity: [] for identity in ids}
    types = {case.id: platform.case_types[case.case_type] for case in cases}
    hidden = {case_type.name: platform.policy.hidden(actor, case_type) for case_type in types.values()}
    for event in await _events(platform, ids):
        case_type = types[event.case_id]
        happened[event.case_id].append(_happening(event, case_type, hidden[case_type.name]))
    for case_id, member in await _members(platform, actor, ids):
        members[case_id].append(member)
    return [Trace(case, happened[case.id], members[case.id]) for case in cases]


async def _events(platform: Platform, cases: Sequence[UUID]) -> list[models.Event]:
    rows = await platform.database.rows(
        Sql("SELECT * FROM event WHERE ") + Sql.one_of("case_id", cases) + Sql(" ORDER BY case_id, sequence")
    )
    return [models.Event._init_from_db(**row) for row in rows]


def _happening(event: models.Event, case_type: CaseType[Any], hidden: frozenset[str]) -> Happening:
    """A transition is named by itself, everything else as the history names it."""
    data = told(event, case_type, hidden)
    details = {name: str(data[name]) for name in _SAID if data.get(name)}
    if details.get("to") in case_type.stages:
        details["phase"] = case_type.stages[details["to"]].value
    activity = data.get("transition") if event.name == "transitioned" else None
    return Happening(event.id, activity or event.name, event.at, event.actor, details)


async def _members(platform: Platform, actor: Actor, cases: Sequence[UUID]) -> list[tuple[UUID, Member]]:
    seen = visible(platform.policy, actor, models.CaseParty, "t")
    rows = await platform.database.rows(
        Sql("SELECT t.case_id, t.party_id, t.role, t.since, p.name, p.kind FROM case_party t")
        + Sql(" JOIN party p ON p.id = t.party_id WHERE ")
        + Sql.all_of([Sql.one_of("t.case_id", cases), seen])
        + Sql(" ORDER BY t.id")
    )
    read = models.CaseParty._meta.fields_map
    return [
        (
            read["case_id"].to_python_value(row["case_id"]),
            Member(
                read["party_id"].to_python_value(row["party_id"]),
                row["name"],
                row["kind"],
                row["role"],
                read["since"].to_python_value(row["since"]),
            ),
        )
        for row in rows
    ]
