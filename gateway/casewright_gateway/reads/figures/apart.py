"""Figures told apart: one for each value of a field by which the lists of a case type may be filtered."""

from dataclasses import replace

from strawberry.utils.str_converters import to_camel_case

from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.errors import Forbidden, Invalid
from casewright.fields import Field
from casewright_gateway.reads.figures.scope import LABEL, Label, Scope

MOST = 100
"""So many values are told apart; with more of them nobody could read the answer."""


def told_apart(scope: Scope, name: str) -> Scope:
    """The same cases, their figures told apart by the field of this name, as clients call it.

    Raises Invalid for a field that figures are not told apart by, Forbidden for one that the actor does not see.
    """
    if scope.case_type is None:
        raise Invalid("say of which case type the field is", rule="metrics.case_type", field="case_type")
    known = _fields(scope.case_type)
    field = known.get(name)
    if field is None:
        message = f"figures of {scope.case_type.name} are not told apart by {name}; they are by: {', '.join(known)}"
        raise Invalid(message, rule="metrics.field", field="field")
    if field.marking.group in scope.platform.policy.hidden(scope.actor, scope.case_type):
        raise Forbidden(f"your roles do not show {name}", rule="field.hidden", field=field.name)
    return replace(scope, by=field)


def _fields(case_type: CaseType[object]) -> dict[str, Field]:
    """The indexed fields whose values are names and not quantities."""
    declared = case_type.fields.fields.values()
    return {to_camel_case(each.name): each for each in declared if each.marking.indexed and each.kind != "number"}


async def labels(scope: Scope) -> list[Label]:
    """The values that the cases have, in their order, none last; raises Invalid where they are too many."""
    found = _walked(scope) if scope.whole else _read(scope)
    rows = await scope.platform.database.rows(found)
    if len(rows) > MOST:
        assert scope.by is not None
        message = f"{scope.by.label} has more than {MOST} values; ask for fewer cases, or tell them apart otherwise"
        raise Invalid(message, rule="metrics.values", field="field")
    return sorted((row[LABEL] for row in rows), key=lambda label: (label is None, shown(scope, label) or ""))


def _read(scope: Scope) -> Sql:
    """The values of some cases."""
    cases = scope.once(scope.cases(LABEL))
    return Sql(f"SELECT {LABEL} FROM (") + cases + Sql(f") seen GROUP BY {LABEL} LIMIT {MOST + 1}")  # noqa: S608


def _walked(scope: Scope) -> Sql:
    """The values of all cases of a type: each is looked up behind the one before, in the index of the field.

    Where few of the cases count, that would be to look through all others for each value.
    """
    return (
        Sql("WITH RECURSIVE walked(label) AS (SELECT (")
        + _first(scope, "label IS NOT NULL")
        + Sql(") UNION ALL SELECT (")
        + _first(scope, "label > walked.label")
        + Sql(") FROM walked WHERE walked.label IS NOT NULL) SELECT label FROM")
        + Sql(f" (SELECT label FROM walked WHERE label IS NOT NULL LIMIT {MOST + 1}) found")  # noqa: S608
        + Sql(" UNION ALL SELECT NULL WHERE EXISTS (")
        + _first(scope, "label IS NULL")
        + Sql(")")
    )


def _first(scope: Scope, chosen: str) -> Sql:
    """The first value that is chosen."""
    return Sql("SELECT label FROM (") + scope.cases(LABEL) + Sql(f") seen WHERE {chosen} ORDER BY label LIMIT 1")


def shown(scope: Scope, label: Label) -> str | None:
    """A value as clients are told it."""
    assert scope.by is not None
    if label is None:
        return None
    return str(bool(label)).lower() if scope.by.kind == "boolean" else str(label)
