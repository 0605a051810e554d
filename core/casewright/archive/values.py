"""The values of columns, in a form that belongs to no database."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Kind = Literal["text", "integer", "number", "boolean", "uuid", "datetime", "date", "decimal", "json"]


def to_json(kind: Kind, value: Any) -> Any:
    """The JSON value for what a driver gave: times in UTC, decimals as text with all their digits."""
    if value is None:
        return None
    match kind:
        case "boolean":
            return bool(value)
        case "uuid" | "date":
            return str(value)
        case "datetime":
            return _moment(value).astimezone(UTC).isoformat()
        case "decimal":
            return format(Decimal(str(value)), "f")
        case "json":
            return json.loads(value)
        case _:
            return value


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def from_json(kind: Kind, value: Any) -> Any:
    """The value to bind for a JSON value; raises ValueError or TypeError for one that is none of this kind."""
    if value is None:
        return None
    match kind:
        case "uuid":
            return UUID(value)
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
        case "decimal":
            return Decimal(value)
        case "json":
            return compact(value)
        case _:
            return value


def compact(value: Any) -> str:
    """JSON without spaces, text as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
