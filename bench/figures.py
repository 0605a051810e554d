"""Figures and likenesses over 200,000 cases: each question alone, one after the other over one connection."""

import http.client
import json
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.contestants import JSON, gateway, tokens_of
from bench.postgres import Database, seeded
from bench.progress import say
from casewright_gateway import ids

_FIGURES: Mapping[str, str] = {
    "counted": "opened closed byStatus { value count } byPhase { value count }",
    "team_workload": "teamWorkload { name cases }",
    "cycle_time": "cycleTime { count median p90 }",
    "backlog_age": "backlogAge { count median p90 }",
    "time_in_phases": "timeInPhases { phase time { count median p90 } }",
    "throughput": 'throughput(since: "2025-01-01T00:00:00Z", before: "2025-04-01T00:00:00Z") { opened ended }',
    "reopened": "reopened { part whole share }",
    "rework": "rework { part whole share }",
    "first_contact": "firstContact { part whole share }",
    "clocks": "clocks { name attained { part whole share } paused pausedSeconds }",
    "satisfaction": "satisfaction { source count mean }",
    "economies": "economies { currency savings roi }",
    "workload": "workload { name cases tasks }",
    "declared": "declared { name count sum mean }",
}

_MOMENTS = {"now": "", "as_of_a_year_ago": ', asOf: "2025-11-30T00:00:00Z"'}
_SIMILAR = """query ($id: ID!) { case(id: $id) { similar(first: 10) { score sharedFields
  case { number status interventions(first: 5) { method effectiveness } outcomes(first: 5) { measure } } } } }"""
_WORDS = "query ($text: String!) { insuranceClaims(first: 50, where: {text: $text}) { edges { node { number } } } }"


class _Asker:
    """Somebody who sees all cases, over one connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {**JSON, "authorization": f"Bearer {token}"}

    def milliseconds(self, query: str, variables: list[dict[str, Any]], times: int) -> float:
        """The median; the first round, in which statements are prepared, does not count."""
        spent = []
        for turn in range(-1, times):
            for asked in variables:
                began = time.perf_counter()
                self._ask(query, asked)
                spent += [1000 * (time.perf_counter() - began)] if turn >= 0 else []
        return statistics.median(spent)

    def _ask(self, query: str, variables: dict[str, Any]) -> None:
        body = json.dumps({"query": query, "variables": variables})
        self._connection.request("POST", "/graphql", body, self._headers)
        answer = json.loads(self._connection.getresponse().read())
        assert "errors" not in answer, answer


def run(quick: bool) -> dict[str, float]:
    """Milliseconds of each question."""
    folder, cases, times = Path("build/bench").absolute(), *((5_000, 3) if quick else (200_000, 15))
    with seeded(cases, parts=True, folder=folder) as database:
        with say("ends, stays, clocks, opinions and costs"):
            database.run((Path(__file__).parent / "sql" / "figures.sql").read_text())
        with gateway(database, folder, 1, "on") as (_, port):
            figures = measured(_Asker(port, tokens_of(folder)["adjuster-1"]), database, times)
    print(report.table(["question", "p50 ms"], list(figures.items())), flush=True)
    return figures


def measured(asker: _Asker, database: Database, times: int) -> dict[str, float]:
    """Each question by its name."""
    found = {}
    for moment, as_of in _MOMENTS.items():
        for name, selection in _FIGURES.items():
            query = f'{{ metrics(caseType: "InsuranceClaim"{as_of}) {{ {selection} }} }}'
            found[f"{name}_{moment}"] = asker.milliseconds(query, [{}], times)
    rows = database.rows('SELECT id FROM "case" ORDER BY hashtext(id::text) LIMIT 20')
    asked = [{"id": ids.encode("InsuranceClaim", row["id"])} for row in rows]
    found["similar"] = asker.milliseconds(_SIMILAR, asked, max(times // 5, 1))
    found["words_of_many"] = asker.milliseconds(_WORDS, [{"text": "theft"}], times)
    found["words_of_a_case"] = asker.milliseconds(_WORDS, [{"text": "clm-2024-0000042"}], times)
    found["words_of_a_party"] = asker.milliseconds(_WORDS, [{"text": "person 4711"}], times)
    return found
