"""Figures for Prometheus: what this process counted, and what waits in the database."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from casewright.backlog import Backlog, read_backlog
from casewright.conduct import Conduct
from casewright.errors import CasewrightError
from casewright.platform import Platform
from casewright_gateway.bounded import Recent, within

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_FRESH = 5.0
"""The database is read again after so many seconds at the earliest, however often somebody scrapes."""
_PATIENCE = 2.0


class Metrics:
    """The instruments of one process, in a registry of its own."""

    def __init__(self, platform: Platform) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "casewright_http_requests",
            "HTTP requests and WebSockets that ended, by route and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self.operations = Histogram(
            "casewright_operation_duration_seconds",
            "GraphQL operations by type and by the code of their first error, or OK.",
            ["type", "code"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.mutations = Counter(
            "casewright_mutations",
            "Mutations by name and outcome: ok, refused, fault.",
            ["mutation", "outcome"],
            registry=self.registry,
        )
        self.breaches = Counter(
            "casewright_clock_breaches",
            "Goals and deadlines of clocks that passed and were recorded by this process.",
            registry=self.registry,
        )
        self._answered = lru_cache(maxsize=1_000)(self.requests.labels)
        ProcessCollector(registry=self.registry)
        self._gauges = _Gauges(platform)
        self.registry.register(self._gauges)

    def route(self) -> Route:
        """`/metrics`, in Prometheus' text format."""
        return Route("/metrics", self._page)

    def answered(self, route: str, status: int) -> None:
        """A request ended."""
        self._answered(route, status).inc()

    async def _page(self, request: Request) -> Response:
        await self._gauges.refresh()
        return Response(generate_latest(self.registry), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})


class _Gauges(Collector):
    """What the database says; while it does not answer, its gauges are absent."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._recent = Recent(_FRESH, self._read)
        self._backlog: Backlog | None = None

    async def refresh(self) -> None:
        """Read the database, unless that was done a moment ago."""
        self._backlog = await self._recent.get()

    async def _read(self) -> Backlog | None:
        try:
            return await within(_PATIENCE, read_backlog())
        except CasewrightError:
            return None

    def collect(self) -> Iterator[Metric]:
        """The gauges of the last reading."""
        if pool := self._platform.database.pool:
            yield GaugeMetricFamily(
                "casewright_database_pool_connections_busy", "Connections to PostgreSQL at work.", pool.busy
            )
            yield GaugeMetricFamily(
                "casewright_database_pool_connections_open", "Connections to PostgreSQL that are open.", pool.open
            )
        yield from self._plugins(self._platform.conduct)
        if self._backlog:
            yield from self._waiting(self._backlog)

    def _plugins(self, conduct: Conduct) -> Iterator[Metric]:
        labels = ["plugin", "moment"]
        failures = CounterMetricFamily("casewright_hook_failures", "Moments of plugins that failed.", labels=labels)
        off = GaugeMetricFamily("casewright_hook_switched_off", "Moments that are not called now.", labels=labels)
        switched_off = conduct.switched_off()
        for moment, number in list(conduct.failures.items()):
            failures.add_metric(moment, number)
            off.add_metric(moment, moment in switched_off)
        yield failures
        yield off

    def _waiting(self, backlog: Backlog) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "casewright_outbox_lag_seconds",
            "Age of the oldest event whose deliveries are not written.",
            self._age(backlog.unrelayed_since),
        )
        yield GaugeMetricFamily(
            "casewright_queue_age_seconds",
            "Age of the oldest event with a reaction that waits for a worker.",
            self._age(backlog.queued_since),
        )
        deliveries = GaugeMetricFamily(
            "casewright_deliveries", "Deliveries that are not done, by state.", labels=["state"]
        )
        for state, number in backlog.deliveries.items():
            deliveries.add_metric([state], number)
        yield deliveries

    def _age(self, since: datetime | None) -> float:
        return max(0.0, (self._platform.now() - since).total_seconds()) if since else 0.0
