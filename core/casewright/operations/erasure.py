"""Taking a case out of every table, in one transaction."""

from collections.abc import Iterator
from typing import Any

from tortoise.models import Model

from casewright import models
from casewright.archive.tables import tables
from casewright.db.sql import Sql
from casewright.platform import Platform

_KEPT = {"disposal"}
"""The certificates."""


async def erase(platform: Platform, case: models.Case) -> None:
    """Delete the case and all rows that belong to it, and the parties that no other case has, by all their names.

    What the tables say of each other decides the order, so a new table is erased too. Rows of other cases that lead
    here let go of it, or go with it where they cannot.
    """
    database = platform.database
    parties = await models.CaseParty.filter(case_id=case.id).values_list("party_id", flat=True)
    events = "event_id IN (SELECT id FROM event WHERE case_id = ?)"
    await database.execute(Sql(f"DELETE FROM delivery WHERE {events}", (case.id,)))  # noqa: S608
    described = {model._meta.db_table: model for model in _all()}
    for table in reversed(tables()):
        for statement in _leaving(described[table.name], case):
            await database.execute(statement)
    await database.execute(Sql('DELETE FROM "case" WHERE id = ?', (case.id,)))
    alone = Sql(" AND NOT EXISTS (SELECT 1 FROM case_party r WHERE r.party_id = party.id)")
    await database.execute(Sql("DELETE FROM party WHERE ") + Sql.one_of("id", list(set(parties))) + alone)
    gone = Sql(" AND NOT EXISTS (SELECT 1 FROM party p WHERE p.id = party.merged_into)")
    await database.execute(Sql("DELETE FROM party WHERE ") + Sql.one_of("merged_into", list(set(parties))) + gone)


def _all() -> Iterator[type[Model]]:
    for name in models.__all__:
        yield getattr(models, name)


def _leaving(model: type[Model], case: models.Case) -> Iterator[Sql]:
    """What takes the case out of a table."""
    meta = model._meta
    if meta.db_table in _KEPT:
        return
    for name in sorted(meta.fk_fields):
        field: Any = meta.fields_map[name]
        if field.related_model is not models.Case or name == "case":
            continue
        where = f"WHERE {name}_id = ?"
        let_go = f"UPDATE {meta.db_table} SET {name}_id = NULL {where}"  # noqa: S608
        yield Sql(let_go if field.null else f"DELETE FROM {meta.db_table} {where}", (case.id,))  # noqa: S608
    if "case_id" in meta.fields_db_projection:
        yield Sql(f'DELETE FROM "{meta.db_table}" WHERE case_id = ?', (case.id,))  # noqa: S608
