"""Selections: fields, aliases, fragments and directives, nested and merged as the specification allows.

Two fields with one response key are merged, so they must mean the same or can never meet (GraphQL specification,
section 5.3.2, Field Selection Merging). What a key means is remembered for each place in the answer.
"""

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)

from equality.arguments import Arguments
from equality.pairs import Pair

_FIELDS = (6, 12, 36, 36)
"""About how many fields an operation has: few, so that most of it is answered, and sometimes many together."""
_DEPTH = 10
_ALIASES = (
    "x",
    "id",
    "node",
    "title",
    "key_0",
    "__alias",
    "a_name_that_is_longer_than_an_identifier_of_postgresql_may_be_by_far",
)

Place = tuple[str, ...]
"""Response keys from the root."""


class _Meaning(NamedTuple):
    parent: str
    concrete: bool
    call: str
    shape: str

    def meets(self, other: "_Meaning") -> bool:
        """Whether both may stand under one key."""
        same = self.call == other.call or (self.concrete and other.concrete and self.parent != other.parent)
        return same and self.shape == other.shape


class Selections:
    """The selections of one operation; `fragments` are the definitions that they need, by name."""

    def __init__(self, schema: GraphQLSchema, random: Random, arguments: Arguments) -> None:
        self._schema = schema
        self._random = random
        self._arguments = arguments
        self._left = random.choice(_FIELDS)
        self._meanings: dict[Place, list[_Meaning]] = {}
        self._types: dict[str, str] = {}
        self.fragments: dict[str, str] = {}

    def of(self, parent: Any, place: Place, way: Sequence[Pair] = ()) -> str:
        """A selection set of a type at a place of the answer, in which the way begins."""
        parts = [self._step(parent, place, way)] if way else []
        for _ in range(self._random.randrange(0 if parts else 1, 5)):
            if self._left > 0 and len(place) < _DEPTH:
                parts.append(self._part(parent, place))
        self._random.shuffle(parts)
        return f"{{ {' '.join(part for part in parts if part) or '__typename'} }}"

    def _step(self, parent: Any, place: Place, way: Sequence[Pair]) -> str:
        """The first step of the way, inside a fragment when it starts from another type."""
        owner: Any = self._schema.type_map[way[0].type]
        field = self._field(owner, place, way[0].field, way[1:])
        if owner is parent:
            return field
        if self._random.random() < 0.3:
            return self._spread(owner.name, f"{{ {field} }}")
        return f"... on {owner.name} {{ {field} }}"

    def _part(self, parent: Any, place: Place) -> str:
        dice = self._random.random()
        if dice < 0.06:
            return self._typename(parent, place)
        if dice < 0.22 and place:
            return self._fragment(parent, place)
        return self._field(parent, place, self._random.choice(list(parent.fields)))

    def _typename(self, parent: Any, place: Place) -> str:
        key = self._random.choice(("", "", "kind"))
        meant = self._means((*place, key or "__typename"), _Meaning(parent.name, False, "__typename", "String!"))
        return f"{key and key + ': '}__typename" if meant else ""

    def _fragment(self, parent: Any, place: Place) -> str:
        """A fragment on the type itself, on one of its interfaces or on one of its concrete types, named or not."""
        known = [name for name, condition in self._types.items() if condition in self._overlapping(parent)]
        if known and self._random.random() < 0.15:
            return f"...{self._random.choice(known)}{self._arguments.directive()}"
        condition = self._random.choice(self._overlapping(parent))
        inner = self.of(self._schema.type_map[condition], place)
        if self._random.random() < 0.4:
            return self._spread(condition, inner)
        written = "" if condition == parent.name and self._random.random() < 0.5 else f" on {condition}"
        return f"...{written}{self._arguments.directive()} {inner}"

    def _spread(self, condition: str, selection: str) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments[name] = f"fragment {name} on {condition} {selection}"
        self._types[name] = condition
        return f"...{name}{self._arguments.directive()}"

    def _overlapping(self, parent: Any) -> list[str]:
        interfaces = [kind.name for kind in parent.interfaces]
        concrete = self._schema.get_possible_types(parent) if isinstance(parent, GraphQLInterfaceType) else []
        return [parent.name, *interfaces, *(kind.name for kind in concrete)]

    def _field(self, parent: Any, place: Place, name: str, way: Sequence[Pair] = ()) -> str:
        """A field; twice with different selections, now and then."""
        field: GraphQLField = parent.fields[name]
        result: Any = get_named_type(field.type)
        self._left -= 1
        call = f"{name}{self._arguments.of(name, field, way[0].type if way else None)}"
        shape = str(field.type).replace(result.name, "{}") if is_composite_type(result) else str(field.type)
        key = self._key(place, _Meaning(parent.name, isinstance(parent, GraphQLObjectType), call, shape), name)
        if key is None:
            return ""
        head = f"{'' if key == name else f'{key}: '}{call}{'' if way else self._arguments.directive()}"
        if not is_composite_type(result):
            return head
        written = f"{head} {self.of(result, (*place, key), way)}"
        if self._left > 0 and self._random.random() < 0.12:
            return f"{written} {head} {self.of(result, (*place, key))}"
        return written

    def _key(self, place: Place, meaning: _Meaning, name: str) -> str | None:
        """A response key under which the field can stand: mostly its name."""
        wished = [self._random.choice(_ALIASES)] if self._random.random() < 0.12 else []
        for key in (*wished, name, f"{name}_{len(self._meanings)}"):
            if self._means((*place, key), meaning):
                return key
        return None

    def _means(self, place: Place, meaning: _Meaning) -> bool:
        meanings = self._meanings.setdefault(place, [])
        if not all(meaning.meets(other) for other in meanings):
            return False
        meanings.append(meaning)
        return True
