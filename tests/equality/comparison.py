"""Two answers to one operation, compared: status and media type, data to the letter and in order, errors by place."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from equality.gateways import Answer


class Told(NamedTuple):
    """What an answer says, in a form to be compared."""

    status: int
    content_type: str
    data: str
    errors: tuple[str, ...]


def told(answer: Answer) -> Told:
    """The answer: data with the order of its keys, errors by path and code, whatever their words and order."""
    body = json.loads(answer.body)
    errors = [json.dumps([error.get("path"), error["extensions"]["code"]]) for error in body.get("errors", ())]
    return Told(answer.status, answer.content_type, _written(body), tuple(sorted(errors)))


def planned(answer: Answer) -> bool:
    """Whether a plan gave the answer."""
    plan = json.loads(answer.body).get("extensions", {}).get("plan")
    return plan is not None and bool(plan["planned"])


def told_by_any_database(answer: Answer) -> Told:
    """The same without what databases may write in their own way: cursors, and seconds that were computed."""
    body = json.loads(answer.body)
    return told(Answer(answer.status, answer.content_type, json.dumps(_masked(body)).encode()))


def _written(body: dict[str, Any]) -> str:
    return json.dumps(body["data"], ensure_ascii=False, indent=1) if "data" in body else "no data"


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    if isinstance(value, float):
        return round(value, 2)
    return "a cursor" if isinstance(value, str) and _is_cursor(value) else value


def _is_cursor(text: str) -> bool:
    return re.search(r"~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", text) is not None


def difference(left: Told, right: Told) -> str | None:
    """Where two answers differ first; None when they say the same."""
    for name, mine, other in zip(Told._fields, left, right, strict=True):
        if mine != other and not (name == "errors" and _first_of_several(left, right)):
            return f"{name}: {_first_line(str(mine), str(other))}"
    return None


def _first_of_several(left: Told, right: Told) -> bool:
    """Whether several root fields failed: without data the first of them is told, which depends on the moment."""
    if (left.data, right.data) != ("null", "null") or not left.errors or not right.errors:
        return False
    return len({json.dumps((json.loads(error)[0] or [None])[0]) for error in (*left.errors, *right.errors)}) > 1


def _first_line(mine: str, other: str) -> str:
    lines = zip([*mine.split("\n"), "(end)"], [*other.split("\n"), "(end)"], strict=False)
    return next(f"line {number}: {a!r} but {b!r}" for number, (a, b) in enumerate(lines, start=1) if a != b)


def of_own_roles(refusal: Mapping[str, Any]) -> bool:
    """Whether something is forbidden by what the asker's roles do not show of the schema, whatever rows there are."""
    return refusal["code"] == "FORBIDDEN" and refusal.get("rule") == "field.hidden" and bool(refusal.get("field"))
