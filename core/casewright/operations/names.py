"""The register of names: who is in which case, searched over all cases without showing one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeAlias
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
_Entry: TypeAlias = tuple[UUID | None, KnownName]
"""What somebody is known by, and the party whose it is; None: the fields of the case say so."""

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
        await _enter(draft, [(None, each) for each in known])


async def register_parties(draft: Draft, parties: Collection[UUID]) -> None:
    """Enter parties of the case by their names and identifiers, where the case type registers names."""
    if draft.case_type.names is not None:
        known = await models.Party.filter(id__in=list(parties), erased_at=None).order_by("id")
        numbers = await models.PartyIdentifier.filter(party_id__in=list(parties)).order_by("id")
        named = [(party.id, KnownName(party.name)) for party in known]
        numbered = [(each.party_id, KnownName(each.value, NameKind.IDENTIFIER)) for each in numbers]
        await _enter(draft, named + numbered)


async def register_new_party(draft: Draft, party: UUID, name: str, identifiers: Iterable[str]) -> None:
    """The same for a party that comes into being with this write."""
    if draft.case_type.names is not None:
        await _enter(draft, _party(party, [name], identifiers))


async def register_renamed_party(
    draft: Draft, party: UUID, names: Collection[str], identifiers: Collection[str]
) -> None:
    """Enter a party by its new names and identifiers in every case that it is in; the old ones stay."""
    types = [each.name for each in draft.platform.case_types.values() if each.names is not None]
    roles = models.CaseParty.filter(party_id=party, case__case_type__in=types)
    for case_id in sorted({row.case_id for row in await roles} if types else ()):
        there = await _there(case_id)
        for columns in _columns(_party(party, names, identifiers), there):
            draft.rows.insert(models.KnownName, tenant_id=draft.row.tenant_id, case_id=case_id, **columns)


async def let_go_of(draft: Draft, person: Collection[UUID], names: Iterable[str], identifiers: Iterable[str]) -> None:
    """Take out of the case's register what a person who is erased is known by, where no row says that it is theirs.

    It came in before the register kept whose a name is, or a field said so until it was mended. What the fields or
    others in the case still give is entered anew.
    """
    keys = [known.key for _, known in _party(None, names, identifiers)]
    if await models.KnownName.filter(case_id=draft.row.id, party_id=None, key__in=keys).delete():
        with blaming(draft.plugin, f"reading a {draft.case_type.name}"):
            fields = draft.case_type.load(draft.row.fields_json, draft.row.schema_version)
        await register_fields(draft, fields)
        others = models.CaseParty.filter(case_id=draft.row.id).exclude(party_id__in=list(person))
        await register_parties(draft, [role.party_id for role in await others])


def _party(party: UUID | None, names: Iterable[str], identifiers: Iterable[str]) -> list[_Entry]:
    known = [*map(KnownName, names), *(KnownName(each, NameKind.IDENTIFIER) for each in identifiers)]
    return [(party, each) for each in known]


async def _enter(draft: Draft, known: Iterable[_Entry]) -> None:
    for columns in _columns(known, [] if draft.new else await _there(draft.row.id)):
        draft.insert(models.KnownName, **columns)


async def _there(case_id: UUID) -> list[tuple[Any, ...]]:
    return await models.KnownName.filter(case_id=case_id).values_list("party_id", "kind", "key")


def _columns(known: Iterable[_Entry], there: Iterable[tuple[Any, ...]] = ()) -> Iterator[dict[str, Any]]:
    entered = set(there)
    for party, each in known:
        if each.key and (party, each.kind, each.key) not in entered:
            entered.add((party, each.kind, each.key))
            named = {"name": each.name[:LONGEST], "key": each.key, "sound": each.sound}
            yield {"party_id": party, "kind": each.kind, **named}


async def search_names(platform: Platform, actor: Actor, case_id: UUID) -> list[NameHit]:
    """Search everybody who is in the case, or ever was, in all other cases that register names.

    The search reaches every case of the tenant, also those that the actor may not see: this is what it is for. So it
    needs a grant of its own, on the case it is made for; it tells how each name was found and in how many cases, and
    nothing of them; one can search for nobody but who is in the case; and the history keeps what was searched and
    found: names that the fields give as they are, parties by their ids, so that they can still be erased. Raises
    Refused for a case that is not active.
    """
    async with work(platform, actor, case_id, "", action=Action.SEARCH_NAMES) as draft:
        searched = await _searched(case_id)
        found = await _found(draft, searched)
        names = [each.name for each in searched if each.party_id is None]
        parties = dict.fromkeys(str(each.party_id) for each in searched if each.party_id is not None)
        hits = [{**_named(each), "match": hit.match, "cases": hit.cases} for each, hit in found]
        draft.record(NAMES_SEARCHED, searched=names, parties=list(parties), hits=hits)
    return [hit for _, hit in found]


async def _searched(case_id: UUID) -> list[models.KnownName]:
    """Each name of the register once, as the fields give it if they do, in the order in which they came in."""
    searched: dict[str, models.KnownName] = {}
    for each in await models.KnownName.filter(case_id=case_id).order_by("id"):
        if each.party_id is None or each.key not in searched:
            searched[each.key] = each
    return list(searched.values())


def _named(known: models.KnownName) -> dict[str, str]:
    return {"searched": known.name} if known.party_id is None else {"party": str(known.party_id)}


async def _found(draft: Draft, searched: Iterable[models.KnownName]) -> list[tuple[models.KnownName, NameHit]]:
    own = (draft.row.tenant_id, draft.row.id)
    rows = {row["place"]: row for row in await draft.platform.database.rows(Sql(_FOUND, own + own))}
    return [
        (each, NameHit(each.name, _SUREST_FIRST[rows[each.key]["sureness"]], rows[each.key]["cases"]))
        for each in searched
        if each.key in rows
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
        entries = [*((None, each) for each in known), *parties.get(case.id, ())]
        of_case = {"tenant_id": case.tenant_id, "case_id": case.id}
        rows += [{"id": uuid7(), **of_case, **columns} for columns in _columns(entries)]
    if rows:
        await database.execute(inserted(database.dialect, models.KnownName, rows))


async def _parties(database: Database, cases: Sequence[models.Case]) -> dict[UUID, list[_Entry]]:
    here = Sql.one_of("r.case_id", [case.id for case in cases])
    names = Sql(
        "SELECT r.case_id, r.party_id, p.name, 'name' AS kind FROM case_party r"
        " JOIN party p ON p.id = r.party_id AND p.erased_at IS NULL WHERE "
    )
    numbers = Sql(
        "SELECT r.case_id, r.party_id, i.value, 'identifier' FROM case_party r"
        " JOIN party_identifier i ON i.party_id = r.party_id WHERE "
    )
    found: dict[UUID, list[_Entry]] = {}
    for row in await database.rows(names + here + Sql(" UNION ALL ") + numbers + here):
        known = KnownName(row["name"], NameKind(row["kind"]))
        found.setdefault(UUID(str(row["case_id"])), []).append((UUID(str(row["party_id"])), known))
    return found
