"""The committed schema is the contract with every client."""

from pathlib import Path

from graphql import build_schema
from graphql.utilities import find_breaking_changes

import casewright_gateway
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.schema import compose, sdl

COMMITTED = Path(casewright_gateway.__path__[0]) / "schema.graphql"


def test_the_composed_schema_is_the_committed_one() -> None:
    """A change is seen in the diff of schema.graphql: `make schema` writes it, a person reads it."""
    assert sdl(compose(Platform(Settings())).schema) == COMMITTED.read_text(encoding="utf-8")


def test_a_removed_field_is_a_breaking_change() -> None:
    """The control: what a client relies on cannot vanish unseen."""
    committed = COMMITTED.read_text(encoding="utf-8")
    broken = committed.replace("  totalCount: Int!\n", "  howMany: Int!\n", 1)
    assert find_breaking_changes(build_schema(committed), build_schema(broken)) != []
