"""What the workers do: reactions per second, and the time from an acknowledged mutation to its reaction done.

Each mode by itself: everything in one process on SQLite, and gateway and worker apart on PostgreSQL with Redis or
RabbitMQ. The throughput is that of one worker process at a full outbox; the latency that of an idle platform.
"""

import csv
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.request import Request, urlopen

import pika  # type: ignore[import-untyped]

from bench import postgres, report
from bench.processes import CASEWRIGHT, casewright, environment_of, free_port, serving
from bench.progress import say
from casewright.worker import queue_name

OPEN = "mutation($input: OpenCallInput!) { openCall(input: $input) { problems { code } call { id } } }"
MAPPING = 'key = "{name}"\n[fields]\nname = "name"\n'
EMBEDDED = "embedded"
BROKERS = {"redis": "REDIS", "rabbitmq": "AMQP"}
PATIENCE = 300.0


def run(quick: bool) -> dict[str, dict[str, float]]:
    """Deliveries per second and milliseconds of latency, by mode; a mode without its servers is left out."""
    brokers = {EMBEDDED: "memory://"}
    if postgres.available():
        brokers |= {name: os.environ.get(f"CASEWRIGHT_TEST_{variable}", "") for name, variable in BROKERS.items()}
    found = {mode: _measured(mode, broker, quick) for mode, broker in brokers.items() if broker}
    rows = [[mode, *figures.values()] for mode, figures in found.items()]
    print(report.table(["workers", "deliveries/s", "latency p50 ms", "p99 ms"], rows), flush=True)
    return found


def _measured(mode: str, broker: str, quick: bool) -> dict[str, float]:
    cases, calls = (300, 40) if quick else (2000, 200)
    with tempfile.TemporaryDirectory() as name, _database(mode, Path(name)) as url, _queue(broker, url):
        site = Site(Path(name), url, broker)
        with say(f"{mode}: {cases} reactions, then {calls} one by one"):
            return {"deliveries_per_second": site.throughput(cases), **site.latency(calls)}


class Site:
    """A platform with the plugin of this folder, installed as a vendor's would be."""

    def __init__(self, folder: Path, url: str, broker: str) -> None:
        self._folder = folder
        self._embedded = broker == "memory://"
        self._heard = folder / "heard"
        described = folder / "vendor" / "echoes-1.0.dist-info"
        described.mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("echoes.py"), folder / "vendor")
        (described / "METADATA").write_text("Metadata-Version: 2.1\nName: echoes\nVersion: 1.0\n")
        (described / "entry_points.txt").write_text("[casewright]\nechoes = echoes\n")
        more = {"PYTHONPATH": str(folder / "vendor"), "ECHOES_HEARD": str(self._heard), "CASEWRIGHT_PLUGINS": "echoes"}
        self._apart = environment_of(url, folder, **more)
        self._environment = {**self._apart, "CASEWRIGHT_BROKER_URL": broker}
        casewright("migrate", environment=self._apart)

    def throughput(self, cases: int) -> float:
        """Reactions per second of one worker that finds so many events waiting."""
        table, mapping = self._folder / "calls.csv", self._folder / "map.toml"
        mapping.write_text(MAPPING)
        with table.open("w", newline="") as file:
            csv.writer(file).writerows([["name"], *([f"import-{number}"] for number in range(cases))])
        casewright("import", "Call", str(table), "--map", str(mapping), environment=self._apart)
        with self._worker():
            done = sorted(self._until(cases).values())
        return (cases - 1) / (done[-1] - done[0])

    def latency(self, calls: int) -> dict[str, float]:
        """Milliseconds from the answer of a mutation to the end of its reaction, one mutation after the other."""
        self._heard.unlink()
        spent = []
        with self._serving() as ask, nullcontext() if self._embedded else self._worker():
            for number in range(calls):
                ask(f"call-{number}")
                answered = time.time()
                done = self._until(number + 1)[f"call-{number}"]
                spent.append(1000 * max(0.0, done - answered))
        return {"latency_p50_ms": statistics.median(spent), "latency_p99_ms": statistics.quantiles(spent, n=100)[98]}

    @contextmanager
    def _serving(self) -> Iterator[Callable[[str], None]]:
        """A gateway, and how to make a call there."""
        token = casewright("token", "--subject", "bench", "--role", "caller", environment=self._apart)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        with self._running("serve") as address:

            def ask(name: str) -> None:
                body = json.dumps({"query": OPEN, "variables": {"input": {"name": name}}}).encode()
                with urlopen(Request(f"{address}/graphql", body, headers)) as response:
                    assert json.load(response)["data"]["openCall"]["problems"] == []

            yield ask

    def _worker(self) -> AbstractContextManager[str]:
        """A process that runs reactions; the gateway of the embedded mode does."""
        return self._running("serve" if self._embedded else "worker")

    @contextmanager
    def _running(self, command: str) -> Iterator[str]:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        with serving([*CASEWRIGHT, command, "--port", str(port)], self._environment, f"{address}/health/live"):
            yield address

    def _until(self, number: int) -> Mapping[str, float]:
        """When each of so many reactions was done, once they are; raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while len(done := self._done()) < number:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(done)} of {number} reactions were done")
            time.sleep(0.01)
        return done

    def _done(self) -> dict[str, float]:
        lines = self._heard.read_text().splitlines() if self._heard.exists() else []
        return {name: float(moment) for name, _, moment in (line.partition(" ") for line in lines)}


@contextmanager
def _database(mode: str, folder: Path) -> Iterator[str]:
    """The URL of a database of its own: embedded a file, else one on the server."""
    if mode == EMBEDDED:
        yield f"sqlite:///{folder / 'calls.db'}"
    else:
        with postgres.empty() as database:
            yield database.url


@contextmanager
def _queue(broker: str, database: str) -> Iterator[None]:
    """What the workers make on the broker is deleted at the end."""
    try:
        yield
    finally:
        if broker.startswith("amqp"):
            with pika.BlockingConnection(pika.URLParameters(broker)) as connection:
                for suffix in ("", ".DQ", ".XQ"):
                    connection.channel().queue_delete(queue_name(database) + suffix)


if __name__ == "__main__":
    run(bool(os.environ.get("BENCH_QUICK")))
