"""The JSON of an answer as SQL, once for each database."""

import json
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any, Literal, Protocol, TypeAlias

from casewright.db.dialect import KEY, Dialect
from casewright.db.sql import Sql
from casewright_gateway.planner.unplannable import Unplannable

UNSAYABLE = token_hex(16)
"""Stands in an answer for a value that SQL could not make as Python would; the answer is then left to strawberry."""

Kind: TypeAlias = Literal["text", "whole", "big", "float", "decimal", "boolean", "time", "date", "json"]
Pairs: TypeAlias = Sequence[tuple[str, Sql]]

_MOST_ARGUMENTS = 100
"""Of a function of PostgreSQL."""
_MOST_PAIRS = 60
"""SQLite takes 127 arguments for a function."""
_UNSAYABLE = f"'\"{UNSAYABLE}\"'"
"""The same as a literal that is JSON."""
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
"""The whole numbers of GraphQL."""


def quoted(text: str) -> str:
    """A declared text as a SQL literal; raises Unplannable for one that could be mistaken for a placeholder."""
    if "?" in text or "\0" in text:
        raise Unplannable("a declared text has a question mark")
    return "'" + text.replace("'", "''") + "'"


class Emitter(Protocol):
    """What the answer is built with; every value it gives is a member: it can stand in an object that it gives."""

    dialect: Dialect
    deepest: int
    """So many rows may be nested in each other."""

    def value(self, column: str, kind: Kind) -> str:
        """A column as JSON, exactly as strawberry writes it."""
        ...

    def plain(self, text: str) -> str:
        """A text in which nothing has to be escaped, like an id or a name that was declared."""
        ...

    def required(self, value: str) -> str:
        """A value that must not be null: unsayable if it is."""
        ...

    def stored(self, column: str, key: str, kind: Kind, instead: Any) -> str:
        """A declared key of a JSON column; `instead` stands where it is absent or null, None: it may be."""
        ...

    def guarded(self, condition: str, value: str) -> str:
        """A value where the condition is true; unsayable elsewhere."""
        ...

    def text_of(self, column: str, key: str) -> str:
        """A declared key of a JSON column as plain text, to compare with."""
        ...

    def member(self, column: str, key: str) -> str:
        """The JSON below a key of a text column that holds JSON."""
        ...

    def object(self, pairs: Pairs) -> Sql:
        """An object."""
        ...

    def text(self, value: Sql) -> Sql:
        """A value as it leaves the database."""
        ...

    def some(self, select: Sql) -> Sql:
        """The array of the values `v` of a sub-select."""
        ...

    def one(self, select: Sql, *, certain: bool = False) -> Sql:
        """The value `v` of a sub-select of one row; null without a row, or unsayable where there must be one."""
        ...


def chosen(column: str, names: Mapping[str, str]) -> str:
    """An enum by the names its stored values have in the API; null stays null."""
    cases = " ".join(f"WHEN {quoted(value)} THEN {quoted(name)}" for value, name in names.items())
    return f"CASE {column} {cases} ELSE CASE WHEN {column} IS NULL THEN NULL ELSE '{UNSAYABLE}' END END"


class Postgres:
    """PostgreSQL: a member is a text that holds JSON, and objects are put together by `concat`.

    That takes a third of the time of `row_to_json`, which looks up anew for every row how each type is written.
    """

    dialect: Dialect = "postgres"
    deepest = 15

    def value(self, column: str, kind: Kind) -> str:
        match kind:
            case "time":
                written = f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
                return self.plain(f"replace({written}, '.000000', '')")
            case "whole" | "json":
                return f"{column}::text"
            case "big":  # a whole number that is shown as a Float
                return f"({column}::text || '.0')"
            case "decimal":
                return self.plain(f"trim_scale({column})")
            case _:
                return f"to_json({column})"

    def plain(self, text: str) -> str:
        return f"""('"' || {text} || '"')"""

    def required(self, value: str) -> str:
        return f"coalesce({value}, {_UNSAYABLE})"

    def stored(self, column: str, key: str, kind: Kind, instead: Any) -> str:
        value = f"NULLIF({column}->'{_declared(key)}', 'null')"
        if kind == "whole":
            number = f"({self.text_of(column, key)})::numeric"
            value = f"CASE WHEN {number} NOT BETWEEN {_SMALLEST} AND {_LARGEST} THEN {_UNSAYABLE} ELSE {value} END"
        if kind == "time":
            value = f"to_json(replace({self.text_of(column, key)}, '.000000', ''))"
        return value if instead is None else f"coalesce({value}, {quoted(json.dumps(instead))})"

    def guarded(self, condition: str, value: str) -> str:
        return f"CASE WHEN {condition} THEN ({value})::text ELSE {_UNSAYABLE} END"

    def text_of(self, column: str, key: str) -> str:
        return f"({column}->>'{_declared(key)}')"

    def member(self, column: str, key: str) -> str:
        return f"({column}::json->'{_declared(key)}')"

    def object(self, pairs: Pairs) -> Sql:
        parts = [Sql("'{'")]
        for place, (key, value) in enumerate(pairs):
            parts += [Sql(quoted(f'{"," if place else ""}"{key}":')), Sql("coalesce(") + value + Sql(", 'null')")]
        return _concatenated([*parts, Sql("'}'")])

    def text(self, value: Sql) -> Sql:
        return Sql("(") + value + Sql(")::text")

    def some(self, select: Sql) -> Sql:
        listed = Sql("'[' || coalesce(string_agg(coalesce(l.v, 'null'), ','), '') || ']'")
        return Sql("(SELECT ") + listed + Sql(" FROM (") + select + Sql(") l)")

    def one(self, select: Sql, *, certain: bool = False) -> Sql:
        return Sql("coalesce((") + select + Sql(f"), {_UNSAYABLE})") if certain else _bracketed(select)


def _concatenated(parts: Sequence[Sql]) -> Sql:
    """All parts as one text, however many there are."""
    while len(parts) > _MOST_ARGUMENTS:
        parts = [
            _concatenated(parts[start : start + _MOST_ARGUMENTS]) for start in range(0, len(parts), _MOST_ARGUMENTS)
        ]
    return Sql("concat(") + Sql.join(", ", parts) + Sql(")")


class Sqlite:
    """SQLite: objects are made by its JSON functions, which take every member for text unless it says it is JSON."""

    dialect: Dialect = "sqlite"
    deepest = 4  # the stack of its parser holds about five levels

    def value(self, column: str, kind: Kind) -> str:
        match kind:
            case "time":
                return f"replace({column}, ' ', 'T')"
            case "boolean":
                return f"json(CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
            case "json":
                return f"json({column})"
            case "big":
                return f"json(CAST({column} AS TEXT) || '.0')"
            case "decimal":
                return f"CASE WHEN instr({column}, '.') THEN rtrim(rtrim({column}, '0'), '.') ELSE {column} END"
            case _:
                return column

    def plain(self, text: str) -> str:
        return text

    def required(self, value: str) -> str:
        return f"coalesce({value}, '{UNSAYABLE}')"

    def stored(self, column: str, key: str, kind: Kind, instead: Any) -> str:
        text = self.text_of(column, key)
        if kind == "boolean":
            absent = "" if instead is None else f" ELSE '{json.dumps(instead)}'"
            return f"json(CASE {text} WHEN 1 THEN 'true' WHEN 0 THEN 'false'{absent} END)"
        if kind == "whole":
            fits = f"{text} BETWEEN {_SMALLEST} AND {_LARGEST} OR {text} IS NULL"
            text = f"CASE WHEN {fits} THEN {text} ELSE '{UNSAYABLE}' END"
        if kind == "time":
            text = f"replace({text}, '.000000', '')"
        if instead is None:
            return text
        return f"coalesce({text}, {quoted(instead) if isinstance(instead, str) else json.dumps(instead)})"

    def guarded(self, condition: str, value: str) -> str:
        return f"CASE WHEN {condition} THEN {value} ELSE '{UNSAYABLE}' END"

    def text_of(self, column: str, key: str) -> str:
        return f"json_extract({column}, '$.{_declared(key)}')"

    def member(self, column: str, key: str) -> str:
        return f"json({column} -> '$.{_declared(key)}')"

    def object(self, pairs: Pairs) -> Sql:
        if len(pairs) > _MOST_PAIRS:
            raise Unplannable(f"an object of more than {_MOST_PAIRS} fields")
        members = Sql.join(", ", (Sql(f"{quoted(key)}, ") + value for key, value in pairs))
        return Sql("json_object(") + members + Sql(")")

    def text(self, value: Sql) -> Sql:
        return value

    def some(self, select: Sql) -> Sql:
        return Sql("json((SELECT json_group_array(json(l.v)) FROM (") + select + Sql(") l))")

    def one(self, select: Sql, *, certain: bool = False) -> Sql:
        value = Sql("coalesce((") + select + Sql(f"), {_UNSAYABLE})") if certain else _bracketed(select)
        return Sql("json(") + value + Sql(")")


def emitter_of(dialect: Dialect) -> Emitter:
    """The emitter of a database."""
    return Postgres() if dialect == "postgres" else Sqlite()


def _bracketed(select: Sql) -> Sql:
    return Sql("(") + select + Sql(")")


def _declared(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not the name of a field")
    return key
