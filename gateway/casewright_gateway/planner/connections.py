"""What is selected of a connection, and how the answer is put together from the rows of its page."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from graphql import get_named_type

from casewright_gateway.planner.asked import Details
from casewright_gateway.planner.compiler import Compiler, Scope, Value
from casewright_gateway.planner.unplannable import Unplannable


class Found(NamedTuple):
    """A page as it was read; nodes and cursors are JSON."""

    size: int
    nodes: list[str]
    cursors: list[str]
    has_next: bool
    has_previous: bool
    total: int | None


Write: TypeAlias = Callable[[Found], str]

_PAGE_INFO: Mapping[str, Write] = {
    "hasNextPage": lambda found: "true" if found.has_next else "false",
    "hasPreviousPage": lambda found: "true" if found.has_previous else "false",
    "startCursor": lambda found: found.cursors[0] if found.cursors else "null",
    "endCursor": lambda found: found.cursors[-1] if found.cursors else "null",
}


class ConnectionSelection:
    """The selection of one connection over rows of a scope.

    `node` is what is selected of each row, None where nothing is; `cursors` and `total` say what else is to be read.
    """

    def __init__(self, compiler: Compiler, scope: Scope, output: Any, nodes: Details) -> None:
        self.node: Value | None = None
        self.cursors = False
        self.total = False
        self._placed = False
        self._listed = False
        self._places: list[Literal["node", "cursor"]] = []
        self._compiler, self._scope = compiler, scope
        self.write = self._object(output, nodes, self._member)

    @property
    def rows(self) -> bool:
        """Whether any row is to be read; else there is only something to be counted."""
        return self._listed or self._placed or not self.total

    def _object(self, output: Any, nodes: Details, member: Callable[[Any, str, Details], Write]) -> Write:
        """An object whose members are written one by one; `__typename` is one that is known already."""
        members: list[tuple[str, Write]] = []
        for key, inner in self._compiler.asked.selected(output, nodes).items():
            name = inner[0].node.name.value
            known = f'"{output.name}"'
            write = (lambda found, known=known: known) if name == "__typename" else member(output, name, inner)
            members.append((f'"{key}":', write))
        return lambda found: "{" + ",".join([key + write(found) for key, write in members]) + "}"

    def _member(self, output: Any, name: str, nodes: Details) -> Write:
        below = get_named_type(output.fields[name].type)
        if name == "edges":
            return self._edges(below, nodes)
        if name == "pageInfo":
            self._placed = True
            return self._object(below, nodes, self._page_info)
        self.total = True
        return lambda found: str(found.total)

    def _page_info(self, output: Any, name: str, nodes: Details) -> Write:
        self.cursors |= name.endswith("Cursor")
        return _PAGE_INFO[name]

    def _edges(self, output: Any, nodes: Details) -> Write:
        if self._listed:
            raise Unplannable("two selections of the edges of one list")
        self._listed = True
        edge: list[str] = []
        for key, inner in self._compiler.asked.selected(output, nodes).items():
            edge.append(f'"{key}":{self._of_edge(output, inner[0].node.name.value, inner)}')
        template, places = "{" + ",".join(edge) + "}", tuple(self._places)

        def edges(found: Found) -> str:
            parts = {"node": found.nodes, "cursor": found.cursors}
            pairs = zip(*(parts[place] for place in places), strict=True)
            written = [template % pair for pair in pairs] if places else [template] * found.size
            return "[" + ",".join(written) + "]"

        return edges

    def _of_edge(self, output: Any, name: str, nodes: Details) -> str:
        """A member of an edge, with a place for node or cursor."""
        if name == "cursor":
            self.cursors = True
            self._places.append("cursor")
            return "%s"
        if name == "__typename":
            return f'"{output.name}"'
        if self.node is not None:
            raise Unplannable("two selections of the node of one edge")
        self.node = self._compiler.object(get_named_type(output.fields[name].type), nodes, self._scope)
        self._places.append("node")
        return "%s"
