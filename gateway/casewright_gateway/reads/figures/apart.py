"""Figures told apart: one for each value of a field by which the lists of a case type may be filtered."""

from dataclasses import replace

from strawberry.utils.str_converters import to_camel_case

from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.errors import Forbidden, Invalid
from casewright.fields import Field
from casewright_gateway.reads.figures.scope import LABEL, Scope

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
    if field.marking.group in scope.platform.policy.hidden_groups(scope.actor, scope.case_type):
        raise Forbidden(f"your roles do not show {name}", rule="field.hidden", field=field.name)
    return replace(scope, by=field)


def _fields(case_type: CaseType[object]) -> dict[str, Field]:
    """The indexed fields whose values are names and not quantities."""
    declared = case_type.fields.fields.values()
    return {to_camel_case(each.name): each for each in declared if each.marking.indexed and each.kind != "number"}


async def sizes(scope: Scope) -> list[tuple[str | None, int]]:
    """The values and how many cases have each, most first; raises Invalid where there are too many of them."""
    assert scope.by is not None
    rows = await scope.platform.database.rows(
        Sql(f"SELECT {LABEL}, count(*) AS n FROM (")  # noqa: S608
        + scope.once(scope.cases(LABEL))
        + Sql(f") seen GROUP BY {LABEL} ORDER BY n DESC LIMIT {MOST + 1}")
    )
    if len(rows) > MOST:
        message = f"{scope.by.label} has more than {MOST} values; ask for fewer cases, or tell them apart otherwise"
        raise Invalid(message, rule="metrics.values", field="field")
    found = [(row[LABEL], row["n"]) for row in rows]
    return sorted(found, key=lambda each: (-each[1], each[0] is None, each[0] or ""))
