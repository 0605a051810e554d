"""docs/process.md: its query is one the schema answers, and it names every mutation and gate of the process."""

import re

from graphql import build_schema, parse, validate

from casewright.gates import Gate
from pages import blocks, page

PAGE = page("docs/process.md")
SCHEMA = build_schema(page("gateway/casewright_gateway/schema.graphql"))
ELSEWHERE = {Gate.VERDICT_RECORDED, Gate.ASSESSMENTS_COMPLETE}
"""Told with screening and instruments."""


def test_the_queries_are_valid() -> None:
    """Each block as it stands."""
    queries = blocks("docs/process.md", "graphql")
    assert queries
    assert [error for query in queries for error in validate(SCHEMA, parse(query))] == []


def test_every_mutation_it_names_exists() -> None:
    """A renamed one is renamed here too."""
    assert SCHEMA.mutation_type is not None
    table = PAGE[PAGE.index("| part |") : PAGE.index("## Plans")]
    named = set(re.findall(r"`([a-z]+[A-Z]\w+)`", table))
    assert len(named) > 20
    assert named - SCHEMA.mutation_type.fields.keys() == set()


def test_every_gate_is_told() -> None:
    """By the name a plugin uses."""
    assert {gate.name for gate in set(Gate) - ELSEWHERE if f"`{gate.name}`" not in PAGE} == set()
