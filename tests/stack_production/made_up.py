"""Rows for every table there is, made up from the models alone: extremes, odd text, and NULL where it may be."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from tortoise.context import require_context
from tortoise.fields import (
    BigIntField,
    BooleanField,
    CharField,
    DateField,
    DatetimeField,
    DecimalField,
    IntField,
    JSONField,
    SmallIntField,
    TextField,
    UUIDField,
)
from tortoise.fields.base import Field
from tortoise.models import Model

from stack_production.copies import ODD

_BITS = {SmallIntField: 15, IntField: 31, BigIntField: 63}


async def fill(rows: int, seed: int) -> None:
    """So many rows, at most 64, in each table of the open database."""
    random = Random(seed)
    apps = require_context().apps
    assert apps is not None
    waiting = [model for app in apps.values() for model in app.values()]
    known: dict[type[Model], list[UUID]] = {}
    while waiting:
        model = next(model for model in waiting if all(parent in known for parent in _parents(model).values()))
        made = [_row(model, place, random, known) for place in range(rows)]
        await model.bulk_create(made)
        known[model] = [row.pk for row in made]
        waiting.remove(model)


def _parents(model: type[Model]) -> dict[str, type[Model]]:
    """The model each column of a foreign key refers to."""
    relations: list[Any] = [model._meta.fields_map[name] for name in model._meta.fk_fields]
    return {relation.source_field: relation.related_model for relation in relations}


def _row(model: type[Model], place: int, random: Random, known: dict[type[Model], list[UUID]]) -> Model:
    parents = _parents(model)
    values = {}
    for name in model._meta.fields_db_projection:
        field = model._meta.fields_map[name]
        if field.null and random.random() < 0.4:
            values[name] = None
        elif name in parents:
            values[name] = random.choice(known[parents[name]])
        else:
            values[name] = _value(field, place, random)
    return model(**values)


def _value(field: Field[Any], place: int, random: Random) -> Any:
    match field:
        case UUIDField():
            return UUID(int=random.getrandbits(128))
        case CharField():
            return _text(random)[: field.max_length]
        case TextField():
            return _text(random) * 3
        case BooleanField():
            return random.random() < 0.5
        case DatetimeField():
            return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=random.choice([0, random.getrandbits(55)]))
        case DateField():
            return date(1, 1, 1) + timedelta(days=random.randrange(3_600_000))
        case DecimalField():
            return _decimal(field, place, random)
        case JSONField():
            return _json(random)
        case _:
            return _number(_BITS[type(field)], place)


def _decimal(field: DecimalField, place: int, random: Random) -> Decimal:
    """The largest, the smallest, zero and others."""
    largest = 10**field.max_digits - 1
    edges = [largest, -largest, 0]
    digits = edges[place] if place < len(edges) else random.randrange(-largest, largest)
    return Decimal(digits).scaleb(-field.decimal_places)


def _number(bits: int, place: int) -> int:
    """The largest, the smallest, zero and others, none of them twice."""
    edges = [2**bits - 1, -(2**bits), 0]
    return edges[place] if place < len(edges) else place << (bits - 7)


def _text(random: Random) -> str:
    """First what is never twice, then what is hard."""
    return f"{random.getrandbits(64):016x}{''.join(random.sample(ODD, len(ODD)))}"


def _json(random: Random) -> dict[str, Any]:
    amounts = [str(Decimal(random.getrandbits(80)).scaleb(-20)), random.random(), 1e-9, 0.1, 2**62, -1]
    inner = {"amounts": amounts, "nothing": None, "": [], "yes": True, _text(random): {"a": {}}}
    return json.loads(json.dumps({"inner": inner, "text": _text(random)}))  # type: ignore[no-any-return]
