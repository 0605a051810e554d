"""Spans of OpenTelemetry, sent over OTLP as its standard variables say; imported only where tracing is asked for.

What an event sets off happens later and elsewhere: it is a trace of its own, whose id is derived from that of the
event, so that nothing has to be stored for whoever made the event to point there.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from opentelemetry import context, propagate
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Span as Recorded
from opentelemetry.trace import SpanContext, SpanKind, StatusCode, TraceFlags, get_current_span, use_span

from casewright.tracing import Attributes, Span

_SPAN_BITS = 2**64 - 1
_trace: ContextVar[int | None] = ContextVar("trace", default=None)
"""The id of the trace that the next span without a parent begins."""


def trace_of(event: UUID) -> int:
    """The id of the trace of what an event sets off; evenly spread, as samplers want it."""
    return int.from_bytes(hashlib.blake2b(event.bytes, digest_size=16).digest()) or 1


def to_collector() -> "Spans":
    """Spans to the collector that the environment names."""
    return Spans(BatchSpanProcessor(OTLPSpanExporter()))


class Spans:
    """Tracing into a span processor."""

    def __init__(self, processor: SpanProcessor) -> None:
        resource = Resource({SERVICE_NAME: "casewright"}).merge(OTELResourceDetector().detect())
        provider = TracerProvider(resource=resource, id_generator=_Ids())
        provider.add_span_processor(processor)
        self._tracer = provider.get_tracer("casewright")

    @contextmanager
    def span(self, name: str, attributes: Attributes = {}) -> Iterator[Span]:  # noqa: B006 - only read
        """See `Tracing.span`."""
        with _current(self._tracer.start_span(name, attributes=attributes)) as span:
            yield span

    @contextmanager
    def after(self, event: UUID, name: str, attributes: Attributes) -> Iterator[Span]:
        """See `Tracing.after`."""
        token = _trace.set(trace_of(event))
        try:
            started = self._tracer.start_span(name, context.Context(), SpanKind.CONSUMER, attributes)
        finally:
            _trace.reset(token)
        with _current(started) as span:
            yield span

    def caused(self, *events: UUID) -> None:
        """See `Tracing.caused`."""
        for event in events:
            trace = trace_of(event)
            flags = TraceFlags(TraceFlags.SAMPLED)
            get_current_span().add_link(SpanContext(trace, trace & _SPAN_BITS or 1, is_remote=True, trace_flags=flags))

    @contextmanager
    def received(self, headers: Mapping[str, str]) -> Iterator[None]:
        """See `Tracing.received`."""
        token = context.attach(propagate.extract(headers))
        try:
            yield
        finally:
            context.detach(token)


class _Ids(RandomIdGenerator):
    def generate_trace_id(self) -> int:
        return _trace.get() or super().generate_trace_id()


class _Span:
    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded

    def describe(self, attributes: Attributes) -> None:
        self._recorded.set_attributes(attributes)


@contextmanager
def _current(recorded: Recorded) -> Iterator[Span]:
    """The span for the block; the words of an exception stay out of it."""
    with use_span(recorded, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield _Span(recorded)
        except BaseException as error:
            name = type(error.__cause__ or error).__name__
            recorded.set_attribute("error.type", name)
            recorded.set_status(StatusCode.ERROR, name)
            raise
