"""Tracing is there for who asks for it, and costs nobody else anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID, uuid4

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from casewright import tracing
from casewright.spans import Spans, trace_of
from casewright.tracing import Untraced, asked_for, tracing_of


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "cases"}, False),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_standard_variables_decide(environment: dict[str, str], asked: bool) -> None:
    """An exporter or an endpoint turns it on, and the switch of the SDK off."""
    assert asked_for(environment) is asked


def test_nothing_is_imported_unless_it_is_asked_for() -> None:
    """Without the variables the platform does not know OpenTelemetry, although it is installed."""
    program = """
import os, sys
from casewright.platform import Platform
from casewright.tracing import tracing_of
tracing_of(os.environ)
print([name for name in sys.modules if name.startswith(("opentelemetry", "casewright.spans"))])
"""
    assert _run(program) == "[]\n"
    assert "casewright.spans" in _run(program, OTEL_TRACES_EXPORTER="otlp")


def test_without_the_extra_nobody_is_stopped(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The log says what is missing, and the process goes on untraced."""
    monkeypatch.setattr(tracing.importlib.util, "find_spec", lambda name: None)
    assert isinstance(tracing_of({"OTEL_TRACES_EXPORTER": "otlp"}), Untraced)
    assert "install casewright[otel]" in caplog.text


def test_untraced_spans_can_be_spoken_to() -> None:
    """Whoever makes spans need not ask whether anybody looks."""
    nobody = Untraced()
    with nobody.received({}), nobody.span("change") as span, nobody.after(uuid4(), "reaction", {}):
        span.describe({"casewright.code": "OK"})
        nobody.caused(uuid4())


class _Collector(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((self.path, body))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def collector() -> Iterator[HTTPServer]:
    """What operators run to take spans."""
    server = HTTPServer(("127.0.0.1", 0), _Collector)
    server.heard = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_spans_reach_the_collector(collector: HTTPServer) -> None:
    """Over OTLP, under the name that the operator chose, at the latest when the process ends."""
    program = "import os; from casewright.tracing import tracing_of\nwith tracing_of(os.environ).span('change'): pass"
    address = f"http://127.0.0.1:{collector.server_port}"
    _run(program, OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_SERVICE_NAME="cases", OTEL_EXPORTER_OTLP_COMPRESSION="none")
    [(path, body)] = collector.heard  # type: ignore[attr-defined]
    [sent] = ExportTraceServiceRequest.FromString(body).resource_spans
    named = {attribute.key: attribute.value.string_value for attribute in sent.resource.attributes}
    assert (path, named["service.name"], sent.scope_spans[0].spans[0].name) == ("/v1/traces", "cases", "change")


def _run(program: str, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=kept | environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    """Where the spans of these tests go."""
    return InMemorySpanExporter()


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Spans:
    """Tracing into the exporter."""
    return Spans(SimpleSpanProcessor(exporter))


def test_an_exception_is_noted_by_its_type(spans: Spans, exporter: InMemorySpanExporter) -> None:
    """Its words may be about a person."""
    with pytest.raises(ValueError, match="Ann"), spans.span("change"):
        raise ValueError("Ann is ill")
    [span] = exporter.get_finished_spans()
    assert (span.attributes, span.status.description, span.events) == ({"error.type": "ValueError"}, "ValueError", ())


def test_what_an_event_sets_off_is_one_trace_that_the_cause_points_to(
    spans: Spans, exporter: InMemorySpanExporter
) -> None:
    """Whoever reacts begins no trace of their own and joins none that is under way; two events are two traces."""
    event, other = UUID(int=7), UUID(int=8)
    with spans.span("relay"):
        spans.caused(event)
        for subscriber in ("bells", "log"):
            with spans.after(event, "reaction", {"casewright.subscriber": subscriber}), spans.span("change"):
                pass
    change, first, *_, relay = exporter.get_finished_spans()
    assert [link.context.trace_id for link in relay.links] == [trace_of(event)]
    assert {span.context.trace_id for span in exporter.get_finished_spans()} == {
        trace_of(event),
        relay.context.trace_id,
    }
    assert (first.parent, change.parent) == (None, first.context)
    assert trace_of(event) != trace_of(other)


def test_a_caller_s_trace_goes_on(spans: Spans, exporter: InMemorySpanExporter) -> None:
    """As W3C Trace Context says, in its header; after the block it is over."""
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    with spans.received({"traceparent": f"00-{trace}-{parent}-01"}), spans.span("GraphQL Operation"):
        pass
    with spans.span("GraphQL Operation"):
        pass
    inside, outside = exporter.get_finished_spans()
    assert inside.context.trace_id == int(trace, 16)
    assert outside.parent is None
