"""docs/figures.md: its queries are ones the schema answers, and it tells the routes and the command."""

from graphql import build_schema, parse, validate

from casewright_gateway.event_log.route import FORMATS
from pages import blocks, page

PAGE = "docs/figures.md"
SCHEMA = build_schema(page("gateway/casewright_gateway/schema.graphql"))


def test_the_queries_are_valid() -> None:
    """Each block as it stands."""
    assert [validate(SCHEMA, parse(query)) for query in blocks(PAGE, "graphql")] == [[]] * 4


def test_every_format_of_a_log_is_told() -> None:
    """By its route and by its command."""
    text = page(PAGE)
    told = [f"`GET /event-log.{name}`" in text and f"`casewright event-log {name}`" in text for name in FORMATS]
    assert told == [True, True]
