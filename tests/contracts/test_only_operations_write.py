"""Every write is in `operations/`: nothing else in core and gateway calls what writes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import casewright
import casewright_gateway

WRITING_CALLS = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "execute"}
WRITING_WORDS = ("INSERT ", "UPDATE ", "DELETE ", "DROP ", "ALTER ")
ROOMS = (Path(casewright.__path__[0]), Path(casewright_gateway.__path__[0]))
ALLOWED = {"operations", "db", "migrations"}


def writes(source: str) -> Iterator[str]:
    """The calls and statements in a module that write rows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING_CALLS:
            yield f"line {node.lineno}: .{node.func.attr}()"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sql" and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and str(text.value).lstrip().upper().startswith(WRITING_WORDS):
                yield f"line {node.lineno}: {text.value}"


def test_only_operations_write() -> None:
    """The walls of the write path: a module elsewhere that writes fails here, by file and line."""
    found = {
        f"{room.name}/{file.relative_to(room)}": list(writes(file.read_text(encoding="utf-8")))
        for room in ROOMS
        for file in room.rglob("*.py")
        if file.relative_to(room).parts[0] not in ALLOWED
    }
    assert {name: calls for name, calls in found.items() if calls and "doors.py" not in name} == {}


def test_the_search_finds_a_write() -> None:
    """The control: code that writes is seen."""
    assert list(writes("async def f(row, db):\n    await row.save()\n    await db.rows(Sql('DELETE FROM note'))")) == [
        "line 2: .save()",
        "line 3: DELETE FROM note",
    ]
