"""No list runs a query per row: for the largest page as many statements as for one row, whatever is below the rows.

The lists, and what is selected below their rows, are read from the schema: a list that is new is counted too.
"""

import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from graphql import GraphQLSchema, get_named_type, is_composite_type, is_required_argument
from tortoise.backends.base.executor import EXECUTOR_CACHE

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Confidentiality
from casewright.operations.upkeep import bring_up
from casewright_gateway.reads.keyset import LARGEST_PAGE
from databases import new_database
from equality.actors import widest
from equality.counting import statements
from equality.gateways import Gateway, gateway_on
from equality.needed import needed
from equality.operations import Operation
from equality.outside import place_events, subscribe
from equality.rows import Author

FEW, MANY = "few", "many"
CASES = 12
"""Of each type, in the tenant with many: more than the largest page has, together."""
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
"""When cases ended that were kept long enough."""
MOST = 30
"""The most statements of one query."""
UNNEEDED = 2
"""So many statements may load what only some rows have need of; a query for each row would be eleven more."""
MOST_WORDS = 40
"""Words of one selection: times a hundred rows they are within the limit of its cost."""


class Generous(Random):
    """Dice by which everything that may be absent is there, and of what may be several there are as many as may be."""

    def random(self) -> float:
        """Never among the first third."""
        return 1 / 3 + super().random() * 2 / 3

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """The last one of a range that begins at nothing."""
        return start - 1 if stop is None else super().randrange(start, stop, step)


class Present(Author):
    """Writes cases in their present form only: one that waits for an upgrade is left to the general executor.

    None is confidential, so that of each type there are some to be seen.
    """

    def _age(self, case: models.Case, place: int) -> None:
        super()._age(case, place)
        case.confidentiality = Confidentiality.NORMAL

    def _store_in_old_form(self, case: models.Case) -> None:
        """Left as it is."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def crowded_url(
    request: pytest.FixtureRequest, template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A migrated database."""
    if request.param == "postgres" and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    with new_database(request.param, tmp_path_factory.mktemp("crowded"), template(request.param)) as url:
        EXECUTOR_CACHE.clear()  # Tortoise keeps statements by table only, whatever the dialect
        yield url
        EXECUTOR_CACHE.clear()


@pytest.fixture(scope="module")
async def crowded(crowded_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gateway]:
    """A gateway where one tenant has one case of each type and another has many."""
    here = gateway_on(crowded_url, tmp_path_factory.mktemp("data"))
    await bring_up(here.platform, lambda *told: None)
    async with here:
        for tenant, cases in {FEW: 1, MANY: CASES}.items():
            await Present(here.platform, tenant, Generous(1)).fill(cases)
            await subscribe(tenant, "InsuranceClaim", cases, Generous(1))
        await models.Case.filter(case_type="TreeCase").update(closed_at=LONG_AGO)
        await place_events(here.platform)
        yield here


def asker(here: Gateway, tenant: str) -> Actor:
    wide = widest(here.platform.case_types.values())
    return Actor(tenant=tenant, subject=wide.subject, roles=wide.roles, teams=wide.teams)


def lists(schema: GraphQLSchema) -> dict[str, Any]:
    """The type of the rows of each root field that is a list, by the field as it is asked for without its page."""
    assert schema.query_type is not None
    found = {}
    for name, field in schema.query_type.fields.items():
        given = needed(field)
        if "after" in field.args and given is not None:
            connection: Any = get_named_type(field.type)
            edge: Any = get_named_type(connection.fields["edges"].type)
            found[f"{name}({given}"] = get_named_type(edge.fields["node"].type)
    return found


def pieces(schema: GraphQLSchema, kind: Any, depth: int) -> Iterator[str]:
    """Every field of a type, so many levels deep, in as many selections as the limit of the cost asks for."""
    packed: list[str] = []
    for part in shown(schema, kind, depth):
        if packed and len(" ".join([*packed, part]).split()) > MOST_WORDS:
            yield " ".join(packed)
            packed = []
        packed.append(part)
    yield " ".join(packed)


def shown(schema: GraphQLSchema, kind: Any, depth: int) -> Iterator[str]:
    """The fields of a type that need no arguments."""
    for name, field in kind.fields.items():
        result = get_named_type(field.type)
        if any(map(is_required_argument, field.args.values())):
            continue
        if not is_composite_type(result):
            yield name
        elif depth:
            size = "(first:1)" if "first" in field.args else ""
            yield from (f"{name}{size} {{ {piece} }}" for piece in pieces(schema, result, depth - 1))


async def cost(here: Gateway, query: str, tenant: str, patch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many rows a query finds, and by how many statements."""
    with statements(here.platform.database, patch) as noted:
        answer = json.loads((await here(Operation(query, {}), asker(here, tenant))).body)
    assert "errors" not in answer, (query, answer)
    [found] = answer["data"].values()
    return len(found["edges"]), len(noted)


async def test_many_rows_take_as_many_statements_as_one(crowded: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list of the schema, every relation of its rows, row policies included.

    What only the few or only the many have need of is loaded for all of them at once, in a statement or two.
    """
    for asked, node in lists(crowded.schema).items():
        for piece in pieces(crowded.schema, node, 2):
            query = f"{{ {asked}first: 100) {{ totalCount edges {{ node {{ {piece} }} }} }} }}"
            few_rows, few = await cost(crowded, query, FEW, monkeypatch)
            many_rows, many = await cost(crowded, query, MANY, monkeypatch)
            assert 0 < few_rows < many_rows or few_rows == LARGEST_PAGE, query
            assert abs(many - few) <= UNNEEDED, (query, few, many)
            assert max(many, few) <= MOST, query


async def test_control_a_query_per_row_is_noticed(crowded: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter counts what it is made for."""
    with statements(crowded.platform.database, monkeypatch) as noted:
        for _ in range(3):
            await models.Case.filter(tenant_id=FEW).first()
    assert len(noted) == 3
