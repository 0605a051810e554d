"""docs/figures.md: its queries are ones the schema answers, and it tells the routes and the command."""

import re
from pathlib import Path

from graphql import build_schema, parse, validate

from casewright_gateway.event_log.route import FORMATS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
SCHEMA = build_schema((ROOT / "gateway" / "casewright_gateway" / "schema.graphql").read_text(encoding="utf-8"))


def test_the_queries_are_valid() -> None:
    """Each block as it stands."""
    queries = re.findall(r"^```graphql\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert [validate(SCHEMA, parse(query)) for query in queries] == [[]] * 4


def test_every_format_of_a_log_is_told() -> None:
    """By its route and by its command."""
    told = [f"`GET /event-log.{name}`" in PAGE and f"`casewright event-log {name}`" in PAGE for name in FORMATS]
    assert told == [True, True]
