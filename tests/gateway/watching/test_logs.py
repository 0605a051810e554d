"""One line of JSON for a record, whatever is in it, and no word that may be about a person."""

import asyncio
import io
import json
import logging
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware

from casewright.requests import request_id
from casewright_gateway import request_log
from casewright_gateway.logs import FIELDS, Gathered, JsonLines, configuration

SECRET = "Smith, 078-05-1120"
Log = Callable[..., dict[str, Any]]


def written(formatter: logging.Formatter, name: str, *words: Any, **more: Any) -> str:
    """What a handler with the formatter writes for one record."""
    stream, logger = io.StringIO(), logging.Logger(name, logging.DEBUG)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    logger.error(*words, **more)
    return stream.getvalue()


def record(name: str, *words: Any, **more: Any) -> dict[str, Any]:
    """One record as it is read from the log."""
    line = written(JsonLines(), name, *words, **more)
    assert line.count("\n") == 1
    read: dict[str, Any] = json.loads(line)
    return read


def test_a_record_of_ours_has_its_named_fields() -> None:
    """Time in UTC, level, logger, message, the request, and what the record names."""
    token = request_id.set("r-1")
    try:
        read = record("casewright.gateway", "refused: %s", "CONFLICT", extra={"code": "CONFLICT", "ms": 3})
    finally:
        request_id.reset(token)
    time = read.pop("time")
    assert time.endswith("+00:00")
    expected = {"level": "ERROR", "logger": "casewright.gateway", "message": "refused: CONFLICT", "request_id": "r-1"}
    assert read == {**expected, "code": "CONFLICT", "ms": 3}


def test_values_of_a_mapping_are_fields() -> None:
    """A record whose message takes its values by name keeps them by name."""
    read = record("casewright.gateway", "%(code)s in %(field)s", {"code": "INTERNAL", "field": "cases"})
    assert (read["message"], read["code"], read["field"]) == ("INTERNAL in cases", "INTERNAL", "cases")


def test_what_no_field_is_for_is_left_out() -> None:
    """Fields are a closed list."""
    assert "name_of_patient" not in record("casewright.gateway", "x", extra={"name_of_patient": SECRET})


@pytest.mark.parametrize("name", ["vendor", "asyncio", "casewrightly", "strawberry.execution"])
def test_a_library_is_known_by_the_words_of_its_source(name: str) -> None:
    """Values, second lines, objects and fields of others are left out."""
    assert record(name, "failed for %s", SECRET)["message"] == "failed for %s"
    assert record(name, f"never retrieved\nfuture: {SECRET}")["message"] == "never retrieved"
    assert record(name, ValueError(SECRET))["message"] == "ValueError"
    assert "code" not in record(name, "x", extra={"code": SECRET})


def failure() -> Exception:
    """An exception that was raised."""
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        return error


@pytest.mark.parametrize("name", ["casewright.gateway", "vendor"])
def test_an_exception_is_a_type_and_places(name: str) -> None:
    """Not its words, and not the line of source it was raised in."""
    error = failure()
    read = record(name, "failed", exc_info=error)
    assert read["cause"] == "builtins.KeyError"
    assert read["frames"].endswith(":failure")
    assert SECRET not in json.dumps(read)


def test_control_the_stock_formatter_tells_everything() -> None:
    """The same records through `logging.Formatter` have the secret, on several lines."""
    stock = logging.Formatter("%(message)s")
    assert SECRET in written(stock, "vendor", "failed for %s", SECRET)
    text = written(stock, "vendor", "failed", exc_info=failure())
    assert SECRET in text
    assert text.count("\n") > 1


@given(st.text(), st.sampled_from(FIELDS))
def test_no_value_breaks_a_line(value: str, field: str) -> None:
    """Whatever is in a field, the line is one line of printable ASCII and reads back."""
    nasty = f"{value}\r\n\x1b[2J\u2028\x85{value}"
    line = written(JsonLines(), "casewright.gateway", "%s", nasty, extra={field: nasty})
    assert line.endswith("\n")
    assert line[:-1].isascii()
    assert line[:-1].isprintable()
    assert json.loads(line)[field] == nasty[:500]


def test_a_long_value_is_cut() -> None:
    """No record is longer than its fields are many."""
    assert len(written(JsonLines(), "casewright.gateway", "x" * 100_000, extra={"code": "y" * 100_000})) < 1_500


def test_only_warnings_of_others_are_logged() -> None:
    """Ours from INFO up: a line for each request is one of them."""
    levels = configuration()
    assert (levels["root"]["level"], levels["loggers"]["casewright"]["level"]) == ("WARNING", "INFO")


class Gathering:
    """A logger whose lines are gathered, and what is written of them so far."""

    def __init__(self) -> None:
        self.stream, handler = io.StringIO(), Gathered()
        assert isinstance(handler.target, logging.StreamHandler)
        handler.target.setStream(self.stream)
        handler.setFormatter(JsonLines())
        self.logger = logging.Logger("casewright.access", logging.DEBUG)
        self.logger.addHandler(handler)

    def lines(self) -> list[dict[str, Any]]:
        """The lines that are written."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


async def test_lines_are_written_together_each_with_its_own_request() -> None:
    """Not at once, but soon, and in order; to which request a line belongs is told when it is made."""
    log = Gathering()
    for number in range(3):
        token = request_id.set(f"r-{number}")
        log.logger.info("asked")
        request_id.reset(token)
    log.logger.info("nobody's")
    assert log.lines() == []
    while not log.lines():
        await asyncio.sleep(0.01)
    assert [line.get("request_id") for line in log.lines()] == ["r-0", "r-1", "r-2", None]


async def test_requests_at_once_have_lines_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are made together, some time later, and each tells its own request: support finds it by the id."""
    log = Gathering()
    monkeypatch.setattr(request_log, "_log", log.logger)
    app = Starlette(middleware=[Middleware(request_log.RequestLog, answered=lambda route, status: None)])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        ids = [f"r-{number}" for number in range(5)]
        await asyncio.gather(*(client.get("/", headers={"x-request-id": each}) for each in ids))
        while len(log.lines()) < len(ids):
            await asyncio.sleep(0.01)
    assert sorted(line["request_id"] for line in log.lines()) == ids


async def test_a_warning_is_written_at_once() -> None:
    """With all that was gathered before it."""
    log = Gathering()
    log.logger.info("asked")
    log.logger.warning("slow")
    assert [line["message"] for line in log.lines()] == ["asked", "slow"]


def test_without_an_event_loop_nothing_is_gathered() -> None:
    """Commands write their lines as they come."""
    log = Gathering()
    log.logger.info("done")
    assert [line["message"] for line in log.lines()] == ["done"]
