"""What Python computes: the statement selects the columns it needs, and it is filled in for all rows at once."""

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any, TypeAlias, cast
from uuid import UUID

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from casewright.models.row import Row
from casewright_gateway.context import Context
from casewright_gateway.planner.arguments import Arguments
from casewright_gateway.planner.nodes import declaration
from casewright_gateway.planner.slots import Request
from casewright_gateway.planner.unplannable import Unplannable
from casewright_gateway.sources import Computed, source_of

ROW, TYPE, CASE = "$row", "$type", "$case"
"""Members of an object that are not the client's: the columns for Python, a case's type, and whose part it is."""

Write: TypeAlias = Callable[[Any], Any]
"""From a Python value to what stands for it in the answer."""
Below: TypeAlias = Callable[[GraphQLObjectType], Mapping[str, tuple[GraphQLField, Write] | None]]
"""The fields that are selected of an object type: response key, definition, and how its value is written."""


@dataclass(frozen=True)
class Filled:
    """A field of an object that Python fills in."""

    key: str
    compute: Callable[[Any, Request], Any]
    write: Write


@dataclass
class Shape:
    """Where in an answer Python has something to do: in this object, and in those below it."""

    model: type[Row] | None = None
    filled: list[Filled] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    members: dict[str, "Shape"] = field(default_factory=dict)
    variants: dict[str, "Shape"] = field(default_factory=dict)
    """By the name of a case's type, where the types differ."""
    kept: bool = False
    """Whether it is kept that somebody reads this."""

    def __bool__(self) -> bool:
        return bool(self.filled or self.members or self.variants or self.kept)


class Root:
    """What a resolver sees of its object: the columns that it declared, and the domain fields of a case."""

    def __init__(self, model: type[Row], values: Mapping[str, Any], context: Context) -> None:
        fields = model._meta.fields_map
        self.row = SimpleNamespace(**{name: fields[name].to_python_value(value) for name, value in values.items()})
        self._context = context

    @cached_property
    def fields(self) -> Any:
        """The domain fields, loaded once for all that is computed from them."""
        case_type = self._context.platform.case_types[self.row.case_type]
        return case_type.load(self.row.fields_json, self.row.schema_version)


async def fill(values: Sequence[Any], shape: Shape, request: Request) -> None:
    """Fill in what Python computes, in place; what has to be waited for is waited for together."""
    places: list[tuple[dict[str, Any], Filled, Any]] = []
    for value in values:
        _collect(value, shape, request, places)
    waited = [index for index, place in enumerate(places) if inspect.isawaitable(place[2])]
    found = dict(zip(waited, await asyncio.gather(*(places[index][2] for index in waited)), strict=True))
    for index, (holder, filled, computed) in enumerate(places):
        holder[filled.key] = filled.write(found.get(index, computed))


def _collect(value: Any, shape: Shape, request: Request, places: list[tuple[dict[str, Any], Filled, Any]]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, shape, request, places)
    elif value is not None:
        if shape.variants:
            shape = shape.variants[value.pop(TYPE)]
        if shape.kept:
            assert shape.model is not None and request.context.reader.shown is not None
            request.context.reader.shown.part(UUID(value.pop(CASE)), shape.model)
        if shape.filled:
            assert shape.model is not None
            root = Root(shape.model, value.pop(ROW), request.context)
            places.extend((value, filled, filled.compute(root, request)) for filled in shape.filled)
        for key, below in shape.members.items():
            _collect(value[key], below, request, places)


def computing(definition: GraphQLField, arguments: Arguments) -> Callable[[Any, Request], Any]:
    """How the resolver of a field is called: with its object, the context, and the arguments."""
    resolver = declaration(definition).base_resolver
    if resolver is None:
        raise Unplannable("a field without a resolver and without a row")
    function = cast("Callable[..., Any]", resolver.wrapped_func)
    info = resolver.info_parameter

    def compute(root: Any, request: Request) -> Any:
        told = {info.name: SimpleNamespace(context=request.context)} if info else {}
        return function(root, **told, **arguments(request.variables))

    return compute


def writer(output: GraphQLOutputType, below: Below) -> Write:
    """How values of a type are written, as graphql-core would complete them; raises Unplannable for other objects."""
    if is_non_null_type(output):
        return _present(writer(output.of_type, below))
    if is_list_type(output):
        item = writer(output.of_type, below)
        return lambda value: None if value is None else [item(each) for each in value]
    if is_leaf_type(output):
        return lambda value: None if value is None else output.coerce_output_value(value)
    if is_object_type(output):
        return _object(output, below)
    raise Unplannable(f"a value of the type {output}")


def _present(write: Write) -> Write:
    def written(value: Any) -> Any:
        if value is None:
            raise Unplannable("null where there must be a value")
        return write(value)

    return written


def _object(output: GraphQLObjectType, below: Below) -> Write:
    members: list[tuple[str, Callable[[Any], Any], Write]] = []
    for key, selected in below(output).items():
        if selected is None:
            members.append((key, lambda value: output.name, str))
        else:
            definition, write = selected
            members.append((key, _getter(definition), write))
    return lambda value: None if value is None else {key: write(get(value)) for key, get, write in members}


def _getter(definition: GraphQLField) -> Callable[[Any], Any]:
    """How a member is read from a Python object that is no row."""
    declared = declaration(definition)
    if declared.base_resolver is None:
        name = declared.python_name
        return lambda value: getattr(value, name)
    if source_of(declared) == Computed(()):
        return cast("Callable[[Any], Any]", declared.base_resolver.wrapped_func)
    raise Unplannable(f"{declared.python_name} has a resolver of its own")
