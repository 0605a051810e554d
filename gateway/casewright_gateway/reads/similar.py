"""Cases like another one, among those the actor may see.

Candidates are looked up where an index has them in order, so that it costs the same however many cases there are: the
newest that share the value of an indexed field, field by field, and the newest of the type in each status.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import Field
from casewright.platform import Platform
from casewright.process import Status
from casewright.similarity import COMMON, Candidate, Likeness, alike

MOST_ASKED = 10
"""Of so many cases at once; each takes a part of the one statement for every indexed field."""


async def likenesses(platform: Platform, actor: Actor, cases: Sequence[models.Case]) -> list[list[Likeness]]:
    """For each case those that are like it, most alike first; one statement for all. Raises Invalid for too many."""
    if len(cases) > MOST_ASKED:
        raise Invalid(f"ask for cases like {MOST_ASKED} others at most", rule="similar.most", field="similar")
    looked = [_LookUp(platform, actor, place, case) for place, case in enumerate(cases)]
    found: list[list[tuple[str, UUID, str]]] = [[] for _ in cases]
    for row in await platform.database.rows(
        Sql.join(" UNION ALL ", [part for each in looked for part in each.parts()])
    ):
        found[row["place"]].append((row["field"], row["id"], row["title"]))
    return [_ranked(case, rows) for case, rows in zip(cases, found, strict=True)]


def _ranked(case: models.Case, rows: Sequence[tuple[str, Any, str]]) -> list[Likeness]:
    titles = {UUID(str(identity)): title for _, identity, title in rows}
    shared: dict[UUID, set[str]] = {identity: set() for identity in titles}
    times: dict[str, int] = {}
    for field, identity, _ in rows:
        if field:
            shared[UUID(str(identity))].add(field)
            times[field] = times.get(field, 0) + 1
    common = {field for field, count in times.items() if count >= COMMON}
    candidates = [Candidate(identity, titles[identity], frozenset(fields)) for identity, fields in shared.items()]
    return alike(case.title, candidates, common)


class _LookUp:
    """Where the candidates for one case are looked up."""

    def __init__(self, platform: Platform, actor: Actor, place: int, case: models.Case) -> None:
        self._platform, self._case, self._place = platform, case, place
        self._case_type = platform.case_types[case.case_type]
        self._hidden = platform.policy.hidden(actor, self._case_type)
        other = Sql(f"c.case_type = '{self._case_type.name}' AND c.id <> ?", (case.id,))
        self._seen = Sql.all_of([platform.policy.predicate(actor, Action.READ), other])

    def parts(self) -> Iterator[Sql]:
        """A SELECT for each place to look."""
        stored = self._case_type.fields.dump(self._case_type.load(self._case.fields_json, self._case.schema_version))
        for field in self._fields():
            value = field.operand(stored[field.name])
            if value is not None and value != "":
                column = json_field(self._platform.database.dialect, "c.fields", field.name, field.kind)
                yield self._newest(field.name, Sql(f"{column} = ?", (value,)), "c.id DESC")
        for status in Status:
            yield self._newest("", Sql("c.status = ?", (status.value,)), "c.opened_at DESC, c.id DESC")

    def _fields(self) -> Iterator[Field]:
        """The indexed fields that the actor sees, but those whose value no other case can have."""
        for field in self._case_type.fields.fields.values():
            marking = field.marking
            if marking.indexed and not marking.unique and marking.group not in self._hidden:
                yield field

    def _newest(self, field: str, chosen: Sql, order: str) -> Sql:
        select = f"SELECT {self._place} AS place, '{field}' AS field, c.id, c.title FROM \"case\" c WHERE "  # noqa: S608
        newest = Sql(f" ORDER BY {order} LIMIT {COMMON}")
        return Sql("SELECT * FROM (") + Sql(select) + Sql.all_of([self._seen, chosen]) + newest + Sql(") newest")
