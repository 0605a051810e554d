"""Arguments: pages, orders, filters, ids and all the rest, written into the document or sent as variables."""

import json
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from equality.values import Values
from equality.world import World

_JUNK: tuple[Any, ...] = (-1, "", "x", [], {}, 2**40, 1.5, True, "2026-13-01")
_WRONG_OPERATIONS = 0.12
"""The share of the operations in which some values are such as are refused: an error often leaves nothing else."""
_UNKNOWN_PLACES: tuple[Any, ...] = (((), ()),)
"""Of a list that needs an argument, which the world does not follow."""
_PAGING = {"first", "after", "last", "before", "orderBy"}


class Arguments:
    """The arguments of one operation; `declared` and `values` are the variables it needs."""

    def __init__(self, schema: GraphQLSchema, world: World, random: Random) -> None:
        self._schema = schema
        self._world = world
        self._random = random
        self._wrong = 0.2 if random.random() < _WRONG_OPERATIONS else 0.0
        self._values = Values(world, random, self._wrong)
        self.declared: list[str] = []
        self.values: dict[str, Any] = {}

    def signature(self) -> str:
        """The variables as the operation declares them."""
        return f"({', '.join(self.declared)})" if self.declared else ""

    def directive(self) -> str:
        """`@skip` or `@include`, seldom: mostly so that the field stays."""
        if self._random.random() > 0.08:
            return ""
        name, stays = self._random.choice((("skip", False), ("include", True)))
        value = stays if self._random.random() < 0.7 else not stays
        written = self._variable("Boolean!", value) if self._random.random() < 0.6 else json.dumps(value)
        return f" @{name}(if: {written})"

    def of(self, name: str, field: GraphQLField, wanted: str | None) -> str:
        """The arguments of a field; `wanted` is the type an object by id should have."""
        paged = {"after", "before"} <= field.args.keys()
        given = self._page(name) if paged else {}
        for key, argument in field.args.items():
            needed = is_non_null_type(argument.type) and argument.default_value is Undefined
            if not (paged and key in _PAGING) and (needed or self._random.random() < 0.3):
                given[key] = self._values.of(argument.type, key, name, wanted)
        written = [f"{key}: {self._written(field.args[key], value)}" for key, value in given.items()]
        return f"({', '.join(written)})" if written else ""

    def _page(self, name: str) -> dict[str, Any]:
        """Where in which order: any place of a list that was read before, or one that is wrong."""
        random = self._random
        given: dict[str, Any] = {}
        order, cursors = random.choice(self._world.pages.get(name) or _UNKNOWN_PLACES)
        if order:
            given["orderBy"] = order
        if random.random() < 0.8:
            forward = random.random() < 0.6
            given["first" if forward else "last"] = random.choice((0, 1, 2, 3, 3, 5, 5, 8))
            if cursors and random.random() < 0.4:
                given["after" if forward else "before"] = random.choice(cursors)
        if random.random() < self._wrong:
            given[random.choice(("first", "last"))] = random.choice((None, -1, 101, 3))
        if random.random() < self._wrong:
            elsewhere = random.choice(sorted(self._world.pages))
            given[random.choice(("after", "before"))] = random.choice(
                (*self._world.pages[elsewhere][0][1], "x", "", None)
            )
        return given

    def _written(self, argument: GraphQLArgument, value: Any) -> str:
        default = argument.default_value is not Undefined
        return self._term(argument.type, value, 0.35, has_default=default)

    def _term(self, kind: Any, value: Any, chance: float, *, has_default: bool = False) -> str:
        """A value in the document: a literal, in which there may be variables, or a variable for the whole."""
        if self._random.random() < chance:
            return self._hoisted(kind, value, has_default)
        bare = kind.of_type if is_non_null_type(kind) else kind
        if value is None:
            return "null"
        if is_list_type(bare) and isinstance(value, list):
            return f"[{', '.join(self._term(bare.of_type, item, chance / 3) for item in value)}]"
        if isinstance(bare, GraphQLInputObjectType):
            parts = [f"{name}: {self._term(bare.fields[name].type, value[name], chance / 2)}" for name in value]
            return f"{{{', '.join(parts)}}}"
        return str(value) if isinstance(get_named_type(bare), GraphQLEnumType) else json.dumps(value)

    def _hoisted(self, kind: Any, value: Any, has_default: bool) -> str:
        random = self._random
        written = str(kind)
        if has_default and is_non_null_type(kind) and random.random() < 0.5:
            left_out = None if random.random() < self._wrong else Undefined
            return self._variable(str(kind.of_type), random.choice((value, left_out)))  # may be nullable: section 5.8.5
        if random.random() < self._wrong:
            return self._variable(written, random.choice(_JUNK))
        if written.endswith("!") or random.random() < 0.7:
            return self._variable(written, value)
        if random.random() < 0.3:
            return self._variable(written, random.choice((None, Undefined)))
        default = self._term(kind, value, 0)
        return self._variable(f"{written} = {default}", random.choice((value, value, Undefined)))

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {kind}")
        if value is not Undefined:
            self.values[name] = value
        return f"${name}"
