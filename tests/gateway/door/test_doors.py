"""Both doors of the schema mask the same way, log the same way, and stop what takes too long."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError, ValidationRule
from strawberry.extensions import AddValidationRules, SchemaExtension
from strawberry.relay.types import GlobalIDValueError

from casewright.deadlines import Deadlines, Limit
from casewright.errors import Conflict, Forbidden, NotFound, PluginError, Unavailable
from casewright_gateway import doors
from casewright_gateway.doors import Schema, TimeLimit
from casewright_gateway.limits import Limits, extensions
from casewright_gateway.masking import published

INCIDENT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = "postgres://app:hunter2@db/claims"


class BreaksBefore(SchemaExtension):
    """An extension that fails before the operation."""

    def on_operation(self) -> Iterator[None]:
        raise RuntimeError(SECRET)
        yield


class BreaksAfter(SchemaExtension):
    """An extension that fails after the operation."""

    def on_operation(self) -> Iterator[None]:
        yield
        raise RuntimeError(SECRET)


class BreaksWhileParsing(SchemaExtension):
    """An extension that fails while the query is parsed."""

    async def on_parse(self) -> AsyncIterator[None]:
        raise RuntimeError(SECRET)
        yield


class BreaksWhileExecuting(SchemaExtension):
    """An extension that fails while the operation runs."""

    async def on_execute(self) -> AsyncIterator[None]:
        yield
        raise RuntimeError(SECRET)


class BrokenRule(ValidationRule):
    """A validation rule that fails."""

    def enter_field(self, *_: Any) -> None:
        raise RuntimeError(SECRET)


BROKEN = [
    BreaksBefore,
    BreaksAfter,
    BreaksWhileParsing,
    BreaksWhileExecuting,
    lambda: AddValidationRules([BrokenRule]),
]


async def through_both(schema: Any, query: str, **options: Any) -> list[GraphQLError]:
    """The errors of a query at each of the two doors."""
    errors = list((await schema.execute(query, **options)).errors)
    async for result in await schema.stream(query, **options):
        errors.extend(result.errors or ())
    return errors


def facts(record: logging.LogRecord) -> Any:
    """The named values of a record, as a structured log keeps them."""
    return record.args


class TestMasking:
    @pytest.mark.parametrize("query", ["{ fault }", "{ foreignError }", "{ borrowedCode }", "{ tooBig }"])
    async def test_a_fault(self, schema: Any, query: str, world: Any, log: pytest.LogCaptureFixture) -> None:
        """What is not meant for the client is an internal error at both doors, logged once each, without words."""
        errors = await through_both(schema, query, context_value=world)
        assert [(error.message, error.extensions["code"]) for error in errors] == [("internal error", "INTERNAL")] * 2
        incidents = [error.extensions["incidentId"] for error in errors]
        assert all(INCIDENT.fullmatch(incident) for incident in incidents)
        assert [facts(record)["incident_id"] for record in log.records] == incidents
        assert "hunter2" not in log.text + str([error.formatted for error in errors])
        assert str(2**40) not in log.text + str([error.formatted for error in errors])

    @pytest.mark.parametrize("extension", BROKEN)
    async def test_a_fault_around_the_resolvers(
        self, schema_of: Callable[..., Any], extension: Any, world: Any, log: pytest.LogCaptureFixture
    ) -> None:
        """Exceptions of extensions and validation rules are masked and logged like any other."""
        errors = await through_both(schema_of(extensions=[extension]), "{ hello }", context_value=world)
        assert [(error.message, error.extensions["code"]) for error in errors] == [("internal error", "INTERNAL")] * 2
        assert [facts(record)["incident_id"] for record in log.records] == [e.extensions["incidentId"] for e in errors]
        assert "hunter2" not in log.text

    async def test_control_the_stock_schema_leaks(
        self, schema_of: Callable[..., Any], log: pytest.LogCaptureFixture
    ) -> None:
        """Strawberry's own schema shows the words of an exception to the client and to the log."""
        stock = schema_of(strawberry.Schema)
        result = await stock.execute("{ fault }")
        assert result.errors[0].message == SECRET
        assert "hunter2" in log.text
        broken = schema_of(strawberry.Schema, extensions=[BreaksBefore])
        with pytest.raises(RuntimeError, match="hunter2"):
            _ = [result async for result in await broken.stream("{ hello }")]

    async def test_a_refusal_keeps_its_words(self, schema: Any, log: pytest.LogCaptureFixture) -> None:
        """An error meant for people keeps its message and its code, and names rule, field and plugin."""
        for error in await through_both(schema, "{ refused }"):
            assert error.message == "The task is open; complete it first."
            assert error.extensions == {
                "code": "REFUSED",
                "rule": "case.tasks",
                "field": "closedOn",
                "plugin": "toy",
            }
        assert {record.levelno for record in log.records} == {logging.INFO}
        assert "task is open" not in log.text

    @pytest.mark.parametrize(
        ("query", "variables", "code"),
        [
            ("{ hello", None, "GRAPHQL_PARSE_FAILED"),
            ("{ absent }", None, "GRAPHQL_VALIDATION_FAILED"),
            ("query($n: Int) { hello(name: $n) }", None, "GRAPHQL_VALIDATION_FAILED"),
            ("{ hello(name: 1) }", None, "GRAPHQL_VALIDATION_FAILED"),
            ("{ __schema { absent } }", None, "GRAPHQL_VALIDATION_FAILED"),
            ("query($n: String!) { hello(name: $n) }", None, "BAD_USER_INPUT"),
            ("query($n: String!) { hello(name: $n) }", {"n": 1}, "BAD_USER_INPUT"),
            ('query($n: String = "x") { hello(name: $n) }', {"n": None}, "BAD_USER_INPUT"),
            ("{ invalid }", None, "BAD_USER_INPUT"),
            ("fragment f on Query { hello }", None, "BAD_USER_INPUT"),
            ("", None, "BAD_USER_INPUT"),
        ],
    )
    async def test_every_error_of_the_client_has_a_code(
        self, schema: Any, query: str, variables: dict[str, Any] | None, code: str
    ) -> None:
        """Whatever is wrong with a request, the client can tell by the code."""
        errors = await through_both(schema, query, variable_values=variables)
        assert {error.extensions["code"] for error in errors} == {code}

    async def test_errors_of_a_cached_query_stay_what_they_were(self, schema: Any) -> None:
        """A refused query that is asked again is refused in the same words."""
        first, second = [await schema.execute("{ absent }") for _ in range(2)]
        assert [error.formatted for error in first.errors] == [error.formatted for error in second.errors]

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (NotFound("There is no such case."), "NOT_FOUND"),
            (Forbidden("Ask a manager."), "FORBIDDEN"),
            (Conflict("Read again."), "CONFLICT"),
            (Unavailable("Try again."), "UNAVAILABLE"),
            (PluginError("toy failed.", plugin="toy"), "PLUGIN_ERROR"),
            (GlobalIDValueError(SECRET), "BAD_USER_INPUT"),
            (ValueError(SECRET), "INTERNAL"),
        ],
    )
    def test_codes_of_the_family(self, error: Exception, code: str) -> None:
        """Each kind of error has the code it declares; strawberry's words about ids are replaced."""
        answer = published(error)
        assert (answer.extensions or {})["code"] == code
        assert "hunter2" not in answer.message


class TestLog:
    async def test_a_fault_says_where(self, schema: Any, log: pytest.LogCaptureFixture) -> None:
        """The record of a fault has the code, field, operation, incident, the type of the cause and its places."""
        result = await schema.execute("query Report { again: fault }")
        (record,) = log.records
        assert (record.name, record.levelno) == ("casewright.gateway", logging.ERROR)
        assert facts(record)["field"] == "fault"
        assert facts(record)["operation"] == "Report"
        assert facts(record)["incident_id"] == result.errors[0].extensions["incidentId"]
        assert facts(record)["cause"] == "builtins.RuntimeError"
        assert facts(record)["frames"].endswith(":fault")

    async def test_many_refusals_are_one_line(self, schema: Any, log: pytest.LogCaptureFixture) -> None:
        """A query of a hundred mistakes writes one short line, without its text."""
        await schema.execute("{" + " ".join(f"patientMeier{number}" for number in range(300)) + "}")
        (record,) = log.records
        assert len(record.getMessage()) < 100
        assert "patientMeier" not in log.text

    @pytest.mark.parametrize("name", ["A\nERROR forged", "\x1b[2J", "x" * 101, "a b"])
    async def test_an_operation_name_cannot_forge_a_line(
        self, schema: Any, name: str, log: pytest.LogCaptureFixture
    ) -> None:
        """An operation name that is no GraphQL name is not logged."""
        await through_both(schema, "{ fault }", operation_name=name)
        assert name not in log.text

    async def test_an_alias_is_not_logged(self, schema: Any, log: pytest.LogCaptureFixture) -> None:
        """The field is named as in the schema: what the client calls it may say anything, at any length."""
        await schema.execute("{ patientMeier: fault " + "a" * 50_000 + ": fault }")
        assert [facts(record)["field"] for record in log.records] == ["fault", "fault"]
        assert "patientMeier" not in log.text
        assert len(log.text) < 2_000


class TestTimeLimit:
    @pytest.fixture
    def deadlines(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, Callable[[], object]]]:
        """The limits that are set, held back until the test lets one expire."""
        made: list[tuple[float, Callable[[], object]]] = []

        class HeldBack(Deadlines):
            def begin(self, limit: Limit) -> None:
                made.append((self.seconds, limit.stop))

        monkeypatch.setattr(doors, "_deadlines", HeldBack)
        return made

    @pytest.fixture
    def hurried(self, schema_of: Callable[..., Any], world: Any, deadlines: Any) -> Schema:
        """A schema whose time is over as soon as a resolver of every field waits."""

        def expire() -> None:
            if len(world.waiting) % 2 == 0:
                deadlines[-1][1]()

        world.when_waiting = expire
        made: Schema = schema_of(extensions=[lambda: TimeLimit(3, self.check)])
        return made

    answering = True

    async def check(self, context: Any) -> None:
        """Whether every part answers."""
        if not self.answering:
            raise Unavailable("The register does not answer; try again.")

    async def test_a_query_is_cancelled(self, hurried: Any, world: Any, deadlines: Any) -> None:
        """What takes too long is cancelled where it waits, and answered with a code, at both doors."""
        errors = await through_both(hurried, "{ slow other: slow }", context_value=world)
        assert [error.extensions["code"] for error in errors] == ["TIMEOUT", "TIMEOUT"]
        assert world.cancelled == ["slow"] * 4
        assert [delay for delay, _ in deadlines] == [3, 3]

    async def test_what_waits_for_a_part_that_is_silent_is_unavailable(self, hurried: Any, world: Any) -> None:
        """Who asked for too much is told so, and who waited for a server that says nothing is told that."""
        self.answering = False
        errors = await through_both(hurried, "{ slow other: slow }", context_value=world)
        assert [error.extensions["code"] for error in errors] == ["UNAVAILABLE", "UNAVAILABLE"]
        assert {error.message for error in errors} == {"The register does not answer; try again."}

    async def test_a_write_is_cancelled(self, hurried: Any, world: Any) -> None:
        """A write that takes too long has changed nothing, and what comes after it is not begun."""
        world.waiting.append("as if another field waited")
        query = 'mutation { slowWrite(text: "x") write(text: "y") }'
        result = await hurried.execute(query, context_value=world)
        assert result.errors[0].extensions["code"] == "TIMEOUT"
        assert (world.written, world.cancelled) == ([], ["slow write"])

    async def test_a_subscription_may_live_longer(self, hurried: Any, deadlines: Any) -> None:
        """The limit is not for subscriptions."""
        results = [result async for result in await hurried.stream("subscription { count }")]
        assert [(result.data or {})["count"] for result in results] == [0, 1, 2]
        assert deadlines == []

    async def test_the_limits_of_the_door_include_time(self, schema_of: Callable[..., Any], deadlines: Any) -> None:
        """A schema made with our extensions has the limit without being told."""
        await schema_of(extensions=extensions(Limits(seconds=7))).execute("{ hello }")
        assert [delay for delay, _ in deadlines] == [7]

    async def test_control_without_a_limit(self, schema_of: Callable[..., Any], world: Any) -> None:
        """Without the extension the query waits as long as its resolver does."""
        begun = asyncio.Event()
        world.when_waiting = begun.set
        waiting = asyncio.create_task(schema_of().execute("{ slow }", context_value=world))
        await begun.wait()
        assert not waiting.done()
        waiting.cancel()
        await asyncio.wait({waiting})
        assert world.cancelled == ["slow"]


class TestStreams:
    async def test_a_stream_that_is_left_is_closed(self, schema: Any, world: Any) -> None:
        """Closing a stream closes the generator it reads from, at once."""
        stream = await schema.stream("subscription { waits }", context_value=world)
        await anext(stream)
        assert world.cancelled == []
        await stream.aclose()
        assert world.cancelled == ["waits"]

    async def test_a_subscription_at_the_wrong_door(self, schema: Any) -> None:
        """A subscription is not executed once; it is refused with what to do."""
        result = await schema.execute("subscription { count }")
        assert "WebSocket" in result.errors[0].message
