"""The benchmark's arithmetic: medians, ratios, growth, and what stands in build/bench.json."""

import json

import pytest

from bench import memory, report
from bench.report import LIMIT, OURS, PEER, PLAIN, Measurement
from bench.scenarios import SCENARIOS


def measured(rate: float, failed: int = 0) -> Measurement:
    return Measurement(rate, p50_ms=1 / rate, p99_ms=3 / rate, server_cpu_ms=0.1, database_cpu_ms=0.2, failed=failed)


def test_the_median_of_rounds_forgets_outliers_and_no_failure() -> None:
    """Each figure for itself; what failed in any round stays visible."""
    rounds = report.median([measured(100, failed=2), measured(5, failed=1), measured(110)])
    assert (rounds.rate, rounds.p50_ms, rounds.failed) == (100, 1 / 100, 3)


@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_ratio_says_how_many_times_the_other_the_planner_serves(kind: str) -> None:
    """More than 1 is faster than the other; the planner that is off takes no part in it."""
    found = {OURS: measured(700), PLAIN: measured(30), LIMIT: measured(1000), PEER: measured(200)}
    assert report.ratios(kind, found) == {"kind": kind, "limit": 0.7, "postgraphile": 3.5}


def test_who_did_not_take_part_has_no_ratio() -> None:
    """Without npm, or where the peer cannot answer, JSON says null."""
    ratio = report.ratios("read", {OURS: measured(700), LIMIT: measured(1000)})
    assert json.loads(json.dumps(ratio)) == {"kind": "read", "limit": 0.7, "postgraphile": None}


def test_a_table_has_a_line_for_each_contestant() -> None:
    """Figures below 100 with three digits, others whole."""
    lines = report.measurements_table("list", {OURS: measured(700), LIMIT: measured(1000)}).splitlines()
    assert lines[2].startswith(f"| {OURS} | 700 | 0.7 | 0.00143 |")
    assert len(lines) == 4


def test_memory_that_levels_off_does_not_grow() -> None:
    """The first third is warming up."""
    assert memory.growth([60, 80, 90, 100, 100, 100, 100, 100, 100])["growth_mb"] == 0
    assert memory.growth([60, 80, 90, 100, 110, 120, 130, 140, 150])["growth_mb"] == 30


def test_every_scenario_is_written_for_everybody_who_takes_part() -> None:
    """An operation for casewright, and one for PostGraphile where nothing is hidden from the reader."""
    for scenario in SCENARIOS:
        for peer in ("casewright", "postgraphile"):
            if scenario.put_to(peer):
                assert scenario.query(peer).startswith("mutation" if scenario.kind == "write" else "query")
