"""Typed domain fields: a vendor's frozen dataclass to and from JSON, checked on every write."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from casewright.db.dialect import storable
from casewright.errors import Invalid

F = TypeVar("F")
Kind = Literal["text", "number", "boolean"]
_KEY = "casewright"
_LIMIT = 100_000
_INDEXED_LIMIT = 500
"""Characters; PostgreSQL indexes 2,700 bytes at most."""
_DIGITS = 100


@dataclass(frozen=True)
class Marking:
    """What a vendor said about a field beside its type."""

    label: str = ""
    group: str = ""
    indexed: bool = False
    unique: bool = False
    managed: bool = False
    agreed: bool = False
    sealed: bool = False
    longest: int = 10_000
    """Characters of a text that is stored sealed."""


def _declare(marking: Marking, default: Any) -> Any:
    return dataclasses.field(default=default, metadata={_KEY: marking})


def indexed(
    *,
    label: str = "",
    group: str = "",
    unique: bool = False,
    managed: bool = False,
    default: Any = MISSING,
) -> Any:
    """A field that lists can be filtered and sorted by; `unique` holds within the case type and tenant.

    `group` names a field group a grant may hide; `managed` as in `managed()`.
    """
    return _declare(Marking(label, group, True, unique, managed), default)


def managed(*, label: str = "", group: str = "", default: Any = MISSING) -> Any:
    """A field that only transitions change: it is absent from the inputs of opening and updating."""
    return _declare(Marking(label, group, managed=True), default)


def agreed(*, label: str = "", group: str = "", default: Any = MISSING) -> Any:
    """A field that is the same for all cases of a tenant that are opened now, and that a case keeps from then on.

    The deployment gives its value for a tenant (`CASEWRIGHT_AGREEMENTS`), else it is the default. What the case type
    decides from its fields, clocks and priorities for instance, so holds for a case whatever is agreed later.
    """
    return _declare(Marking(label, group, managed=True, agreed=True), default)


def sealed(
    *, label: str = "", group: str = "", managed: bool = False, longest: int = 10_000, default: Any = MISSING
) -> Any:
    """A text that is stored sealed (`sealing`): the database, its dumps and the history of a case have it unreadable.

    Only the API opens it, and an export, for who sees its group. Nothing is decided from it: rules, titles and
    transitions are given what is stored, and an argument of a transition by the same name is sealed like the field. The
    type of both is `str` or `str | None`, without constraints; the text is not blank and has `longest` characters at
    most. No list can be filtered, sorted or searched by it. `managed` as in `managed()`.
    """
    return _declare(Marking(label, group, managed=managed, sealed=True, longest=longest), default)


def strip_annotation(hint: Any) -> tuple[Any, bool]:
    """The bare type of a hint, and whether None is allowed: `Annotated[int, ...] | None` is (int, True)."""
    if get_origin(hint) in (Union, UnionType):
        members = [member for member in get_args(hint) if member is not NoneType]
        bare = strip_annotation(members[0])[0] if len(members) == 1 else Union[tuple(members)]  # noqa: UP007
        return bare, len(members) < len(get_args(hint))
    if hasattr(hint, "__metadata__"):
        return strip_annotation(get_args(hint)[0])
    return hint, False


@dataclass(frozen=True)
class Field:
    """One domain field: name, bare type, whether it may be None, and how it was marked."""

    name: str
    type: Any
    optional: bool
    required: bool
    marking: Marking
    hint: Any = None
    """The type as it was written, with its constraints."""

    @property
    def label(self) -> str:
        """What a form shows: the declared label, or the name in words."""
        return self.marking.label or self.name.replace("_", " ").capitalize()

    @property
    def kind(self) -> Kind:
        """How the value is compared in the database: numbers as numbers, all else as text."""
        if self.type is bool:
            return "boolean"
        return "number" if self.type in (int, float, Decimal) else "text"

    def operand(self, stored: Any) -> Any:
        """A stored value as it is compared with in the database; None stays None."""
        if stored is None or self.kind == "boolean":
            return stored
        return Decimal(str(stored)) if self.kind == "number" else str(stored)


class FieldSet(Generic[F]):
    """The fields of one dataclass: checking, JSON in both directions, JSON Schema."""

    def __init__(self, cls: type[F]) -> None:
        if not dataclasses.is_dataclass(cls):
            raise TypeError(f"{cls.__name__} is not a dataclass")
        self.cls = cls
        self.adapter: TypeAdapter[F] = TypeAdapter(cls)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by name, in declared order."""
        hints = get_type_hints(self.cls, include_extras=True)
        return {field.name: _field(field, hints[field.name]) for field in dataclasses.fields(self.cls)}  # type: ignore[arg-type]

    @cached_property
    def sealed(self) -> frozenset[str]:
        """The names of the fields that are stored sealed."""
        return frozenset(name for name, field in self.fields.items() if field.marking.sealed)

    @cached_property
    def computed(self) -> dict[str, Callable[[F], Any]]:
        """The properties of the dataclass: fields that are derived, never stored."""
        found = {name: value for name, value in vars(self.cls).items() if isinstance(value, property)}
        return {name: value.fget for name, value in found.items() if value.fget is not None}

    @cached_property
    def json_schema(self) -> Mapping[str, Any]:
        """JSON Schema (draft 2020-12) of the fields, for dynamic forms: made once, so nobody changes it."""
        return self.adapter.json_schema()

    def validate(self, values: Mapping[str, Any]) -> F:
        """Build the fields from plain values; raises Invalid with one sentence per field."""
        unknown = [name for name in values if name not in self.fields]
        if unknown:
            errors = tuple((name, f"{name} is not a field of {self.cls.__name__}") for name in unknown)
            raise Invalid(errors[0][1], errors=errors, rule="input.form", field=unknown[0])
        try:
            value = self.adapter.validate_python(dict(values))
        except ValidationError as error:
            raise _invalid(error) from None
        for name, given in values.items():
            check_text(given, field=name)
        for name, declared in self.fields.items():
            _check_storable(declared, getattr(value, name))
        return value

    def check(self, value: F) -> F:
        """The same value, proved: a transition may have built it past its own constraints."""
        return self.validate({name: getattr(value, name) for name in self.fields})

    def dump_one(self, name: str, value: Any) -> Any:
        """A plain value as one of the fields stores it; raises Invalid when it does not fit."""
        check_text(value, field=name)
        adapter: TypeAdapter[Any] = TypeAdapter(get_type_hints(self.cls, include_extras=True)[name])
        try:
            return adapter.dump_python(adapter.validate_python(value), mode="json")
        except ValidationError as error:
            raise _invalid(error) from None

    def load(self, stored: Mapping[str, Any]) -> F:
        """Fields from the JSON of a row."""
        return self.adapter.validate_python(dict(stored))

    def dump(self, value: F) -> dict[str, Any]:
        """JSON of the fields: decimals as text, times in UTC, both in one fixed form."""
        dumped: dict[str, Any] = self.adapter.dump_python(value, mode="json")
        times = {name: getattr(value, name) for name in self.fields if isinstance(getattr(value, name), datetime)}
        return dumped | {name: time.astimezone(UTC).isoformat(timespec="microseconds") for name, time in times.items()}


def _field(field: "dataclasses.Field[Any]", hint: Any) -> Field:
    bare, optional = strip_annotation(hint)
    required = field.default is MISSING and field.default_factory is MISSING
    return Field(field.name, bare, optional, required, field.metadata.get(_KEY, Marking()), hint)


def _check_storable(declared: Field, value: Any) -> None:
    name = declared.name
    if isinstance(value, datetime):
        check_time(value, field=name)
    elif isinstance(value, Decimal):
        check_number(value, field=name)
    elif declared.marking.indexed and isinstance(value, str) and len(value) > _INDEXED_LIMIT:
        message = f"{name} may have {_INDEXED_LIMIT} characters at most"
        raise Invalid(message, rule="text.length", field=name)


def check_time(moment: datetime, *, field: str) -> None:
    """Refuse a time without its zone, or one that has no place in UTC; raises Invalid."""
    if moment.tzinfo is None:
        message = f"{field}: a time needs its zone, for instance 2026-03-02T09:00:00Z"
        raise Invalid(message, rule="time.zone", field=field)
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise Invalid(f"{field}: the time is too far away", rule="time.range", field=field) from None


def check_number(number: Decimal, *, field: str) -> None:
    """Refuse a decimal that is not finite or takes hundreds of digits to write; raises Invalid."""
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS or len(number.as_tuple().digits) > _DIGITS:
        raise Invalid(f"{field}: the number has {_DIGITS} digits at most", rule="number.digits", field=field)


def _invalid(error: ValidationError) -> Invalid:
    errors = tuple((".".join(str(part) for part in item["loc"]), item["msg"]) for item in error.errors())
    field, sentence = errors[0]
    return Invalid(f"{field}: {sentence}" if field else sentence, errors=errors, rule="input.form", field=field or None)


def plainly_storable(text: str) -> bool:
    """Whether a text holds nothing that `check_text` would refuse, wherever in it that stood."""
    return len(text) <= _LIMIT and storable(text)


def check_text(value: Any, *, field: str | None = None) -> None:
    """Refuse text no database stores: NUL, lone surrogates, values over 100,000 characters; raises Invalid.

    With a `field`, the error names the place within it.
    """
    if isinstance(value, str):
        if not storable(value):
            message = "text may not hold NUL or broken Unicode; remove the character"
            raise Invalid(message, rule="text.characters", field=field)
        if len(value) > _LIMIT:
            raise Invalid(f"text may have {_LIMIT} characters at most", rule="text.length", field=field)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            check_text(key, field=field)
            check_text(item, field=field and f"{field}.{key}")
    elif isinstance(value, list | tuple | set | frozenset):
        for place, item in enumerate(value):
            check_text(item, field=field and f"{field}.{place}")


def check_given(text: str | None, sentence: str, *, field: str) -> None:
    """Refuse a missing or blank text with a sentence that says what is wanted, and what no database stores."""
    if not (text or "").strip():
        raise Invalid(sentence, rule=f"{field}.missing", field=field)
    check_text(text, field=field)
