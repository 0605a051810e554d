"""Typed domain fields: checked, dumped and loaded again as the same value."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest
from annotated_types import Ge, MaxLen
from hypothesis import given
from hypothesis import strategies as st

from casewright import Invalid, indexed, managed
from casewright.fields import FieldSet, check_given, check_text, strip_annotation


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, kw_only=True)
class Part:
    name: Annotated[str, MaxLen(5)]
    price: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A thing."""

    name: str = indexed(label="What it is called", unique=True)
    size: Size = indexed(default=Size.SMALL)
    price: Annotated[Decimal, Ge(0)] | None = indexed(default=None, group="money")
    made_on: date | None = None
    seen_at: datetime | None = indexed(default=None)
    broken: bool = indexed(default=False)
    parts: tuple[Part, ...] = ()
    verdict: str = managed(default="none")

    @property
    def worth(self) -> Decimal:
        """What all parts cost."""
        return sum((part.price for part in self.parts), Decimal(0))


FIELDS = FieldSet(Thing)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=50)
MOMENTS = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11, minutes=-30))]),
)
AMOUNTS = st.decimals(min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=2)
THINGS = st.builds(
    Thing,
    name=TEXTS,
    size=st.sampled_from(Size),
    price=st.none() | AMOUNTS,
    made_on=st.none() | st.dates(),
    seen_at=st.none() | MOMENTS,
    broken=st.booleans(),
    parts=st.lists(st.builds(Part, name=st.text("abc", max_size=5), price=AMOUNTS), max_size=3).map(tuple),
    verdict=TEXTS,
)


@given(THINGS)
def test_what_is_dumped_loads_as_the_same_value(thing: Thing) -> None:
    """JSON and back keeps every value; a moment keeps its point in time."""
    assert FIELDS.load(FIELDS.dump(thing)) == thing
    assert FIELDS.check(thing) == thing


@given(MOMENTS, MOMENTS)
def test_dumped_times_have_the_order_of_the_times(one: datetime, other: datetime) -> None:
    """Times are stored in one form in UTC, so that the database compares them as text."""
    first, second = (FIELDS.dump(Thing(name="x", seen_at=moment))["seen_at"] for moment in (one, other))
    assert (first < second) == (one < other)


def test_a_declaration_says_what_a_form_and_a_list_need() -> None:
    """Kind, label, default and marking of each field, in declared order."""
    fields = FIELDS.fields
    assert list(fields) == ["name", "size", "price", "made_on", "seen_at", "broken", "parts", "verdict"]
    assert [name for name, field in fields.items() if field.required] == ["name"]
    assert [name for name, field in fields.items() if field.marking.indexed] == [
        "name",
        "size",
        "price",
        "seen_at",
        "broken",
    ]
    assert (fields["name"].label, fields["made_on"].label) == ("What it is called", "Made on")
    assert (fields["price"].kind, fields["broken"].kind, fields["seen_at"].kind) == ("number", "boolean", "text")
    assert (fields["price"].type, fields["price"].optional, fields["price"].marking.group) == (Decimal, True, "money")
    assert fields["verdict"].marking.managed
    assert list(FIELDS.computed) == ["worth"]
    assert FIELDS.json_schema["properties"]["size"]["default"] == "small"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": "x", "size": "huge"}, "size"),
        ({"name": "x", "price": "-1"}, "price"),
        ({"name": "x", "price": "NaN"}, "price"),
        ({"name": "x", "price": "1e101"}, "price"),
        ({"name": "x", "price": "1e-200"}, "price"),
        ({"name": "x", "parts": [{"name": "a"}, {"name": "longer"}]}, "parts.1.name"),
        ({"name": "x", "made_on": "yesterday"}, "made_on"),
        ({"name": "x", "seen_at": "2026-03-02T09:00:00"}, "seen_at"),
        ({"name": "x", "seen_at": "0001-01-01T00:00:00+14:00"}, "seen_at"),
        ({"name": "x" * 501}, "name"),
        ({"name": "x", "colour": "red"}, "colour"),
    ],
)
def test_what_a_field_does_not_allow_is_invalid_and_named(values: dict[str, Any], field: str) -> None:
    """One sentence that begins with the field."""
    with pytest.raises(Invalid) as refusal:
        FIELDS.validate(values)
    assert refusal.value.field == field


def test_all_mistakes_are_told_at_once() -> None:
    """A form shows every field that is wrong, not only the first."""
    with pytest.raises(Invalid) as refusal:
        FIELDS.validate({"size": "huge", "price": "-1"})
    assert [field for field, _ in refusal.value.errors] == ["name", "size", "price"]


def test_a_value_built_past_its_constraints_is_found() -> None:
    """A transition may build anything; what it returns is proved all the same."""
    with pytest.raises(Invalid, match="price"):
        FIELDS.check(replace(Thing(name="x"), price=Decimal(-1)))


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", {"a": ["b\x00"]}, ("\udfff",), "x" * 100_001])
def test_text_no_database_stores_is_invalid(text: Any) -> None:
    """NUL, half a surrogate pair and endless text are found at any depth."""
    with pytest.raises(Invalid):
        check_text(text)


def test_other_text_passes() -> None:
    """Emoji, quotes, percent signs and right-to-left marks are text like any other."""
    check_text({"a": ["👩‍🚒", '\'; DROP TABLE "case"; --', "100 %", "\u202e", 7, None, date(2026, 3, 2)]})


@pytest.mark.parametrize("blank", [None, "", " \t\n"])
def test_a_blank_text_is_as_good_as_none(blank: str | None) -> None:
    """The sentence says what is wanted."""
    with pytest.raises(Invalid, match="say why") as refusal:
        check_given(blank, "say why", field="reason")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(
    ("hint", "bare", "optional"),
    [
        (int, int, False),
        (int | None, int, True),
        (Annotated[int, Ge(0)], int, False),
        (Annotated[int, Ge(0)] | None, int, True),
        (Annotated[int | None, Ge(0)], int, True),
        (int | str, int | str, False),
    ],
)
def test_the_bare_type_of_a_hint(hint: Any, bare: Any, optional: bool) -> None:
    """Annotations and None are taken off, whichever is outside."""
    assert strip_annotation(hint) == (bare, optional)


def test_only_dataclasses_have_fields() -> None:
    """A plain class is refused at once, by its name."""
    with pytest.raises(TypeError, match="str is not a dataclass"):
        FieldSet(str)
