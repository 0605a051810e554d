"""From measurements to figures: medians over the rounds, ratios, tables, and the shape of `build/bench.json`."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OURS, PLAIN, LIMIT, PEER = "casewright, planner on", "casewright, planner off", "limit", "postgraphile"


@dataclass(frozen=True)
class Measurement:
    """One contestant, one scenario, one round. Processor times are milliseconds a request."""

    rate: float
    p50_ms: float
    p99_ms: float
    server_cpu_ms: float
    database_cpu_ms: float
    failed: int


def median(rounds: Sequence[Measurement]) -> Measurement:
    """The median of each figure, and all failures."""
    middle = {name: statistics.median(getattr(one, name) for one in rounds) for name in Measurement.__annotations__}
    return Measurement(**{**middle, "failed": sum(one.failed for one in rounds)})


def ratios(kind: str, found: Mapping[str, Measurement]) -> dict[str, Any]:
    """How many times what the limit and PostGraphile serve the planner serves; None for who did not take part."""
    ours = found[OURS].rate
    peer = found.get(PEER)
    return {
        "kind": kind,
        "limit": round(ours / found[LIMIT].rate, 3),
        "postgraphile": round(ours / peer.rate, 3) if peer else None,
    }


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_text(cell) for cell in line) + " |" for line in lines)


def measurements_table(name: str, found: Mapping[str, Measurement]) -> str:
    """One scenario: who did how much."""
    limit = found[LIMIT].rate
    head = [name, "req/s", "x limit", "p50 ms", "p99 ms", "server CPU ms", "PostgreSQL CPU ms", "failed"]
    rows = [
        [who, one.rate, one.rate / limit, one.p50_ms, one.p99_ms, one.server_cpu_ms, one.database_cpu_ms, one.failed]
        for who, one in found.items()
    ]
    return table(head, rows)


def _text(cell: Any) -> str:
    return (
        f"{cell:.3g}"
        if isinstance(cell, float) and cell < 100
        else f"{cell:.0f}"
        if isinstance(cell, float)
        else str(cell)
    )
