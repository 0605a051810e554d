"""Who takes part: casewright with and without its planner, the limit, and PostGraphile; each its own processes."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from bench.load import Target
from bench.postgraphile.install import Installation
from bench.postgres import Database
from bench.processes import CASEWRIGHT, environment_of, free_port, serving
from bench.scenarios import Scenario
from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer

JSON = {"content-type": "application/json", "accept": "application/json"}


@dataclass(frozen=True)
class Contestant:
    """A running server: its processes' first, and how a scenario is put to it."""

    name: str
    pid: int
    port: int
    peer: Literal["casewright", "postgraphile"] = "casewright"
    tokens: Mapping[str, str] = field(default_factory=dict)

    def target(self, scenario: Scenario) -> Target:
        """Where the requests of a scenario go."""
        path = f"/{scenario.name}" if self.name == "limit" else "/graphql"
        token = self.tokens.get(scenario.reader)
        expected = '"problems":[]' if self.peer == "casewright" else '"number":'
        return Target(self.port, path, {**JSON, **({"authorization": f"Bearer {token}"} if token else {})}, expected)


@contextmanager
def running(
    database: Database, folder: Path, workers: int, planners: Sequence[str], installation: Installation | None
) -> Iterator[list[Contestant]]:
    """All contestants on one database, each with so many processes; PostGraphile only where it is installed."""
    with ExitStack() as stack:
        tokens = tokens_of(folder)
        contestants = [
            Contestant(
                f"casewright, planner {planner}",
                *stack.enter_context(gateway(database, folder, workers, planner)),
                tokens=tokens,
            )
            for planner in planners
        ]
        contestants.append(Contestant("limit", *stack.enter_context(_limit(database, workers))))
        if installation:
            peer = stack.enter_context(_postgraphile(database, installation, workers))
            contestants.append(Contestant("postgraphile", *peer, peer="postgraphile"))
        yield contestants


def tokens_of(folder: Path) -> dict[str, str]:
    """A token for each reader: an adjuster, and one whom exclusions hide every second case from."""
    issuer = LocalIssuer.load(Settings(data_dir=folder / "data"))
    actors = [Actor(tenant="demo", subject=name, roles=frozenset({"adjuster"})) for name in ("adjuster-1", "half")]
    return {actor.subject: issuer.mint(actor, lifetime=timedelta(hours=12)) for actor in actors}


@contextmanager
def gateway(database: Database, folder: Path, workers: int, planner: str, **more: str) -> Iterator[tuple[int, int]]:
    """`casewright serve`: its first process and its port; `more` is its environment."""
    port = free_port()
    environment = environment_of(database.url, folder, CASEWRIGHT_PLANNER=planner, **more)
    words = [*CASEWRIGHT, "serve", "--port", str(port), "--workers", str(workers)]
    with serving(words, environment, f"http://127.0.0.1:{port}/health/live") as pid:
        yield pid, port


@contextmanager
def _limit(database: Database, workers: int) -> Iterator[tuple[int, int]]:
    port = free_port()
    how = [
        "--workers",
        str(workers),
        "--loop",
        "uvloop",
        "--http",
        "httptools",
        "--no-access-log",
        "--log-level",
        "error",
    ]
    words = [sys.executable, "-m", "uvicorn", "bench.limit:app", "--port", str(port), *how]
    with serving(words, os.environ | {"DATABASE_URL": database.url}, f"http://127.0.0.1:{port}/ready") as pid:
        yield pid, port


@contextmanager
def _postgraphile(database: Database, installation: Installation, workers: int) -> Iterator[tuple[int, int]]:
    port = free_port()
    variables = {"DATABASE_URL": database.url, "PORT": str(port), "WORKERS": str(workers), "NODE_ENV": "production"}
    with serving(installation.command, os.environ | variables, f"http://127.0.0.1:{port}/graphql") as pid:
        yield pid, port
