"""No mutation without tests: each is done somewhere and refused somewhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.schema import compose
from stack.town import PLUGINS

TESTS = Path(__file__).parents[1]
DONE = {"done": (0, ""), "move": (1, "TreeCase")}
REFUSED = {"do": (0, ""), "refused": (2, "TreeCase")}
"""The calls that name a mutation: at which place, and what comes after the name."""
ELSEWHERE = ("Webhook", "ApiKey")
"""They belong to no case; their tests call them in a way of their own."""


def test_every_mutation_is_done_and_refused_in_a_test(tmp_path: Path) -> None:
    """A new mutation fails here until it has a story and a refusal."""
    mutations = {name for name in schema_mutations(tmp_path) if not any(word in name for word in ELSEWHERE)}
    assert mutations - named(DONE) == set()
    assert mutations - named(REFUSED) == set()


def schema_mutations(folder: Path) -> list[str]:
    platform = Platform(Settings(data_dir=folder), plugins=PLUGINS)
    mutation = compose(platform).schema._schema.mutation_type
    assert mutation is not None
    return list(mutation.fields)


def named(calls: dict[str, tuple[int, str]]) -> set[str]:
    """The mutations that the tests name in these calls."""
    return {name for file in TESTS.rglob("*.py") for name in _names(ast.parse(file.read_text()), calls)}


def _names(tree: ast.Module, calls: dict[str, tuple[int, str]]) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place, suffix = calls.get(called, (len(node.args), ""))
        if place < len(node.args):
            name = node.args[place]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield f"{name.value}{suffix}"
