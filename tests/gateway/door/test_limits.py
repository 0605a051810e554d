"""The sizes of a query are counted once, in linear time, and what is over a limit is refused before it runs."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx2
import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema, get_introspection_query, parse, validate
from hypothesis import given
from hypothesis import strategies as st
from strawberry.extensions import query_depth_limiter

from casewright_gateway.limits import DEFAULT, Limits, Size, WithinLimits, extensions

Measure = Callable[[str], tuple[list[GraphQLError], Size, int]]
FOLDERS = build_schema("""
    type Query { folders(first: Int): [Folder] }
    type Folder { name: String folders(first: Int): [Folder] }
""")


def measured(schema: GraphQLSchema, query: str) -> tuple[list[GraphQLError], Size, int]:
    """Validate with the rule alone: the errors, the size of the last operation, the number of measurements."""
    sizes: list[Size] = []

    class Watched(WithinLimits):
        def measure(self, *arguments: Any) -> Size:
            sizes.append(super().measure(*arguments))
            return sizes[-1]

    errors = validate(schema, parse(query), [Watched])
    return errors, sizes[-1], len(sizes)


@pytest.fixture
def measure(schema: Any) -> Measure:
    """Measure a query of the toy schema."""
    return partial(measured, schema._schema)


def refused(errors: list[GraphQLError]) -> set[str]:
    """What was over its limit."""
    assert {(error.extensions or {}).get("code") for error in errors} <= {"QUERY_TOO_EXPENSIVE"}
    return {error.message.partition(" for ")[2].partition(";")[0] for error in errors}


def doubled(fragments: int) -> str:
    """Each fragment spreads the next one twice: 2^n fields in a few hundred bytes."""
    chain = "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} " for n in range(fragments))
    return f"{{ ...f0 }} {chain} fragment f{fragments} on Query {{ hello }}"


class TestLinear:
    def test_sixty_doubled_fragments(self, measure: Measure) -> None:
        """The exponential attack is measured with one visit of each selection set."""
        errors, size, calls = measure(doubled(60))
        assert calls == 62
        assert size.fields == 10**12
        assert refused(errors) == {"fields", "cost"}

    def test_control_the_stock_rule_explodes(self, schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Strawberry's own depth limiter visits twice as much for each fragment more."""
        visits = 0
        original = query_depth_limiter.determine_depth

        def counted(*arguments: Any, **options: Any) -> int:
            nonlocal visits
            visits += 1
            depth: int = original(*arguments, **options)
            return depth

        monkeypatch.setattr(query_depth_limiter, "determine_depth", counted)
        found = []
        for fragments in (6, 7, 8):
            visits = 0
            validate(schema._schema, parse(doubled(fragments)), [query_depth_limiter.create_validator(100, None)])
            found.append(visits)
        assert found[0] > 2**7
        assert found[1] > 1.9 * found[0]
        assert found[2] > 1.9 * found[1]

    async def test_the_attack_over_http(self, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
        """The whole way in, the attack costs as many measurements as it has selection sets."""
        calls = 0
        original = WithinLimits.measure

        def counted(self: WithinLimits, *arguments: Any) -> Size:
            nonlocal calls
            calls += 1
            return original(self, *arguments)

        monkeypatch.setattr(WithinLimits, "measure", counted)
        answer = await client.post("/graphql", json={"query": doubled(60)})
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"QUERY_TOO_EXPENSIVE"}
        assert calls == 62

    def test_a_cycle_ends(self, measure: Measure) -> None:
        """Fragments that spread each other are measured once; another rule refuses them."""
        _, _, calls = measure("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a hello }")
        assert calls == 3

    def test_unknown_names_are_not_ours_to_refuse(self, measure: Measure) -> None:
        """A field, fragment or type the schema does not know is counted by what the query says."""
        errors, size, _ = measure("{ absent(first: 7) { x { y } ...gone ... on Gone { z } } }")
        assert (errors, size) == ([], Size(depth=3, aliases=0, fields=4, cost=1 + 7 * 3))


class TestSizes:
    @pytest.mark.parametrize(
        ("query", "size"),
        [
            ("{ hello }", Size(1, 0, 1, 1)),
            ("{ a: hello b: hello }", Size(1, 2, 2, 2)),
            ("{ root { parent { name } } }", Size(3, 0, 3, 3)),
            ("{ root { ... { parent { ... on Folder { name } } } } }", Size(3, 0, 3, 3)),
            ("{ folders(first: 10) { name parent { name } } }", Size(3, 0, 4, 31)),
            ("{ folders(last: 10) { name } }", Size(2, 0, 2, 11)),
            ("{ folders(first: 3, last: 7) { name } }", Size(2, 0, 2, 8)),
            ("{ folders(first: 0) { name } }", Size(2, 0, 2, 2)),
            ("{ folders(first: -5) { name } }", Size(2, 0, 2, 2)),
            ("{ folders { name } }", Size(2, 0, 2, 51)),
            ("{ folders(first: null) { name } }", Size(2, 0, 2, 101)),
            ("query($n: Int) { folders(first: $n) { name } }", Size(2, 0, 2, 101)),
            ("{ root { labels { name } } }", Size(3, 0, 3, 3)),
            ("{ folders(first: 10) { folders(first: 10) { name } } }", Size(3, 0, 3, 111)),
            ("{ folders(first: 2) { ...f } } fragment f on Folder { folders { name } }", Size(3, 0, 3, 103)),
        ],
    )
    def test_what_counts(self, measure: Measure, query: str, size: Size) -> None:
        """A field counts once per row: as asked, 50 when not said, 100 when a variable says, 1 for a plain list."""
        assert measure(query)[1] == size

    @given(
        names=st.lists(st.sampled_from("ab"), min_size=1, max_size=4),
        pages=st.lists(st.integers(1, 9), min_size=4, max_size=4),
        spreads=st.lists(st.integers(1, 3), min_size=4, max_size=4),
    )
    def test_the_same_as_counting_by_hand(self, names: list[str], pages: list[int], spreads: list[int]) -> None:
        """Measuring with fragments gives what the query gives with every fragment written out."""

        def spread(level: int) -> str:
            return f"...f{level} " * spreads[level]

        def written_out(level: int) -> str:
            return (body(level, written_out)) * spreads[level]

        def body(level: int, inner: Callable[[int], str]) -> str:
            deeper = inner(level + 1) if level + 1 < len(names) else ""
            return f"{names[level]}: folders(first: {pages[level]}) {{ name {deeper} }} "

        fragments = "".join(
            f"fragment f{level} on {'Folder' if level else 'Query'} {{ {body(level, spread)} }} "
            for level in range(len(names))
        )
        with_fragments = measured(FOLDERS, f"{{ {spread(0)} }} {fragments}")
        assert with_fragments[1] == measured(FOLDERS, f"{{ {written_out(0)} }}")[1]
        assert with_fragments[2] == 1 + 2 * len(names)


class TestLimits:
    @pytest.mark.parametrize(
        ("query", "what"),
        [
            ("{ root " + "{ parent " * 14 + "{ name }" + "}" * 14 + "}", "depth"),
            ("{" + " ".join(f"a{n}: hello" for n in range(16)) + "}", "aliases"),
            ("{" + "... { hello } " * 501 + "}", "fields"),
            ("{" + "hello " * 17 + "}", "repeated fields"),
            ("{ folders { folders(first: 98) { name } } }", None),
            ("{ folders { folders { folders(first: 2) { name } } } }", "cost"),
            ("{ folders(first: 99999999999999999999) { name } }", "cost"),
            ("{ folders(first: " + "9" * 5_000 + ") { name } }", "cost"),
            (" ".join(f"query q{n} {{ hello }}" for n in range(11)), "operations"),
            ("{ hello" + " @include(if: true)" * 6 + "}", "directives"),
            ("query @a @b @c @d @e @f { hello }", "directives"),
        ],
    )
    def test_over_the_limit(self, measure: Measure, query: str, what: str | None) -> None:
        """One over the limit is refused, with a code and the name of the limit."""
        assert refused(measure(query)[0]) == ({what} if what else set())

    @pytest.mark.parametrize(
        "query",
        [
            "{ root " + "{ parent " * 13 + "{ name }" + "}" * 13 + "}",
            "{" + " ".join(f"a{n}: hello" for n in range(15)) + "}",
            "{" + "... { hello } " * 500 + "}",
            "{" + "hello " * 16 + "}",
            " ".join(f"query q{n} {{ hello }}" for n in range(10)),
            "{ hello" + " @include(if: true)" * 5 + "}",
        ],
    )
    def test_at_the_limit(self, measure: Measure, query: str) -> None:
        """What is exactly at a limit passes."""
        assert measure(query)[0] == []

    def test_every_operation_is_measured(self, measure: Measure) -> None:
        """An expensive operation is refused wherever it stands in the document."""
        errors, _, _ = measure("query A { hello } query B {" + "... { hello } " * 501 + "}")
        assert refused(errors) == {"fields"}

    def test_the_standard_introspection_query_passes(self, measure: Measure) -> None:
        """What every tool sends first is within all limits."""
        errors, size, _ = measure(get_introspection_query())
        assert (errors, size.depth <= DEFAULT.depth) == ([], True)

    def test_a_large_introspection_is_refused(self, measure: Measure) -> None:
        """Introspection cannot be used to make a small query large."""
        errors, _, _ = measure("{ __schema { types {" + "... { name } " * 250 + "} } }")
        assert refused(errors) == {"cost"}

    async def test_tokens_are_counted_before_parsing(self, schema: Any) -> None:
        """A document of more than 1,500 tokens is not parsed to its end."""
        result = await schema.execute("{" + "hello " * 1_500 + "}")
        assert [error.extensions["code"] for error in result.errors] == ["GRAPHQL_PARSE_FAILED"]
        assert "1500 tokens" in result.errors[0].message

    async def test_a_deeply_nested_document(self, schema: Any) -> None:
        """Nesting that no stack could hold is a coded error."""
        result = await schema.execute("{ root " + "{ parent " * 450 + "}" * 451)
        assert [error.extensions["code"] for error in result.errors] == ["GRAPHQL_PARSE_FAILED"]

    async def test_a_deep_chain_of_fragments(self, schema: Any) -> None:
        """Nesting made of fragments is a coded error as well."""
        chain = "".join(f"fragment f{n} on Folder {{ parent {{ ...f{n + 1} }} }} " for n in range(120))
        result = await schema.execute("{ root { ...f0 } } " + chain + "fragment f120 on Folder { name }")
        assert {error.extensions["code"] for error in result.errors} <= {
            "QUERY_TOO_EXPENSIVE",
            "GRAPHQL_VALIDATION_FAILED",
        }

    async def test_own_limits(self, schema_of: Callable[..., Any]) -> None:
        """A schema made with other limits holds those, and two schemas do not mix."""
        narrow = schema_of(extensions=extensions(Limits(fields=1)))
        wide = schema_of(extensions=extensions(Limits()))
        for _ in range(2):
            assert (await narrow.execute("{ hello again: hello }")).errors
            assert not (await wide.execute("{ hello again: hello }")).errors

    async def test_control_without_the_rule(self, schema_of: Callable[..., Any]) -> None:
        """Without our extensions the same query runs."""
        result = await schema_of().execute("{" + " ".join(f"a{n}: hello" for n in range(200)) + "}")
        assert (result.errors, len(result.data)) == (None, 200)

    async def test_the_rule_is_made_once(self, schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Validation is cached: the second time a query comes nothing is measured."""
        query = "{ hello root { name } }"
        await schema.execute(query)

        def fail(*_: Any) -> Size:
            raise AssertionError

        monkeypatch.setattr(WithinLimits, "measure", fail)
        assert (await schema.execute(query)).errors is None
        assert (await schema.execute(query + " ")).errors is not None
