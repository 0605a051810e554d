"""What the embedded platform costs: time until `casewright demo` serves, its memory, imports and reads per second.

    make bench

Prints a table and writes build/bench.json. Times are of this machine in this run; compare runs of one machine only.
"""

import csv
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROWS = 300 if os.environ.get("BENCH_QUICK") else 1000
ROUNDS = 3
REQUESTS = 100
MAPPING = """
key = "{number}"
[fields]
policy_number = "number"
peril = { value = "fire" }
lost_on = { value = "2026-01-02" }
reported_on = { value = "2026-01-03" }
"""
LIST = "{ insuranceClaims(first: 50) { edges { node { number title stage status openedAt } } } }"
NESTED = """{ insuranceClaims(first: 50) { edges { node {
  number title stage tasks(first: 3) { title state } documents(first: 2) { name } events(first: 5) { name at }
} } } }"""
CASEWRIGHT = [sys.executable, "-m", "casewright_gateway.cli"]


def main() -> None:
    """Measure, print, write."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CASEWRIGHT_DATA_DIR": f"{folder}/data", "CASEWRIGHT_PLUGINS": "insurance"}
        first, memory_first = started(environment, 60)
        again = [started(environment, 60) for _ in range(ROUNDS)]
        figures = {
            "demo_first_start_seconds": first,
            "demo_start_seconds": statistics.median(seconds for seconds, _ in again),
            "demo_memory_mb": max(memory_first, *(memory for _, memory in again)),
        }
        environment["CASEWRIGHT_DATA_DIR"] = f"{folder}/import"
        figures |= imported(environment, Path(folder))
        figures |= served(environment)
    for name, figure in figures.items():
        print(f"{name:<32}{figure:>10.2f}")
    Path("build").mkdir(exist_ok=True)
    Path("build/bench.json").write_text(json.dumps({"foundation": figures, "ratios": {}}, indent=2) + "\n")


def started(environment: dict[str, str], cases: int) -> tuple[float, float]:
    """Seconds until the demo answers, and its memory in MB then."""
    port = free_port()
    begun = time.perf_counter()
    with running([*CASEWRIGHT, "demo", "--port", str(port), "--cases", str(cases)], environment) as server:
        wait_for(f"http://127.0.0.1:{port}/health/ready")
        seconds = time.perf_counter() - begun
        memory = resident(server.pid)
        server.terminate()
    return seconds, memory


def imported(environment: dict[str, str], folder: Path) -> dict[str, float]:
    """Cases opened per second by `casewright import`, start-up included."""
    table, mapping = folder / "rows.csv", folder / "map.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["number"], *([f"POL{number:06}"] for number in range(ROWS))])
    subprocess.run([*CASEWRIGHT, "migrate"], env=environment, check=True, capture_output=True)
    begun = time.perf_counter()
    words = [*CASEWRIGHT, "import", "InsuranceClaim", str(table), "--map", str(mapping)]
    subprocess.run(words, env=environment, check=True, capture_output=True)
    return {"import_cases_per_second": ROWS / (time.perf_counter() - begun)}


def served(environment: dict[str, str]) -> dict[str, float]:
    """Milliseconds of a list of 50, plain and with relations, one request after the other."""
    port = free_port()
    token = subprocess.run(
        [*CASEWRIGHT, "token", "--subject", "bench", "--role", "adjuster"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with running([*CASEWRIGHT, "serve", "--port", str(port)], environment) as server:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/health/ready")

        def ask(query: str) -> Callable[[], None]:
            body = json.dumps({"query": query}).encode()
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

            def once() -> None:
                with urlopen(Request(f"{address}/graphql", body, headers)) as response:
                    assert "errors" not in json.load(response)

            return once

        figures = {"list_of_50_ms": milliseconds(ask(LIST)), "list_of_50_with_relations_ms": milliseconds(ask(NESTED))}
        server.terminate()
    return figures


def milliseconds(work: Callable[[], None]) -> float:
    """The median of many calls."""
    spent = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return 1000 * statistics.median(spent)


def running(words: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A server whose output nobody reads."""
    return subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def resident(pid: int) -> float:
    """The resident memory of a process in MB, from /proc."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str) -> None:
    """Until the server answers, a minute at most."""
    for _ in range(3000):
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise SystemExit("the server did not come up")


if __name__ == "__main__":
    main()
