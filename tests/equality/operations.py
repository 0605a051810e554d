"""Operations by their seed: whatever the schema allows to ask, about what is in the world."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from graphql import DocumentNode, GraphQLSchema, parse, specified_rules, validate

from casewright_gateway.limits import DEFAULT, rule_of
from equality.arguments import Arguments
from equality.pairs import Pair, pairs, way
from equality.selections import Selections
from equality.world import World

_ATTEMPTS = 50
_RULES = (*specified_rules, rule_of(DEFAULT))


@dataclass(frozen=True)
class Operation:
    """What is sent: a document, the values of its variables, and which operation of the document is meant."""

    text: str
    variables: dict[str, Any]
    name: str | None = None

    def request(self) -> dict[str, Any]:
        """The body of the HTTP request."""
        named = {} if self.name is None else {"operationName": self.name}
        return {"query": self.text, "variables": self.variables, **named}

    @cached_property
    def document(self) -> DocumentNode:
        """The document, parsed once."""
        return parse(self.text)


def operation(seed: int, schema: GraphQLSchema, world: World) -> Operation:
    """The operation of a seed, the same every time; it asks for one field of one type at least, in turn for each.

    The document is valid and within the limits of the gateway; the values of its variables need not be.
    """
    wanted = _pairs(schema)[seed % len(_pairs(schema))]
    for attempt in range(_ATTEMPTS):
        found = _written(Random(f"{seed}/{attempt}"), schema, world, wanted)
        if not validate(schema, found.document, _RULES):
            return found
    raise AssertionError(f"seed {seed}: no valid operation asks for {wanted}")


@lru_cache(maxsize=4)
def _pairs(schema: GraphQLSchema) -> tuple[Pair, ...]:
    return pairs(schema)


def _written(random: Random, schema: GraphQLSchema, world: World, wanted: Pair) -> Operation:
    assert schema.query_type is not None
    arguments = Arguments(schema, world, random)
    selections = Selections(schema, random, arguments)
    selection = selections.of(schema.query_type, (), way(schema, wanted, random))
    name = random.choice((None, "Asked", "query", "_0"))
    signature = "" if name is None and not arguments.declared else f"query {name or ''}{arguments.signature()}"
    parts = [f"{signature} {selection}", *selections.fragments.values()]
    if name is not None and random.random() < 0.1:
        parts.insert(0, "query Other { me { subject } }")
    return Operation("\n".join(parts), arguments.values, name)
