"""Figures and likenesses over 200,000 cases: each question alone, one after the other over one connection."""

from collections.abc import Mapping
from pathlib import Path

from bench import report
from bench.asker import Asker
from bench.contestants import gateway, tokens_of
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
    "reassigned": "reassigned { part whole share }",
    "first_contact": "firstContact { part whole share }",
    "clocks": "clocks { name attained { part whole share } paused pausedSeconds }",
    "satisfaction": "satisfaction { source count mean }",
    "economies": "economies { currency savings roi }",
    "workload": "workload { name cases tasks }",
    "declared": "declared { name count sum mean }",
    "one_declared": 'declared(names: ["incurred"]) { name count sum mean }',
    "cycle_time_by_field": 'byField(field: "peril") { value count cycleTime { count median } }',
    "clocks_by_field": 'byField(field: "peril") { value clocks { name attained { part whole } } }',
    "declared_by_field": 'byField(field: "peril") { value declared { name sum } }',
    "one_declared_by_field": 'byField(field: "peril") { value declared(names: ["incurred"]) { name sum } }',
}

_MOMENTS = {"now": "", "as_of_a_year_ago": ', asOf: "2025-11-30T00:00:00Z"'}
_SIMILAR = """query ($id: ID!) { case(id: $id) { similar(first: 10) { score sharedFields
  case { number status interventions(first: 5) { method effectiveness } outcomes(first: 5) { measure } } } } }"""
_WORDS = "query ($text: String!) { insuranceClaims(first: 50, where: {text: $text}) { edges { node { number } } } }"


def run(quick: bool) -> dict[str, float]:
    """Milliseconds of each question."""
    folder, cases, times = Path("build/bench").absolute(), *((5_000, 3) if quick else (200_000, 15))
    with seeded(cases, parts=True, folder=folder) as database:
        with say("ends, stays, clocks, opinions and costs"):
            database.run((Path(__file__).parent / "sql" / "figures.sql").read_text())
        with gateway(database, folder, 1, "on") as (_, port):
            figures = measured(Asker(port, tokens_of(folder)["adjuster-1"]), database, times)
    print(report.table(["question", "p50 ms"], list(figures.items())), flush=True)
    return figures


def measured(asker: Asker, database: Database, times: int) -> dict[str, float]:
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
