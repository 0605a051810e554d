"""Operations of any shape a schema allows, with values that fit, values that nearly do, and values made to break."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from stack.payloads import PAYLOADS

Request = dict[str, Any]
Draw = Callable[[SearchStrategy[Any]], Any]

_HOSTILE = st.sampled_from(PAYLOADS)
_SCALARS: Mapping[str, SearchStrategy[Any]] = {
    "String": st.sampled_from(["TreeCase", "InsuranceClaim", "clerk", "2026", ""]) | st.text(max_size=20),
    "Int": st.integers(-2, 200) | st.integers(),
    "Float": st.floats(),
    "Boolean": st.booleans(),
    "Decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str) | st.integers(),
    "Date": st.dates().map(str),
    "DateTime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    "JSON": st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=5), below, max_size=2),
        max_leaves=4,
    ),
}


class Operations:
    """A maker of requests; `ids` are of objects that exist."""

    def __init__(self, schema: GraphQLSchema, ids: Sequence[str]) -> None:
        self._schema = schema
        self._ids = st.sampled_from(ids)
        self._inputs: dict[str, SearchStrategy[Any]] = {}

    def requests(self, *kinds: str) -> SearchStrategy[Request]:
        """Requests of one root field; `kinds` of query, mutation, subscription."""
        fields = [(kind, name) for kind in kinds for name in self._root(kind).fields]

        @st.composite
        def made(draw: Draw) -> Request:
            return self._request(*draw(st.sampled_from(fields)), draw)

        return made()

    def _root(self, kind: str) -> GraphQLObjectType:
        root = {
            "query": self._schema.query_type,
            "mutation": self._schema.mutation_type,
            "subscription": self._schema.subscription_type,
        }[kind]
        assert root is not None
        return root

    def _request(self, kind: str, name: str, draw: Draw) -> Request:
        variables: dict[str, tuple[str, Any]] = {}
        selected = self._field(name, self._root(kind).fields[name], 3, variables, draw)
        declared = ", ".join(f"${variable}: {type_}" for variable, (type_, _) in variables.items())
        text = f"{kind}{f'({declared})' if declared else ''} {{ {selected} }}"
        return {"query": text, "variables": {variable: value for variable, (_, value) in variables.items()}}

    def _field(self, name: str, field: Any, depth: int, variables: dict[str, tuple[str, Any]], draw: Draw) -> str:
        given = []
        for argument, described in field.args.items():
            if is_required_argument(described) or draw(st.integers(0, 2)) == 0:
                variable = f"v{len(variables)}"
                variables[variable] = (str(described.type), draw(self._value(described.type)))
                given.append(f"{argument}: ${variable}")
        below = get_named_type(field.type)
        arguments = f"({', '.join(given)})" if given else ""
        if not is_composite_type(below):
            return name + arguments
        return f"{name}{arguments} {{ {self._selection(below, depth - 1, variables, draw)} }}"

    def _selection(self, kind: Any, depth: int, variables: dict[str, tuple[str, Any]], draw: Draw) -> str:
        parts = ["__typename"]
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            concrete = draw(st.sampled_from(list(self._schema.get_possible_types(kind))))
            parts.append(f"... on {concrete.name} {{ {self._selection(concrete, depth, variables, draw)} }}")
        if not isinstance(kind, GraphQLUnionType):
            usable = [name for name, field in kind.fields.items() if depth or not is_composite_type(_bare(field))]
            usual = [name for name in ("problems", "edges", "node") if name in usable]
            for name in {*usual, *(draw(st.lists(st.sampled_from(usable), max_size=3)) if usable else ())}:
                parts.append(self._field(name, kind.fields[name], depth, variables, draw))
        if kind.name == "Problem":
            parts.append("code")
        return " ".join(parts)

    def _value(self, kind: Any) -> SearchStrategy[Any]:
        if is_non_null_type(kind):
            return self._value(kind.of_type)
        if is_list_type(kind):
            return st.none() | st.lists(self._value(kind.of_type), max_size=3)
        if isinstance(kind, GraphQLInputObjectType):
            return st.none() | self._input(kind)
        if isinstance(kind, GraphQLEnumType):
            return st.sampled_from([*kind.values, "NO_SUCH", 7])
        known = self._ids if kind.name == "ID" else _SCALARS[kind.name]
        return st.one_of(known, known, known, _HOSTILE)

    def _input(self, kind: GraphQLInputObjectType) -> SearchStrategy[Any]:
        if kind.name not in self._inputs:
            self._inputs[kind.name] = st.deferred(lambda: self._dictionary(kind))
        return self._inputs[kind.name]

    def _dictionary(self, kind: GraphQLInputObjectType) -> SearchStrategy[Any]:
        needed = {name: self._value(field.type) for name, field in kind.fields.items() if is_non_null_type(field.type)}
        others = {name: self._value(field.type) for name, field in kind.fields.items() if name not in needed}
        return st.fixed_dictionaries(needed, optional=others)


def _bare(field: Any) -> Any:
    return get_named_type(field.type)


@st.composite
def damaged(draw: Draw, requests: SearchStrategy[Request]) -> Request:
    """A request whose text has a piece cut out, doubled, or put in."""
    request: Request = draw(requests)
    text = request["query"]
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    piece = draw(
        st.sampled_from(["", text[start:end], "{", "}", '"', "...", "@skip(if: $v0)", "$", "\u0130", "9" * 400])
    )
    return {**request, "query": text[:start] + piece + text[end:]}
