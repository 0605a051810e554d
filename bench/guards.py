"""What the guards cost, and what one is spared by them.

The fence and the log of reads: with and without, asked in turn, so that a busy moment of the machine hits both. The
budget: how long somebody waits while another tenant goes on asking after it has spent its own.
"""

import json
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from bench import report
from bench.asker import Asker
from bench.contestants import JSON, gateway, tokens_of
from bench.load import Target, load
from bench.postgres import Database, seeded
from bench.processes import casewright, environment_of
from bench.progress import say
from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer

Question = tuple[Asker, str, dict[str, str]]

_PAGE = "{ %s(first: 50) { edges { node { id number title stage status assignee version openedAt } } } }"
_ONE = "query ($id: ID!) { case(id: $id) { number title stage status notes(first: 5) { text } tasks { title } } }"
_FLOOD, _SPENT_BY = 20.0, 3.0
"""Seconds for which the greedy tenant asks, and after which its budget of 20,000 points is long gone."""
_ANSWERS = 150
"""As many again cost less than the budget."""
_LOGGED = "CarePlanCase"
"""A case type of which reads are kept; its rows are claims by another name, of which no field of their own is read."""


def run(quick: bool) -> dict[str, float]:
    """How many times as long a page of 50 and a single case take with each guard."""
    cases, times = (2_000, 50) if quick else (200_000, 500)
    folder = Path("build/bench").absolute()
    with seeded(cases, parts=True, folder=folder) as database:
        ratios = _fence(database, folder, times) | _budget(database, folder) | _log(database, folder, times)
    print(report.table(["guard", "times as long"], list(ratios.items())), flush=True)
    return ratios


def _fence(database: Database, folder: Path, times: int) -> dict[str, float]:
    with (
        _guest(database) as fenced,
        gateway(database, folder, 1, "on") as (_, open_port),
        gateway(fenced, folder, 1, "on") as (_, fenced_port),
        say("pages and cases with and without the fence"),
    ):
        token = tokens_of(folder)["adjuster-1"]
        one = {"id": f"InsuranceClaim-{_some_case(database)}"}
        askers = [Asker(port, token) for port in (fenced_port, open_port)]
        return {
            "fence_page": _ratio([(asker, _PAGE % "insuranceClaims", {}) for asker in askers], times),
            "fence_single": _ratio([(asker, _ONE, one) for asker in askers], times),
        }


def _budget(database: Database, folder: Path) -> dict[str, float]:
    """The 95th of a hundred answers while a tenant asks without end on 16 connections, over that of before."""
    one = {"id": f"InsuranceClaim-{_some_case(database)}"}
    with (
        gateway(database, folder, 1, "on", CASEWRIGHT_RATE_LIMIT="20000") as (_, port),
        say("a tenant without a budget"),
    ):
        asker = Asker(port, tokens_of(folder)["adjuster-1"])
        before = _p95(asker, one)
        greedy = {**JSON, "authorization": f"Bearer {_token(folder, 'adjuster', tenant='greedy')}"}
        body = json.dumps({"query": _PAGE % "insuranceClaims"})
        with ThreadPoolExecutor(1) as beside:
            flood = beside.submit(load, Target(port, "/graphql", greedy, '"number":'), [body], _FLOOD, once=False)
            time.sleep(_SPENT_BY)
            meanwhile = _p95(asker, one)
            assert not flood.done(), "the flood was over before the last answer"
    return {"budget_p95": meanwhile / before, "budget_refused_a_second": flood.result().failed / _FLOOD}


def _p95(asker: Asker, one: dict[str, str]) -> float:
    return statistics.quantiles([asker.once(_ONE, one) for _ in range(_ANSWERS)], n=20)[-1]


def _log(database: Database, folder: Path, times: int) -> dict[str, float]:
    claim = _some_case(database)
    database.run(f"UPDATE \"case\" SET case_type = '{_LOGGED}' WHERE hashtext(id::text) % 2 = 0 AND id <> '{claim}';")
    database.run("ANALYZE;")
    care = _some_case(database, _LOGGED)
    both = {"CASEWRIGHT_PLUGINS": "healthcare,insurance"}
    casewright("migrate", environment=environment_of(database.url, folder, **both))
    with (
        gateway(database, folder, 1, "on", **both) as (_, port),
        say("pages and cases with and without the log of reads"),
    ):
        reader = Asker(port, tokens_of(folder)["adjuster-1"])
        kept = Asker(port, _token(folder, "care_manager"))
        pages: list[Question] = [(kept, _PAGE % "carePlanCases", {}), (reader, _PAGE % "insuranceClaims", {})]
        ones: list[Question] = [
            (kept, _ONE, {"id": f"{_LOGGED}-{care}"}),
            (reader, _ONE, {"id": f"InsuranceClaim-{claim}"}),
        ]
        return {"log_page": _ratio(pages, times), "log_single": _ratio(ones, times)}


def _ratio(pair: list[Question], times: int) -> float:
    """The median of the first over that of the second, asked in turn after a warm-up."""
    spent: list[list[float]] = [[], []]
    for turn in range(-20, times):
        for took, (asker, query, variables) in zip(spent, pair, strict=True):
            milliseconds = asker.once(query, variables)
            took += [milliseconds] if turn >= 0 else []
    guarded, free = map(statistics.median, spent)
    return guarded / free


def _some_case(database: Database, case_type: str = "InsuranceClaim") -> str:
    found = database.rows('SELECT id FROM "case" WHERE case_type = $1 ORDER BY id LIMIT 1 OFFSET 100', case_type)
    return str(found[0]["id"])


def _token(folder: Path, role: str, tenant: str = "demo") -> str:
    actor = Actor(tenant=tenant, subject="max", roles=frozenset({role}))
    return LocalIssuer.load(Settings(data_dir=folder / "data")).mint(actor, lifetime=timedelta(hours=12))


@contextmanager
def _guest(database: Database) -> Iterator[Database]:
    """The same database for a user that does not own it."""
    guest = f"casewright_bench_{uuid4().hex}"
    database.run(
        f"CREATE ROLE {guest} LOGIN NOBYPASSRLS;\n"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {guest};"
    )
    at = urlsplit(database.url)
    try:
        yield Database(at._replace(netloc=f"{guest}@{at.hostname}:{at.port}").geturl())
    finally:
        database.run(f"DROP OWNED BY {guest};\nDROP ROLE {guest};")
