"""How large a request may be: every size of the door by name, and the rule that counts a query once before it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    ValidationContext,
    ValidationRule,
    get_named_type,
    is_composite_type,
)
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache

from casewright_gateway.context import Context
from casewright_gateway.doors import TimeLimit

_UNCOUNTABLE = 10**12
_INTROSPECTION = frozenset({"__schema", "__type"})
_PAGE_ARGUMENTS = frozenset({"first", "last"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The sizes of one request; what is larger is refused before it costs anything.

    Depth, aliases, fields and cost are counted per operation with its fragments spread out. Cost counts each field once
    for every row it may appear in: a page counts as the rows asked for by `first` or `last`, as its default or `page`
    when neither is given, as `largest_page` when a variable decides; a list without page arguments counts as one row.
    """

    depth: int = 15
    """Fields inside fields; 15 is the least that lets the standard introspection query through."""
    aliases: int = 15
    fields: int = 500
    cost: int = 5000
    introspection: int = 250
    """Fields below one `__schema` or `__type`; the standard introspection query has about 230."""
    operations: int = 10
    """Operations in one document."""
    directives: int = 5
    """Directives on one node."""
    repeats: int = 15
    """Fields that one selection asks for again; what several fragments ask for is none."""
    tokens: int = 1500
    """Lexical tokens in one document; comments and commas are none, so `query_bytes` holds as well."""
    query_bytes: int = 100_000
    """The query text in UTF-8, on HTTP and in a WebSocket message."""
    page: int = 50
    """Rows of a page when the query does not say; resolvers use the same number."""
    largest_page: int = 100
    """The most rows a page may have; resolvers refuse more."""
    seconds: float = 10
    """Wall time of one query or mutation; a subscription may live longer."""


DEFAULT = Limits()


class Size(NamedTuple):
    """What a selection adds up to."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    cost: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both selections next to each other; sums stop at a number that is over every limit."""
        sums = (min(_UNCOUNTABLE, mine + others) for mine, others in zip(self[1:], other[1:], strict=True))
        return Size(max(self.depth, other.depth), *sums)


class WithinLimits(ValidationRule):
    """Refuses what is over the limits, in time linear in the document: each fragment is measured once.

    graphql-core makes one object of the class per validation and caches by the class: make it with `rule_of`, once.
    """

    limits: ClassVar[Limits] = DEFAULT

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments: dict[str, Size] = {}

    def enter(self, node: Node, *_: Any) -> None:
        """Every node but the document: its directives, and what it asks for twice."""
        if len(getattr(node, "directives", None) or ()) > self.limits.directives:
            self._refuse("directives", self.limits.directives, node)
        if isinstance(node, SelectionSetNode) and _repeats(node) > self.limits.repeats:
            self._refuse("repeated fields", self.limits.repeats, node)

    def enter_document(self, document: DocumentNode, *_: Any) -> None:
        """The whole document: its operations, and the size of each."""
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        if len(operations) > self.limits.operations:
            self._refuse("operations", self.limits.operations, operations[0])
        for operation in operations:
            root = self.context.schema.get_root_type(operation.operation)
            for what, value in self.measure(operation.selection_set, root)._asdict().items():
                limit = getattr(self.limits, what)
                if value > limit:
                    self._refuse(what, limit, operation)

    def measure(self, selection_set: SelectionSetNode, parent: GraphQLCompositeType | None) -> Size:
        """The size of one selection set; `parent` is None where the schema does not know the type."""
        size = Size()
        for node in selection_set.selections or ():
            if isinstance(node, FieldNode):
                size = size.beside(self._field(node, parent))
            elif isinstance(node, FragmentSpreadNode):
                size = size.beside(self._fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                narrowed = self._type(node.type_condition) if node.type_condition else parent
                size = size.beside(self.measure(node.selection_set, narrowed))
        return size

    def _fragment(self, name: str) -> Size:
        if name not in self._fragments:
            self._fragments[name] = Size()  # met again inside itself it adds nothing: another rule refuses the cycle
            fragment = self.context.get_fragment(name)
            if fragment:
                self._fragments[name] = self.measure(fragment.selection_set, self._type(fragment.type_condition))
        return self._fragments[name]

    def _field(self, node: FieldNode, parent: GraphQLCompositeType | None) -> Size:
        definition = self.context.schema.get_field(parent, node.name.value) if parent else None
        result = get_named_type(definition.type) if definition else None
        below = result if is_composite_type(result) else None
        inner = self.measure(node.selection_set, below) if node.selection_set else Size()
        cost = min(_UNCOUNTABLE, 1 + self._rows(node, definition) * inner.cost)
        if node.name.value in _INTROSPECTION and inner.fields > self.limits.introspection:
            cost = _UNCOUNTABLE
        return Size(inner.depth + 1, inner.aliases + bool(node.alias), inner.fields + 1, cost)

    def _rows(self, node: FieldNode, definition: GraphQLField | None) -> int:
        sizes = [argument.value for argument in node.arguments or () if argument.name.value in _PAGE_ARGUMENTS]
        if not sizes:
            return self._rows_by_default(definition)
        # Nine digits: Python refuses to read an integer of thousands of them.
        rows = (int(size.value[:9]) if isinstance(size, IntValueNode) else self.limits.largest_page for size in sizes)
        return max(1, *rows)

    def _rows_by_default(self, definition: GraphQLField | None) -> int:
        """What the schema says a page has when nobody asks for a size; a field without page arguments has one row."""
        pages = [definition.args[name] for name in _PAGE_ARGUMENTS & definition.args.keys()] if definition else []
        sizes = [page.default_value for page in pages if isinstance(page.default_value, int)]
        return max(1, *sizes) if sizes else (self.limits.page if pages else 1)

    def _type(self, name: NamedTypeNode) -> GraphQLCompositeType | None:
        found = self.context.schema.get_type(name.name.value)
        return found if is_composite_type(found) else None

    def _refuse(self, what: str, limit: int, node: Node) -> None:
        message = f"The query is over the limit of {limit} for {what}; ask for less at once."
        self.report_error(GraphQLError(message, node, extensions={"code": "QUERY_TOO_EXPENSIVE"}))


def _repeats(selection_set: SelectionSetNode) -> int:
    keys = [(each.alias or each.name).value for each in selection_set.selections or () if isinstance(each, FieldNode)]
    return len(keys) - len(set(keys))


def rule_of(limits: Limits) -> type[WithinLimits]:
    """The validation rule with these limits; two calls give two classes, which do not share a cache."""
    return type("WithinLimits", (WithinLimits,), {"limits": limits})


def cost_of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """What an operation of a valid document costs, by the rule that limits it."""
    context = ValidationContext(schema, document, TypeInfo(schema), lambda error: None)
    root = schema.get_root_type(operation.operation)
    return WithinLimits(context).measure(operation.selection_set, root).cost


async def _database_answers(context: Context) -> None:
    await context.platform.database.check()


def extensions(limits: Limits = DEFAULT, *rules: type[ASTValidationRule]) -> list[Callable[[], SchemaExtension]]:
    """What a schema needs to hold the limits and further rules, as factories: each is made anew for every request."""
    checked = [rule_of(limits), *rules]
    return [
        lambda: MaxTokensLimiter(max_token_count=limits.tokens),
        lambda: AddValidationRules(checked),
        ParserCache,
        ValidationCache,
        lambda: TimeLimit(limits.seconds, _database_answers),
    ]
