"""The register of names: who is in which case, searched over all cases without showing one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.batch import inserted
from casewright.db.database import Database
from casewright.db.exclusive import exclusive
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.names import LONGEST, NAMES_SEARCHED, KnownName, NameHit, NameKind, NameMatch
from casewright.operations.change import Draft, work
from casewright.platform import Platform
from casewright.plugins import blaming

_ROUND = 500
_SUREST_FIRST = tuple(NameMatch)

_FOUND = """
SELECT place, MIN(sureness) AS sureness, COUNT(DISTINCT case_id) AS cases FROM (
  SELECT m.key AS place, k.case_id,
    CASE WHEN m.kind = 'identifier' THEN 0 WHEN m.kind = 'name' AND k.kind = 'name' THEN 1 ELSE 2 END AS sureness
  FROM known_name m JOIN known_name k ON k.tenant_id = m.tenant_id AND k.key = m.key AND k.case_id <> m.case_id
  WHERE m.tenant_id = ? AND m.case_id = ?
  UNION ALL
  SELECT m.key, k.case_id, 3
  FROM known_name m JOIN known_name k ON k.tenant_id = m.tenant_id AND k.sound = m.sound AND k.case_id <> m.case_id
  WHERE m.tenant_id = ? AND m.case_id = ? AND m.sound <> ''
) found GROUP BY place
"""


async def register_fields(draft: Draft, fields: Any) -> None:
    """Enter those whom the fields name, where the case type registers names."""
    rules = draft.case_type.names
    if rules is not None:
        with blaming(draft.plugin, f"the names of a {draft.case_type.name}"):
            known = list(rules.known(fields))
        await _enter(draft, known)


async def register_parties(draft: Draft, parties: Collection[UUID]) -> None:
    """Enter parties of the case by their names and identifiers, where the case type registers names."""
    if draft.case_type.names is not None:
        names = await models.Party.filter(id__in=list(parties)).values_list("name", flat=True)
        numbers = await models.PartyIdentifier.filter(party_id__in=list(parties)).values_list("value", flat=True)
        await _enter(draft, _party([str(name) for name in names], [str(number) for number in numbers]))


async def register_new_party(draft: Draft, name: str, identifiers: Iterable[str]) -> None:
    """The same for a party that comes into being with this write."""
    if draft.case_type.names is not None:
        await _enter(draft, _party([name], identifiers))


async def register_renamed_party(
    draft: Draft, party: UUID, names: Collection[str], identifiers: Collection[str]
) -> None:
    """Enter a party by its new names and identifiers in every case that it is in; the old ones stay."""
    types = [each.name for each in draft.platform.case_types.values() if each.names is not None]
    roles = models.CaseParty.filter(party_id=party, case__case_type__in=types)
    for case_id in sorted({row.case_id for row in await roles} if types else ()):
        there = await models.KnownName.filter(case_id=case_id).values_list("kind", "key")
        for columns in _columns(_party(names, identifiers), there):
            draft.rows.insert(models.KnownName, tenant_id=draft.row.tenant_id, case_id=case_id, **columns)


def _party(names: Iterable[str], identifiers: Iterable[str]) -> list[KnownName]:
    return [*map(KnownName, names), *(KnownName(each, NameKind.IDENTIFIER) for each in identifiers)]


async def _enter(draft: Draft, known: Iterable[KnownName]) -> None:
    there = [] if draft.new else await models.KnownName.filter(case_id=draft.row.id).values_list("kind", "key")
    for columns in _columns(known, there):
        draft.insert(models.KnownName, **columns)


def _columns(known: Iterable[KnownName], there: Iterable[tuple[Any, ...]] = ()) -> Iterator[dict[str, str]]:
    entered = set(there)
    for each in known:
        if each.key and (each.kind, each.key) not in entered:
            entered.add((each.kind, each.key))
            yield {"kind": each.kind, "name": each.name[:LONGEST], "key": each.key, "sound": each.sound}


async def search_names(platform: Platform, actor: Actor, case_id: UUID) -> list[NameHit]:
    """Search everybody who is in the case, or ever was, in all other cases that register names.

    The search reaches every case of the tenant, also those that the actor may not see: this is what it is for. So it
    needs a grant of its own, on the case it is made for; it tells how each name was found and in how many cases, and
    nothing of them; one can search for nobody but who is in the case; and the history keeps what was searched and
    found. Raises Refused for a case that is not active.
    """
    async with work(platform, actor, case_id, "", action=Action.SEARCH_NAMES) as draft:
        known = await models.KnownName.filter(case_id=case_id).order_by("id")
        searched = {each.key: each.name for each in known}
        hits = await _hits(draft, searched)
        told = [{"searched": hit.searched, "match": hit.match, "cases": hit.cases} for hit in hits]
        draft.record(NAMES_SEARCHED, searched=list(searched.values()), hits=told)
    return hits


async def _hits(draft: Draft, searched: dict[str, str]) -> list[NameHit]:
    own = (draft.row.tenant_id, draft.row.id)
    rows = {row["place"]: row for row in await draft.platform.database.rows(Sql(_FOUND, own + own))}
    return [
        NameHit(name, _SUREST_FIRST[rows[key]["sureness"]], rows[key]["cases"])
        for key, name in searched.items()
        if key in rows
    ]


async def fill_register(platform: Platform, progress: Callable[[str], None]) -> None:
    """Enter cases that are not in the register: those opened before their type had one. `progress` hears a sentence.

    Raises Unavailable when the database does not answer.
    """
    registering = [case_type for case_type in platform.case_types.values() if case_type.names is not None]
    if not registering:
        return
    async with exclusive(platform.database) as apart:
        for case_type in registering:
            count, last = 0, UUID(int=0)
            while cases := await _unregistered(apart, case_type, last):
                await _fill(platform, apart, cases)
                count, last = count + len(cases), cases[-1].id
            if count:
                progress(f"registered the names in {count} {case_type.plural}")


async def _unregistered(database: Database, case_type: CaseType[Any], last: UUID) -> list[models.Case]:
    missing = Sql(
        'SELECT c.* FROM "case" c WHERE c.case_type = ? AND c.id > ?'  # noqa: S608
        f" AND NOT EXISTS (SELECT 1 FROM known_name k WHERE k.case_id = c.id) ORDER BY c.id LIMIT {_ROUND}",
        (case_type.name, last),
    )
    return [models.Case._init_from_db(**row) for row in await database.rows(missing)]


async def _fill(platform: Platform, database: Database, cases: Sequence[models.Case]) -> None:
    parties = await _parties(database, cases)
    rows: list[dict[str, Any]] = []
    for case in cases:
        case_type = platform.case_types[case.case_type]
        assert case_type.names is not None
        with blaming(platform.plugin_of(case.case_type), f"the names of a {case.case_type}"):
            known = list(case_type.names.known(case_type.load(case.fields_json, case.schema_version)))
        of_case = {"tenant_id": case.tenant_id, "case_id": case.id}
        rows += [{"id": uuid7(), **of_case, **columns} for columns in _columns([*known, *parties.get(case.id, ())])]
    if rows:
        await database.execute(inserted(database.dialect, models.KnownName, rows))


async def _parties(database: Database, cases: Sequence[models.Case]) -> dict[UUID, list[KnownName]]:
    here = Sql.one_of("r.case_id", [case.id for case in cases])
    names = Sql("SELECT r.case_id, p.name, 'name' AS kind FROM case_party r JOIN party p ON p.id = r.party_id WHERE ")
    numbers = Sql(
        "SELECT r.case_id, i.value, 'identifier' FROM case_party r"
        " JOIN party_identifier i ON i.party_id = r.party_id WHERE "
    )
    found: dict[UUID, list[KnownName]] = {}
    for row in await database.rows(names + here + Sql(" UNION ALL ") + numbers + here):
        found.setdefault(UUID(str(row["case_id"])), []).append(KnownName(row["name"], NameKind(row["kind"])))
    return found
