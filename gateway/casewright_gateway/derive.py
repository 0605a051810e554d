"""From a vendor's dataclass to GraphQL: output, input and filter types. One `Derivation` per schema."""

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import strawberry

from casewright.errors import PluginError
from casewright.fields import Field, FieldSet, strip_annotation
from casewright_gateway.filters import Choice, Range, TextFilter
from casewright_gateway.sources import Computed, source

_SCALARS = frozenset({str, int, float, bool, Decimal, date, datetime})


class Derivation:
    """Every class is derived once, so that a nested dataclass or an enum has one GraphQL type wherever it stands."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, str], Any] = {}
        self._names: dict[str, Any] = {}

    def output(self, hint: Any) -> Any:
        """The type a field of this hint has in the API."""
        return self._map(hint, self._output_object)

    def input(self, hint: Any) -> Any:
        """The type an argument of this hint has in the API."""
        return self._map(hint, self._input_object)

    def _map(self, hint: Any, nested: Callable[[type[Any]], Any]) -> Any:
        bare, optional = strip_annotation(hint)
        mapped = self._bare(bare, nested)
        return mapped | None if optional else mapped

    def _bare(self, bare: Any, nested: Callable[[type[Any]], Any]) -> Any:
        if bare in _SCALARS:
            return bare
        items = [item for item in get_args(bare) if item is not Ellipsis]
        if get_origin(bare) in (tuple, list, frozenset) and items.count(items[0]) == len(items):
            return list[self._map(items[0], nested)]  # type: ignore[misc]
        if isinstance(bare, type) and issubclass(bare, Enum):
            return self._once(bare, "enum", lambda: strawberry.enum(bare, description=_doc(bare)))
        if dataclasses.is_dataclass(bare):
            return nested(bare)  # type: ignore[arg-type]
        raise PluginError(f"a field of the type {bare!r} has no place in the API; use a number, text or dataclass")

    def _once(self, source: Any, kind: str, make: Callable[[], Any]) -> Any:
        if (source, kind) not in self._made:
            self._claim(source, kind)
            self._made[source, kind] = make()
        return self._made[source, kind]

    def _claim(self, source: Any, kind: str) -> None:
        name = f"{source.__name__}Input" if kind == "input" else source.__name__
        owner = self._names.setdefault(name, source)
        if owner is not source:
            raise PluginError(f"{owner.__module__} and {source.__module__} both declare a {name}; rename one")

    def _output_object(self, cls: type[Any]) -> Any:
        def make() -> Any:
            hints = get_type_hints(cls, include_extras=True)
            namespace: dict[str, Any] = {"__annotations__": {}}
            for field in dataclasses.fields(cls):
                namespace["__annotations__"][field.name] = self.output(hints[field.name])
                namespace[field.name] = strawberry.field(description=_words(field.name))
            for name, value in FieldSet(cls).computed.items():
                namespace[name] = resolver(name, self.output(return_hint(value)), _attribute(name), _doc(value))
            return strawberry.type(_class(cls.__name__, namespace), description=_doc(cls))

        return self._once(cls, "type", make)

    def _input_object(self, cls: type[Any]) -> Any:
        def make() -> Any:
            return self.input_class(f"{cls.__name__}Input", FieldSet(cls).fields, cls, _doc(cls))

        return self._once(cls, "input", make)

    def input_class(
        self,
        name: str,
        fields: Mapping[str, Field],
        hints_of: type[Any],
        description: str,
        more: Mapping[str, tuple[Any, Any]] | None = None,
        *,
        partial: bool = False,
    ) -> Any:
        """An input type of domain fields; all optional when `partial`; `more` are generic (annotation, field) pairs."""
        hints = get_type_hints(hints_of, include_extras=True)
        namespace: dict[str, Any] = {"__annotations__": {}}
        for field_name, (annotation, value) in (more or {}).items():
            namespace["__annotations__"][field_name] = annotation
            namespace[field_name] = value
        for field_name, field in fields.items():
            mapped = self.input(hints[field_name])
            needed = field.required and not partial
            namespace["__annotations__"][field_name] = mapped if needed else mapped | None
            default = {} if needed else {"default": strawberry.UNSET}
            namespace[field_name] = strawberry.field(description=field.label, **default)
        return strawberry.input(_class(name, namespace), name=name, description=description)

    def filter_of(self, field: Field) -> Any:
        """The filter an indexed field has."""
        if field.type is str:
            return TextFilter
        if field.type is bool or issubclass(field.type, Enum):
            return Choice[self.output(field.type)]  # type: ignore[misc]
        return Range[self.output(field.type)]  # type: ignore[misc]


def plain(value: Any) -> Any:
    """An input as plain values: objects as mappings without what was left out."""
    if dataclasses.is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: plain(item) for name, item in given.items() if item is not strawberry.UNSET}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def resolver(name: str, annotation: Any, function: Callable[[Any], Any], description: str) -> Any:
    """A field resolved by a plain function of the object."""

    def resolve(root: Any) -> Any:
        return function(root)

    resolve.__name__ = name
    resolve.__annotations__ = {"return": annotation}
    return strawberry.field(resolver=resolve, description=description, metadata=source(Computed(())))


def return_hint(function: Callable[..., Any]) -> Any:
    """What a computed field says it returns."""
    return get_type_hints(function, include_extras=True).get("return", NoneType)


def _attribute(name: str) -> Callable[[Any], Any]:
    return lambda root: getattr(root, name)


def _class(name: str, namespace: dict[str, Any]) -> type[Any]:
    return type(name, (), {**namespace, "__module__": __name__, "__qualname__": name})


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize() + "."


def _doc(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")
