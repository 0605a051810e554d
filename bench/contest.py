"""Side by side: every contestant answers the same questions on the same database, in turn, in one run."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from bench import report
from bench.contestants import Contestant, running
from bench.load import WRK, Load, load
from bench.postgraphile.install import Installation, install
from bench.postgres import Database, seeded
from bench.processes import cpu_seconds, family
from bench.progress import say
from bench.report import Measurement
from bench.scenarios import SCENARIOS, Scenario

_WRITES_A_SECOND = 5000
"""More than any contestant writes: a round of writes is given so many different bodies for each second."""


def run(quick: bool) -> dict[str, Any]:
    """Measure with one process each and with two; the figures, and the ratios by scenario."""
    cases, rounds, seconds = (20_000, 2, 1.0) if quick else (200_000, 3, 3.0)
    peer = install(Path("build/postgraphile"))
    installation = None if isinstance(peer, str) else peer
    print(f"PostGraphile: {peer if isinstance(peer, str) else peer.version}; load by {WRK or 'the own client'}")
    folder = Path("build/bench").absolute()
    figures: dict[str, Any] = {}
    ratios: dict[str, Any] = {}
    with seeded(cases, parts=True, folder=folder) as database:
        for workers in (1, 2):
            for scenario, found in _contest(database, folder, workers, installation, rounds, seconds):
                name = scenario.name if workers == 1 else f"{scenario.name}_{workers}_processes"
                figures[name] = {who: vars(one) for who, one in found.items()}
                ratios[name] = report.ratios(scenario.kind, found)
    return {
        "cases": cases,
        "postgraphile": peer if isinstance(peer, str) else peer.version,
        "figures": figures,
        "ratios": ratios,
    }


def _contest(
    database: Database, folder: Path, workers: int, installation: Installation | None, rounds: int, seconds: float
) -> Iterator[tuple[Scenario, dict[str, Measurement]]]:
    planners = ("on", "off") if workers == 1 else ("on",)
    with running(database, folder, workers, planners, installation) as contestants:
        for scenario in SCENARIOS:
            able = [one for one in contestants if scenario.put_to(one.peer)]
            _check_same(database, scenario, able)
            found: dict[str, list[Measurement]] = {one.name: [] for one in able}
            with say(f"{scenario.name}, {workers} process(es) each"):
                for _ in range(rounds):
                    for contestant in able:
                        found[contestant.name].append(_measure(database, scenario, contestant, seconds))
            medians = {name: report.median(several) for name, several in found.items()}
            print(report.measurements_table(f"{scenario.name}, {workers}p", medians), flush=True)
            yield scenario, medians


def _measure(database: Database, scenario: Scenario, contestant: Contestant, seconds: float) -> Measurement:
    once = scenario.kind == "write"
    count = int(_WRITES_A_SECOND * seconds) if once else 200
    bodies = scenario.bodies(database, contestant.peer, count)
    target = contestant.target(scenario)
    if not once:
        load(target, bodies, 1, once=False)  # connections, prepared statements and plans
    _settle(database)
    before = cpu_seconds([*family(contestant.pid), *_backends(database)])
    done = load(target, bodies, seconds, once=once)
    _settle(database)
    servers, backends = family(contestant.pid), _backends(database)
    return _measured(done, _spent(before, servers), _spent(before, backends))


def _settle(database: Database) -> None:
    """Until the last requests of a load that is over are served, a minute at most: they would burden the next one."""
    for _ in range(300):
        if not _backends(database, "state <> 'idle'"):
            return
        time.sleep(0.2)


def _measured(done: Load, server_seconds: float, database_seconds: float) -> Measurement:
    each = 1000 / max(done.requests, 1)
    return Measurement(done.rate, done.p50_ms, done.p99_ms, server_seconds * each, database_seconds * each, done.failed)


def _spent(before: Mapping[int, float], pids: Sequence[int]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in cpu_seconds(pids).items())


def _backends(database: Database, which: str = "true") -> list[int]:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    return [row["pid"] for row in database.rows(f"SELECT pid FROM pg_stat_activity WHERE {others} AND {which}")]


def _check_same(database: Database, scenario: Scenario, contestants: Sequence[Contestant]) -> None:
    """Every contestant answers without errors; the limit answers what casewright answers, cursors apart."""
    answers = {one.name: _ask(database, scenario, one) for one in contestants}
    wrong = [name for name, answer in answers.items() if "errors" in answer]
    if wrong:
        raise AssertionError(f"{scenario.name}: {wrong} answered {[answers[name] for name in wrong]}"[:2000])
    ours = [_comparable(answer, scenario) for name, answer in answers.items() if name != report.PEER]
    if any(answer != ours[0] for answer in ours):
        raise AssertionError(f"{scenario.name}: the answers of casewright and of the limit differ")


def _ask(database: Database, scenario: Scenario, contestant: Contestant) -> Any:
    target = contestant.target(scenario)
    [body] = scenario.bodies(database, contestant.peer, 1)
    address = f"http://127.0.0.1:{target.port}{target.path}"
    with urlopen(Request(address, body.encode(), dict(target.headers))) as response:
        return json.load(response)


def _comparable(answer: Any, scenario: Scenario) -> Any:
    """An answer without cursors, which are opaque; of a write only the keys, because each is about another case."""
    if isinstance(answer, dict):
        return {key: _comparable(value, scenario) for key, value in answer.items() if "ursor" not in key}
    if isinstance(answer, list):
        return [_comparable(value, scenario) for value in answer]
    return answer if scenario.kind == "read" else type(answer)
