"""Structured logs: one line of JSON for each record, with nothing in it that may be about a person.

Records of casewright say in fixed words what happened and carry named fields. Libraries and plugins may put anything
into theirs: of those only the words that stand in the source are kept, and of an exception its type and its places.
"""

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import walk_tb
from types import TracebackType
from typing import Any

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that the running task serves."""

FIELDS = (
    *("incident_id", "operation", "code", "field", "cause", "frames"),
    *("method", "path", "status", "ms", "address", "broker"),
    *("plugin", "subscriber", "attempt", "delivery_id", "case_id", "step"),
)
"""What a record of ours may carry, in the order in which it is written."""

_LONGEST = 500
_DEEPEST = 8


class JsonLines(logging.Formatter):
    """A record as one line of JSON in ASCII, so that no value can begin another line or move a terminal's cursor."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        ours = record.name.partition(".")[0] == "casewright"
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() if ours else _template(record.msg),
            "request_id": request_id.get(),
            **(_named(record) if ours else {}),
            **_failure(record),
        }
        cut = {name: _cut(value) for name, value in line.items() if value is not None}
        return json.dumps(cut, default=str)


def configuration(level: str = "INFO") -> dict[str, Any]:
    """For `logging.config`: JSON lines on standard error, ours from `level` up, of everybody else from WARNING up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"casewright": {"level": level}},
    }


def frames(traceback: TracebackType | None) -> str:
    """The last places an exception went through, as `module:line:function`."""
    places = [f"{frame.f_globals.get('__name__')}:{line}:{frame.f_code.co_name}" for frame, line in walk_tb(traceback)]
    return " ".join(places[-_DEEPEST:])


def type_of(error: BaseException) -> str:
    """The full name of an exception's class."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _template(message: object) -> str:
    """The words of a library without the values that belong into them."""
    return message.partition("\n")[0] if isinstance(message, str) else type(message).__name__


def _named(record: logging.LogRecord) -> dict[str, Any]:
    values = {**vars(record), **(record.args if isinstance(record.args, Mapping) else {})}
    return {name: values.get(name) for name in FIELDS}


def _failure(record: logging.LogRecord) -> dict[str, str]:
    error = record.exc_info[1] if record.exc_info else None
    return {"cause": type_of(error), "frames": frames(error.__traceback__)} if error else {}


def _cut(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value
