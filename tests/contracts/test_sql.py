"""One way to the database: its driver is called in `db/`, and keys of JSON become SQL in two modules, each checked.

Tortoise 1.1 writes the keys of its filters on JSON columns into the text of the statement, as they are: whoever may
choose a key may write SQL (`docs/security.md`).
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import casewright
import casewright_gateway

PLUGINS = Path(__file__).parents[2] / "plugins"
ROOMS = (Path(casewright.__path__[0]), Path(casewright_gateway.__path__[0]), *sorted(PLUGINS.iterdir()))
DRIVER = {"execute_query", "execute_query_dict", "execute_script", "execute_many", "execute_insert", "raw"}
JSON_FILTERS = ("__filter", "__contains", "__contained_by")
JSON_EXPRESSIONS = ("->>", "json_extract(")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "driver": ("casewright/db/", "casewright/operations/restore.py"),
    "filter": (),
    "json": ("casewright/db/dialect.py", "casewright/db/batch.py", "casewright_gateway/planner/emitters.py"),
}
"""Where each is at home."""


def found(source: str) -> Iterator[tuple[str, int]]:
    """What a module does to the database past the ways there are, and in which line."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) if name in DRIVER:
                yield "driver", node.lineno
            case ast.alias(name="RawSQL"):
                yield "driver", node.lineno
            case ast.keyword(arg=str(name)) if name.endswith(JSON_FILTERS):
                yield "filter", node.value.lineno
            case ast.Constant(value=str(text)) if text.endswith(JSON_FILTERS):
                yield "filter", node.lineno
            case ast.Constant(value=str(text)) if any(part in text for part in JSON_EXPRESSIONS):
                yield "json", node.lineno


def test_sql_is_made_and_sent_where_it_is_looked_after() -> None:
    """A module elsewhere that sends SQL, or takes a value out of JSON, fails here by file and line."""
    wrong = [
        f"{room.name}/{file.relative_to(room)}:{line}: {what}"
        for room in ROOMS
        for file in room.rglob("*.py")
        for what, line in found(file.read_text(encoding="utf-8"))
        if not f"{room.name}/{file.relative_to(room)}".startswith(ALLOWED[what])
    ]
    assert wrong == []


def test_the_search_finds_each_of_them() -> None:
    """The control: code that goes past the ways there are is seen."""
    source = (
        "from tortoise.expressions import RawSQL\n"
        "async def f(model, db, key):\n"
        "    await db.execute_query(key)\n"
        "    await model.filter(fields_json__filter={key: 1})\n"
        "    await model.filter(**{'fields_json__filter': {key: 1}})\n"
        "    return f\"fields->>'{key}'\"\n"
    )
    assert sorted(found(source)) == [("driver", 1), ("driver", 3), ("filter", 4), ("filter", 5), ("json", 6)]
