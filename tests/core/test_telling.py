"""What events tell of: every event and everything it tells has its part of the case, and without one it is hidden."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casewright import CaseType, Phase, Status, indexed, operations
from casewright.declarations import PARTS
from casewright.operations.reminders import REMINDERS
from casewright.telling import PART_OF_EVENT, PART_OF_KEY, shown

NAMED_AT = {"record": 0, "apply_fields": 2, "hand_over": 3}
"""What records an event, and at which place it is named."""
ROOM = Path(operations.__path__[0])


@dataclass(frozen=True, kw_only=True)
class Boat:
    """A boat."""

    name: str
    price: int = indexed(group="money", default=0)


boat = CaseType(
    "Boat",
    Boat,
    number="BO-{sequence}",
    stages={"built": Phase.SCREENING},
    title=lambda fields: fields.name,
    outcomes={"sunk": Status.COMPLETED},
    reopens_at="built",
)


def recordings(source: str) -> Iterator[tuple[ast.expr, ast.Call, ast.AST]]:
    """The name of each event that is recorded, the call, and the function it is in."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call):
                    place = NAMED_AT.get(getattr(call.func, "attr", getattr(call.func, "id", "")))
                    if place is not None and len(call.args) > place:
                        yield call.args[place], call, function


def names(found: ast.expr, function: ast.AST, module: object) -> Iterator[str]:
    """The names an expression can be: as they are, of a constant of the module, or assigned in the function."""
    if isinstance(found, ast.Constant):
        yield found.value
    elif isinstance(found, ast.IfExp):
        yield from (*names(found.body, function, module), *names(found.orelse, function, module))
    elif isinstance(found, ast.Name) and isinstance(getattr(module, found.id, None), str):
        yield getattr(module, found.id)
    elif isinstance(found, ast.Name):
        for assigned in ast.walk(function):
            if isinstance(assigned, ast.Assign) and ast.unparse(assigned.targets[0]) == found.id:
                yield from names(assigned.value, function, module)
    elif isinstance(found, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in found.values)


def recorded() -> dict[str, set[str]]:
    """Every event that an operation records, and what it tells as far as it is named where it is recorded."""
    found: dict[str, set[str]] = {name: set() for name in REMINDERS}
    for file in sorted(ROOM.glob("*.py")):
        module = import_module(f"{operations.__name__}.{file.stem}")
        for expression, call, function in recordings(file.read_text(encoding="utf-8")):
            for name in names(expression, function, module):
                found.setdefault(name, set()).update(each.arg for each in call.keywords if each.arg)
    return found


def known(name: str) -> bool:
    """Whether an event, or those of a kind that is completed when it is recorded, have their part."""
    return name in PART_OF_EVENT or ("*" in name and any(each.startswith(name.strip("*")) for each in PART_OF_EVENT))


def test_every_event_and_what_it_tells_has_its_part() -> None:
    """Found in the source of all operations, so that no new one is forgotten; and no other has one."""
    found = recorded()
    assert len(found) > 75
    assert [name for name in found if not known(name)] == []
    assert set().union(*found.values()) - PART_OF_KEY.keys() - {"choice"} == set()
    kinds = tuple(name.strip("*") for name in found if "*" in name)
    assert [name for name in PART_OF_EVENT if name not in found and not name.startswith(kinds)] == []


def test_the_search_finds_an_event() -> None:
    """The control: by whichever way it is named, and what is told with it."""
    source = "def f(draft):\n name = 'a' if x else 'b'\n draft.record(name, size=1)\n apply_fields(draft, x, 'c')"
    found = [(set(names(each, function, SimpleNamespace())), call) for each, call, function in recordings(source)]
    assert [each for each, _ in found] == [{"a", "b"}, {"c"}]
    assert [each.arg for each in found[0][1].keywords] == ["size"]
    assert not known("a") and not known("a_*") and known("service_*")


def test_every_part_is_one_that_a_grant_can_hide() -> None:
    """Or the case itself; what may tell of anything is hidden with any of them."""
    assert set(PART_OF_EVENT.values()) <= PARTS | {""}
    assert set(PART_OF_KEY.values()) <= PARTS | {"", "*"}


@pytest.mark.parametrize(("name", "told"), [("sailed", {}), ("updated", {"wind": 1})])
def test_what_has_no_part_is_not_shown(name: str, told: dict[str, Any]) -> None:
    """To whom anything is hidden, that is: another version may have written it."""
    assert shown(name, told, boat, frozenset({"note"})) == {}
    assert shown(name, told, boat, frozenset()) == told


HELD: dict[str, Any] = {
    "changes": {"name": ["Ann", "Eve"], "price": [1, 2]},
    "arguments": {"price": 2},
    "held_by": ["law"],
    "lapsed": [{"approval": "1"}],
    "reason": "sold",
}


@pytest.mark.parametrize(
    ("hidden", "left_out"),
    [
        (set(), set()),
        ({"money"}, {"arguments"}),
        ({"legal_hold"}, {"arguments", "held_by"}),
        ({"approval", "note"}, {"arguments", "lapsed"}),
    ],
)
def test_a_move_is_told_without_what_is_hidden(hidden: set[str], left_out: set[str]) -> None:
    """Fields by their groups, parts by what tells of them, and arguments from everybody who does not see all."""
    told = shown("transitioned", HELD, boat, frozenset(hidden))
    assert HELD.keys() - told.keys() == left_out
    assert ("price" in told["changes"]) == ("money" not in hidden)


def test_what_moved_is_told_by_its_part() -> None:
    """The rest of what moved is shown, and nothing of an event about what is hidden."""
    moved = {"moved": {"note": ["1"], "task": ["2"]}, "number": "BO-2"}
    assert shown("split", moved, boat, frozenset({"note"})) == {"moved": {"task": ["2"]}, "number": "BO-2"}
    assert shown("split", moved, boat, frozenset({"case_link"})) == {}
