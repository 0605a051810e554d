"""Tracing, for operators who ask for it: what took how long, in which process, and what it set off.

Spans are named and described from closed lists: never by what a client or a person wrote. Asked for by the standard
variables of OpenTelemetry and with `casewright[otel]` installed, they go to a collector; else this costs nothing.
"""

import importlib
import importlib.util
import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol
from uuid import UUID

_log = logging.getLogger("casewright.tracing")
_NOTHING: Mapping[str, str | int] = {}
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

Attributes = Mapping[str, str | int]


class Span(Protocol):
    """Something that takes time, while it does."""

    def describe(self, attributes: Attributes) -> None:
        """Say more about it, for example how it ended."""
        ...


class Tracing(Protocol):
    """Where spans go."""

    def span(self, name: str, attributes: Attributes = _NOTHING) -> AbstractContextManager[Span]:
        """Something that takes time, within what is traced already; an exception is noted by its type only."""
        ...

    def after(self, event: UUID, name: str, attributes: Attributes) -> AbstractContextManager[Span]:
        """Something that an event set off: in the trace of that event, whatever the process."""
        ...

    def caused(self, *events: UUID) -> None:
        """Point from the present span to the traces of what these events set off."""
        ...

    def received(self, headers: Mapping[str, str]) -> AbstractContextManager[None]:
        """Within the trace that a caller has begun, when the headers of the request say so."""
        ...


class Untraced:
    """Nobody looks."""

    def span(self, name: str, attributes: Attributes = _NOTHING) -> AbstractContextManager[Span]:
        """Nothing is noted."""
        return _UNSEEN

    def after(self, event: UUID, name: str, attributes: Attributes) -> AbstractContextManager[Span]:
        """Nothing is noted."""
        return _UNSEEN

    def caused(self, *events: UUID) -> None:
        """Nothing is noted."""

    def received(self, headers: Mapping[str, str]) -> AbstractContextManager[None]:
        """Nothing is noted."""
        return nullcontext()


class _Unseen:
    def describe(self, attributes: Attributes) -> None:
        """Nothing is noted."""


_UNSEEN: AbstractContextManager[Span] = nullcontext(_Unseen())


def asked_for(environment: Mapping[str, str]) -> bool:
    """Whether the variables of OpenTelemetry ask for traces: by the exporter `otlp`, or by an endpoint alone."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER") or ("otlp" if any(map(environment.get, _ENDPOINTS)) else "none")
    return exporter == "otlp"


def tracing_of(environment: Mapping[str, str]) -> Tracing:
    """The tracing that the environment asks for, with what is installed."""
    if not asked_for(environment):
        return Untraced()
    if importlib.util.find_spec("opentelemetry") is None:
        _log.warning("traces are asked for; install casewright[otel]")
        return Untraced()
    tracing: Tracing = importlib.import_module("casewright.spans").to_collector()
    return tracing
