"""Structured logs: one line of JSON for each record, with nothing in it that may be about a person.

Records of casewright say in fixed words what happened and carry named fields. Libraries and plugins may put anything
into theirs: of those only the words that stand in the source are kept, and of an exception its type and its places.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import MemoryHandler
from traceback import walk_tb
from types import TracebackType
from typing import Any

import orjson

from casewright.requests import request_id

FIELDS = (
    *("incident_id", "operation", "code", "field", "cause", "frames"),
    *("method", "path", "status", "ms", "address", "broker"),
    *("plugin", "subscriber", "attempt", "delivery_id", "case_id", "step"),
)
"""What a record of ours may carry, in the order in which it is written."""

_MOST_LINES = 1_000
_LATE_SECONDS = 0.02
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
            "request_id": getattr(record, "request_id", request_id.get()),
            **(_named(record) if ours else {}),
            **_failure(record),
        }
        cut = {name: _cut(value) for name, value in line.items() if value is not None}
        return _in_ascii(cut)


class Gathered(MemoryHandler):
    """Lines are written a fiftieth of a second late at most, many in one go; a warning is written at once.

    To make one line in the middle of something else takes several times as long as one of many.
    """

    def __init__(self) -> None:
        super().__init__(_MOST_LINES, logging.WARNING, logging.StreamHandler())
        # Our lines tell of none of these, which logging else looks up for each record.
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

    def flush(self) -> None:
        """Write the lines in one go: by itself each would be a system call."""
        self.acquire()
        try:
            records, self.buffer = self.buffer, []
            self._write(records)
        finally:
            self.release()

    def _write(self, records: list[logging.LogRecord]) -> None:
        if records and isinstance(self.target, logging.StreamHandler):  # without one it is closed
            self.target.stream.write("".join(map(self._line, records)))
            self.target.flush()

    def _line(self, record: logging.LogRecord) -> str:
        try:
            return self.format(record) + "\n"
        except Exception:
            self.handleError(record)
            return ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, with the request that it belongs to: the one it names, or the one that is being served."""
        vars(record).setdefault("request_id", request_id.get())
        super().emit(record)
        if len(self.buffer) == 1:
            self._flush_soon()

    def _flush_soon(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nothing comes later outside of an event loop
            self.flush()
        else:
            loop.call_later(_LATE_SECONDS, self.flush)


def configuration(level: str = "INFO") -> dict[str, Any]:
    """For `logging.config`: JSON lines on standard error, ours from `level` up, of everybody else from WARNING up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"()": Gathered, "formatter": "json"}},
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
    values = {**vars(record), **record.args} if isinstance(record.args, Mapping) else vars(record)
    return {name: values[name] for name in FIELDS if name in values}


def _failure(record: logging.LogRecord) -> dict[str, str]:
    error = record.exc_info[1] if record.exc_info else None
    return {"cause": type_of(error), "frames": frames(error.__traceback__)} if error else {}


def _in_ascii(line: dict[str, Any]) -> str:
    """orjson is several times faster, but knows no other way to write what is not ASCII."""
    try:
        text = orjson.dumps(line, default=str)
    except TypeError:  # half of a surrogate pair
        text = b"\xff"
    return text.decode() if text.isascii() else json.dumps(line, default=str)


def _cut(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value
