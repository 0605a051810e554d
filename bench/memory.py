"""The memory of one serving process under mixed load, and whether it still grows."""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import report
from bench.contestants import Contestant, gateway, tokens_of
from bench.load import load
from bench.postgres import Database, seeded
from bench.processes import family, memory_mb
from bench.progress import say
from bench.report import OURS
from bench.scenarios import SCENARIOS

_SLICE = 3.0
"""Seconds of one scenario before the next."""
_WRITES = 2000


def run(quick: bool) -> dict[str, Any]:
    """Mixed load for five minutes; the largest memory, and what the last third of the time added to the second."""
    cases, seconds = (2_000, 45) if quick else (50_000, 300)
    folder = Path("build/bench").absolute()
    with seeded(cases, parts=True, folder=folder) as database, gateway(database, folder, 1, "on") as (pid, port):
        contestant = Contestant(OURS, pid, port, tokens=tokens_of(folder))
        with say(f"mixed load for {seconds} s"):
            samples = _samples(database, contestant, seconds)
    figures = {"largest_mb": max(samples), **growth(samples)}
    print(report.table(["memory of a process", "MB"], list(figures.items())), flush=True)
    return figures


def growth(samples: Sequence[float]) -> dict[str, float]:
    """The medians of the second and of the last third of the samples, and their difference."""
    third = len(samples) // 3
    middle, last = statistics.median(samples[third : 2 * third]), statistics.median(samples[2 * third :])
    return {"second_third_mb": middle, "last_third_mb": last, "growth_mb": last - middle}


def _samples(database: Database, contestant: Contestant, seconds: float) -> list[float]:
    samples: list[float] = []
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        for scenario in SCENARIOS:
            once = scenario.kind == "write"
            bodies = scenario.bodies(database, "casewright", _WRITES if once else 200)
            load(contestant.target(scenario), bodies, _SLICE, once=once)
            samples.append(max(memory_mb(family(contestant.pid))))
    return samples
