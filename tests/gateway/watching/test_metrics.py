"""What Prometheus is told: counted at the doors, read from the database now and then, named by its conventions."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import REGISTRY

from casewright import models
from casewright.backlog import Backlog, read_backlog
from casewright.errors import Unavailable
from casewright.platform import utc_now
from casewright_gateway import metrics
from faults import leaks, wells
from kit import Person, Stack, running

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
async def stack(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """A gateway without a worker: what waits goes on waiting."""
    async with running(
        database_url, tmp_path, {"wells": wells, "leaks": leaks}, broker_url="redis://127.0.0.1:1/0"
    ) as stack:
        yield stack


@pytest.fixture
def ann(stack: Stack) -> Person:
    """A clerk."""
    return stack.person("ann", "clerk")


async def samples(stack: Stack) -> Samples:
    """Every figure by name and labels."""
    page = (await stack.client.get("/metrics")).text
    found = (sample for family in text_string_to_metric_families(page) for sample in family.samples)
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in found}


def figure(found: Samples, name: str, **labels: str) -> float | None:
    """One figure; None when it is absent."""
    return found.get((f"casewright_{name}", tuple(sorted(labels.items()))))


async def test_operations_are_counted_by_type_and_code(stack: Stack, ann: Person) -> None:
    """Each operation once, under the code of its first error; what never became one is a request with a status."""
    for query in (
        "{ me { subject } }",
        "{ me { subject } }",
        "{ nonsense }",
        "{ me {",
        '{ wells(after: "x") { totalCount } }',
    ):
        await ann.send(query)
    await stack.client.post("/graphql", json={"query": "{ me { subject } }"})
    found = await samples(stack)

    def count(kind: str, code: str) -> float | None:
        return figure(found, "operation_duration_seconds_count", type=kind, code=code)

    assert count("query", "OK") == 2
    assert count("query", "GRAPHQL_VALIDATION_FAILED") == 1
    assert count("unknown", "GRAPHQL_PARSE_FAILED") == 1
    assert count("query", "BAD_USER_INPUT") == 1
    assert figure(found, "http_requests_total", route="/graphql", status="200") == 5
    assert figure(found, "http_requests_total", route="/graphql", status="401") == 1


async def test_mutations_are_counted_by_name_and_outcome(stack: Stack, ann: Person) -> None:
    """Done, refused, and failed by nobody's decision."""
    await ann.done("openWell", "well { id }", village="deep")
    await ann.do("addNote", "note { id }", id="nonsense", text="x")
    person = (await ann.done("openPerson", "person { id version }", name="Ann", secret="none"))["person"]
    await ann.do("explodePerson", "person { id }", id=person["id"], expectedVersion=person["version"], word="x")
    found = await samples(stack)
    assert figure(found, "mutations_total", mutation="openWell", outcome="ok") == 1
    assert figure(found, "mutations_total", mutation="addNote", outcome="refused") == 1
    assert figure(found, "mutations_total", mutation="explodePerson", outcome="fault") == 1


async def test_what_waits_is_read_from_the_database(stack: Stack, ann: Person) -> None:
    """The age of the oldest event that nobody relayed and of the oldest reaction that waits; how many in each state."""
    await ann.done("openWell", "well { id }", village="deep")
    (event,) = await models.Event.all()
    hour_ago = stack.platform.now() - timedelta(hours=1)
    await models.Event.all().update(at=hour_ago)
    await _deliver(event, "a", "pending")
    await _deliver(event, "b", "dead")
    await _deliver(event, "c", "done")
    found = await samples(stack)
    assert 3600 <= (figure(found, "outbox_lag_seconds") or 0) < 3700
    assert 3600 <= (figure(found, "queue_age_seconds") or 0) < 3700
    states = {state: figure(found, "deliveries", state=state) for state in ("pending", "dead", "running", "done")}
    assert states == {"pending": 1, "dead": 1, "running": 0, "done": None}


async def _deliver(event: models.Event, subscriber: str, state: str) -> None:
    await models.Delivery.create(
        id=uuid4(), tenant_id="demo", event_id=event.id, subscriber=subscriber, state=state, due_at=event.at
    )


async def test_nothing_waits_on_an_empty_platform(stack: Stack) -> None:
    """Zero, and not absent: an alert can tell the two apart."""
    found = await samples(stack)
    assert (figure(found, "outbox_lag_seconds"), figure(found, "queue_age_seconds")) == (0, 0)


async def test_the_database_is_read_every_few_seconds_at_most(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many scrape."""
    read = []

    async def count() -> Backlog:
        read.append(1)
        return await read_backlog()

    monkeypatch.setattr(metrics, "read_backlog", count)
    await asyncio.gather(*(stack.client.get("/metrics") for _ in range(20)))
    assert len(read) == 1


async def test_without_a_database_the_rest_is_told(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process counted, without the gauges that nobody can read."""

    async def lost() -> Backlog:
        raise Unavailable("gone")

    monkeypatch.setattr(metrics, "read_backlog", lost)
    found = await samples(stack)
    assert figure(found, "outbox_lag_seconds") is None
    assert figure(found, "clock_breaches_total") == 0
    assert found[("process_resident_memory_bytes", ())] > 1_000_000


async def test_the_pool_is_told_where_there_is_one(stack: Stack, dialect: str) -> None:
    """Connections at work and open, on PostgreSQL."""
    found = await samples(stack)
    busy, opened = (figure(found, f"database_pool_connections_{kind}") for kind in ("busy", "open"))
    assert (busy, opened) == (None, None) if dialect == "sqlite" else (busy == 0 and (opened or 0) >= 1)


async def test_two_platforms_of_a_process_count_apart(stack: Stack, ann: Person, tmp_path: Path) -> None:
    """Each has its own registry; the one of the library is not used."""
    await ann.done("openWell", "well { id }", village="deep")
    other = metrics.Metrics(stack.platform)
    assert (
        other.registry.get_sample_value("casewright_http_requests_total", {"route": "/graphql", "status": "200"})
        is None
    )
    assert not [family for family in REGISTRY.collect() if family.name.startswith("casewright")]


async def test_a_clock_that_passes_is_counted(database_url: str, tmp_path: Path) -> None:
    """By the worker that recorded it, here in the same process."""
    clock = Shifted()
    async with running(database_url, tmp_path, {"wells": wells}, clock) as stack:
        await stack.person("ann", "clerk").done("openWell", "well { id }", village="deep")
        clock.shift = timedelta(days=3)
        async with asyncio.timeout(10):
            while not await models.Event.filter(name="clock_passed").exists():
                await asyncio.sleep(0.05)
            while not figure(await samples(stack), "clock_breaches_total"):
                await asyncio.sleep(0.05)


class Shifted:
    """A clock the test moves."""

    shift = timedelta()

    def __call__(self) -> datetime:
        """The present moment, moved."""
        return utc_now() + self.shift


async def test_promtool_finds_nothing(stack: Stack, ann: Person) -> None:
    """Prometheus' own `promtool check metrics`. Control: it does find a counter by another name, and a type in one."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not on the path; Debian's package prometheus has it")

    def checked(page: str) -> tuple[int, str]:
        done = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, text=True)
        return done.returncode, done.stderr + done.stdout

    await ann.done("openWell", "well { id }", village="deep")
    page = (await stack.client.get("/metrics")).text
    assert checked(page) == (0, "")
    assert checked("# HELP a_counter x\n# TYPE a_counter counter\na_counter 1\n")[0] == 3


async def test_names_follow_the_conventions(stack: Stack, ann: Person) -> None:
    """What `promtool check metrics` looks for: help, base units, `_total` on counters only, no types in names."""
    await ann.done("openWell", "well { id }", village="deep")
    page = (await stack.client.get("/metrics")).text
    families = list(text_string_to_metric_families(page))
    assert len(families) > 12
    for family in families:
        name = f"{family.name}_total" if family.type == "counter" else family.name
        assert family.documentation, name
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name), name
        assert name.startswith(("casewright_", "process_")), name
        assert name.endswith("_total") == (family.type == "counter"), name
        assert not re.search(r"_(milliseconds|ms|minutes|hours|kb|mb|percent|counter|gauge|histogram)(_|$)", name), name
        for sample in family.samples:
            assert all(re.fullmatch(r"[a-z_]+", label) and label not in name.split("_") for label in sample.labels), (
                sample
            )
