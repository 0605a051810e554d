"""Which cases are counted, and how they stood: now, by their rows; at an earlier moment, by their history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.dialect import Dialect, json_field, told_in_event
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.fields import Field
from casewright.platform import Platform
from casewright.process import FINAL, RUNNING

ENDED = "('" + "', '".join(FINAL) + "')"
"""The statuses of a case that has ended, in SQL."""

OPEN = "('" + "', '".join(RUNNING) + "')"
"""Those of one that has not."""

LABEL = "label"
"""The column that says to which figure a case belongs, by the value of a field."""

Label: TypeAlias = str | bool | int | None
"""A value as its database stores it; None of cases that have none."""

ALL = "all"
"""The label of the one figure where none are told apart."""


class _Then(NamedTuple):
    """How a column stood at a moment: the history that tells, and what it tells."""

    history: str
    expression: str


_NOW: Mapping[str, str] = {"ended_at": "c.closed_at"}
"""Columns that have another name in the row of a case."""

_THEN: Mapping[str, _Then] = {
    "status": _Then("rest", "coalesce(rested.status, 'active')"),
    "outcome": _Then("rest", "rested.outcome"),
    "ended_at": _Then("rest", "CASE WHEN rested.status <> 'suspended' THEN rested.since END"),
    "phase": _Then("visit", "coalesce(visited.phase, c.phase)"),
    "risk_level": _Then("reading", "coalesce(by_hand.level, ruled.level, 'low')"),
    "model": _Then("choice", "CASE WHEN chosen.id IS NULL THEN c.model ELSE {before} END"),
    "assignee": _Then("assignment", "held.subject"),
    "team": _Then("assignment", "held.team"),
}

_FENCE: Mapping[Dialect, str] = {"sqlite": "", "postgres": " OFFSET NULL"}
"""What keeps a subquery from being taken apart."""

_HISTORIES: Mapping[str, str] = {  # without window functions, which keep PostgreSQL from reading with several processes
    "rest": "LEFT JOIN rest rested ON rested.case_id = c.id"
    " AND rested.since <= ? AND (rested.until IS NULL OR rested.until > ?)",
    "visit": "LEFT JOIN phase_visit visited ON visited.case_id = c.id"
    " AND visited.entered_at <= ? AND (visited.left_at IS NULL OR visited.left_at > ?)",
    "reading": "LEFT JOIN risk_assessment ruled ON ruled.case_id = c.id AND ruled.override_reason IS NULL"
    " AND ruled.assessed_at <= ? AND NOT EXISTS (SELECT 1 FROM risk_assessment later"
    " WHERE later.case_id = ruled.case_id AND later.override_reason IS NULL"
    " AND later.assessed_at <= ? AND later.id > ruled.id)"
    " LEFT JOIN risk_assessment by_hand ON by_hand.case_id = c.id AND by_hand.override_reason IS NOT NULL"
    " AND by_hand.assessed_at <= ? AND (by_hand.expires_at IS NULL OR by_hand.expires_at > ?)"
    " AND NOT EXISTS (SELECT 1 FROM risk_assessment later WHERE later.case_id = by_hand.case_id"
    " AND later.override_reason IS NOT NULL AND later.assessed_at <= ? AND later.id > by_hand.id)",
    "choice": "LEFT JOIN event chosen ON chosen.case_id = c.id AND chosen.name = 'model_chosen' AND chosen.at > ?"
    " AND NOT EXISTS (SELECT 1 FROM event sooner WHERE sooner.case_id = chosen.case_id"
    " AND sooner.name = 'model_chosen' AND sooner.at > ? AND sooner.sequence < chosen.sequence)",
    "assignment": "LEFT JOIN assignment held ON held.case_id = c.id"
    " AND held.since <= ? AND (held.until IS NULL OR held.until > ?)",
}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The cases that are counted: of a type or of all, opened in a period, by what they have.

    `now` is the moment at which it is asked, `as_of` an earlier one, of which the figures are then. What the actor may
    see is decided as of now, and so is the value of the field `by` which the figures are told apart.
    """

    platform: Platform
    actor: Actor
    now: datetime
    case_type: CaseType[Any] | None = None
    as_of: datetime | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    having: Mapping[str, str]
    """Columns and the value each must have."""
    by: Field | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The column by which figures are told apart; none where there is one for all."""
        return (LABEL,) if self.by else ()

    @property
    def at(self) -> datetime:
        """The moment of which the figures are."""
        return self.as_of or self.now

    @property
    def whole(self) -> bool:
        """They are the cases of a type but for a few, which are kept from the actor, or not yet opened."""
        return self._kept("") is not None and not (self.having or self.opened_from or self.opened_before)

    def cases(self, *columns: str, part: str = "") -> Sql:
        """A SELECT of id, moment of opening and these columns, of the cases of which the actor sees the part."""
        named = dict.fromkeys([*columns, *self.having])
        values = {name: self._value(name) for name in named}
        selected = [Sql("c.id"), Sql("c.opened_at"), *(values[name] + Sql(f" AS {name}") for name in columns)]
        having = [values[name] + Sql(" = ?", (value,)) for name, value in self.having.items()]
        return (
            Sql("SELECT ")
            + Sql.join(", ", selected)
            + Sql(' FROM "case" c ')
            + self._histories(named)
            + Sql(" WHERE ")
            + Sql.all_of([self._of_type("c"), self._counted(part), *self._opened(), *having])
        )

    def joined(self, table: str, alias: str, *columns: str, part: str) -> Sql:
        """The FROM clause of rows of a table that belong to the cases, which are `seen`; `part` is what they are of."""
        source = Sql(f"FROM {table} {alias} JOIN (") + self.cases(*columns, part=part)
        if LABEL in columns:
            source = self.once(source)
        return source + Sql(f") seen ON seen.id = {alias}.case_id")

    def alone(self, table: str, alias: str, *, part: str) -> Sql:
        """The FROM and WHERE clauses of rows that belong to the cases, in a table that says of which type a case is.

        For who sees all cases of a type but a few, these are left out, and nothing is joined. The rows are to be of the
        moment of the figures.
        """
        return Sql(f"FROM {table} {alias} WHERE ") + Sql.all_of(
            [Sql(f"{alias}.tenant_id = ?", (self.actor.tenant,)), self._of_type(alias), self._held(alias, part)]
        )

    def once(self, select: Sql) -> Sql:
        """A SELECT of what is computed, as a subquery: computed once, where the row is read.

        PostgreSQL would compute it anew for each figure; what is taken out of JSON it would take out after it had
        carried the JSON along, and expect as many labels as there are cases.
        """
        return select + Sql(_FENCE[self.platform.database.dialect])

    def in_force(self, alias: str) -> Sql:
        """And the rows say how it was at the moment of the figures."""
        return Sql(f" AND {alias}.since <= ? AND ({alias}.until IS NULL OR {alias}.until > ?)", (self.at, self.at))

    def _held(self, alias: str, part: str) -> Sql:
        """The case of a row is one of the cases."""
        kept = self._kept(part)
        if kept is None or not self.whole:
            return Sql(f"{alias}.case_id IN (SELECT id FROM (") + self.cases(part=part) + Sql(") seen)")  # noqa: S608
        left_out = [kept]
        if self._voiding:
            of_type = Sql(" WHERE c.tenant_id = ? AND ", (self.actor.tenant,)) + self._of_type("c")
            void = Sql('SELECT c.id FROM "case" c ') + self._histories(()) + of_type
            left_out += [void + Sql(" AND ") + Sql.any_of(self._void())]
        return Sql(f"{alias}.case_id NOT IN (") + Sql.join(" UNION ALL ", left_out) + Sql(")")

    def _kept(self, part: str) -> Sql | None:
        """The few cases of a type that are kept from who reads all others; None where that is not how it is."""
        return self.platform.policy.kept_from(self.actor, self.case_type, part) if self.case_type else None

    def _value(self, name: str) -> Sql:
        if name == LABEL:
            return self._label()
        plain = Sql(self._expression(name))
        if name != "risk_level" or self._predicate("risk") == self._predicate(""):
            return plain
        return Sql("CASE WHEN ") + self._predicate("risk") + Sql(" THEN ") + plain + Sql(" END")

    def _expression(self, name: str) -> str:
        then = _THEN.get(name)
        if then is None or self.as_of is None:
            return _NOW.get(name, f"c.{name}")
        before = told_in_event(self.platform.database.dialect, "chosen.body", "model_before")
        return then.expression.format(before=before)

    @property
    def _voiding(self) -> list[CaseType[Any]]:
        """The types of the scope with cases that should never have been, which are known by their outcome."""
        types = [self.case_type] if self.case_type else self.platform.case_types.values()
        return [case_type for case_type in types if case_type.void]

    def _label(self) -> Sql:
        assert self.by is not None
        return Sql(json_field(self.platform.database.dialect, "c.fields", self.by.name, self.by.kind))

    def _histories(self, columns: Iterable[str]) -> Sql:
        if self.as_of is None:
            return Sql("")
        told = [*columns, *(["outcome"] if self._voiding else [])]
        asked = dict.fromkeys(_THEN[name].history for name in told if name in _THEN)
        joins = [_HISTORIES[history] for history in asked]
        return Sql.join(" ", [Sql(join, (self.at,) * join.count("?")) for join in joins])

    def _counted(self, part: str) -> Sql:
        """The actor sees the part of the case, which is none that should never have been."""
        return Sql.all_of([self._seen(part), *(Sql("NOT (") + each + Sql(")") for each in self._void())])

    def _seen(self, part: str) -> Sql:
        """The actor sees the part of the case."""
        kept = self._kept(part)
        if kept is None:
            return self._predicate(part)
        return Sql("c.tenant_id = ? AND c.id NOT IN (", (self.actor.tenant,)) + kept + Sql(")")

    def _void(self) -> list[Sql]:
        """What tells of each type that a case of it should never have been."""
        outcome = f"coalesce({self._value('outcome').text}, '')"
        return [
            Sql("c.case_type = ? AND ", (each.name,)) + Sql.one_of(outcome, sorted(each.void)) for each in self._voiding
        ]

    def _of_type(self, alias: str) -> Sql:
        """Rows that have the case type that is asked for; it is written out, as the indexes of its fields have it."""
        return Sql(f"{alias}.case_type = '{self.case_type.name}'") if self.case_type else Sql("1 = 1")

    def _predicate(self, part: str) -> Sql:
        return self.platform.policy.predicate(self.actor, Action.READ, part=part)

    def _opened(self) -> list[Sql]:
        bounds = (
            ("c.opened_at >= ?", self.opened_from),
            ("c.opened_at < ?", self.opened_before),
            ("c.opened_at <= ?", self.as_of),
        )
        return [Sql(text, (moment,)) for text, moment in bounds if moment is not None]
