"""What the embedded platform costs: time until `casewright demo` serves, its memory, imports and reads per second.

Times are of this machine in this run; compare runs of one machine only.
"""

import csv
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

from bench.processes import CASEWRIGHT, casewright, free_port, resident_mb, serving

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


def run(quick: bool) -> dict[str, float]:
    """The figures of the embedded platform by name."""
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
        figures |= imported(environment, Path(folder), 300 if quick else 1000)
        figures |= served(environment)
    for name, figure in figures.items():
        print(f"{name:<32}{figure:>10.2f}")
    return figures


def started(environment: dict[str, str], cases: int) -> tuple[float, float]:
    """Seconds until the demo answers, and its memory in MB then."""
    port = free_port()
    begun = time.perf_counter()
    words = [*CASEWRIGHT, "demo", "--port", str(port), "--cases", str(cases)]
    with serving(words, environment, f"http://127.0.0.1:{port}/health/ready") as pid:
        return time.perf_counter() - begun, resident_mb(pid)


def imported(environment: dict[str, str], folder: Path, rows: int) -> dict[str, float]:
    """Cases opened per second by `casewright import`, start-up included."""
    table, mapping = folder / "rows.csv", folder / "map.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["number"], *([f"POL{number:06}"] for number in range(rows))])
    casewright("migrate", environment=environment)
    begun = time.perf_counter()
    casewright("import", "InsuranceClaim", str(table), "--map", str(mapping), environment=environment)
    return {"import_cases_per_second": rows / (time.perf_counter() - begun)}


def served(environment: dict[str, str]) -> dict[str, float]:
    """Milliseconds of a list of 50, plain and with relations, one request after the other."""
    port = free_port()
    token = casewright("token", "--subject", "bench", "--role", "adjuster", environment=environment)
    address = f"http://127.0.0.1:{port}"
    with serving([*CASEWRIGHT, "serve", "--port", str(port)], environment, f"{address}/health/ready"):

        def ask(query: str) -> Callable[[], None]:
            body = json.dumps({"query": query}).encode()
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

            def once() -> None:
                with urlopen(Request(f"{address}/graphql", body, headers)) as response:
                    assert "errors" not in json.load(response)

            return once

        return {"list_of_50_ms": milliseconds(ask(LIST)), "list_of_50_with_relations_ms": milliseconds(ask(NESTED))}


def milliseconds(work: Callable[[], None]) -> float:
    """The median of many calls."""
    spent = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return 1000 * statistics.median(spent)
