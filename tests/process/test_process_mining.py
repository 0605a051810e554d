"""The event log as a process miner reads it: pm4py computes from it the figures that the API gives.

pm4py is under the AGPL and brings much along, so the product never imports it and its tests do without it.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from process.conftest import NOW
from process.test_event_log import fetched, lived
from process.yard import Yard

SINCE, BEFORE = NOW + timedelta(minutes=30), NOW + timedelta(hours=60, minutes=30)
"""A period after the first opening and before the last end."""
FIGURES = """query($since: DateTime!, $before: DateTime!) { metrics(caseType: "Garden") { opened
  cycleTime { count median p90 } rework { part whole } reopened { part whole }
  throughput(since: $since, before: $before) { opened ended reopened } } }"""
CASE, ACTIVITY = "case:concept:name", "concept:name"
pytestmark = pytest.mark.filterwarnings(r"ignore:Install the optional requirement:UserWarning:pm4py\.utils")


@pytest.fixture
def pm4py() -> Any:
    """The process miner, where it is installed."""
    return pytest.importorskip(
        "pm4py", reason="pm4py is no dependency: `make process-mining` installs it beside them and runs this"
    )


async def went_on(yard: Yard) -> None:
    """Nine more gardens given up after 3 to 27 hours; the last is taken up, given up again, and has a note since."""
    for hours in range(3, 30, 3):
        case = await yard.garden()
        yard.clock.now += timedelta(hours=hours)
        await yard.move(case, "giveUp")
    yard.clock.now += timedelta(hours=1)
    await yard.foreman.done("reopenCase", "case { id }", id=case["id"], reason="Spring")
    yard.clock.now += timedelta(hours=1)
    await yard.move(case, "giveUp")
    yard.clock.now += timedelta(hours=1)
    await yard.gardener.done("addNote", "note { id }", id=case["id"], text="Weeds again")


def mined(pm4py: Any, log: Any) -> dict[str, Any]:
    """The figures from nothing but the log, by what the miner offers.

    Each phase of a garden has one stage, so a way that has a phase twice went back.
    """
    ends = log[log["outcome"].notna()]
    moves = log[log["phase"].notna() | log["outcome"].notna()]
    ended = pm4py.filter_end_activities(moves, set(ends[ACTIVITY]))
    spent = sorted(pm4py.get_all_case_durations(ended))
    ways = pm4py.get_variants(log[log["phase"].notna()], activity_key="phase")
    again = pm4py.filter_event_attribute_values(log, ACTIVITY, ["reopened"], level="case")
    cases = log[CASE].nunique()
    return {
        "opened": cases,
        "cycleTime": {"count": len(spent), "median": nearest(spent, 50), "p90": nearest(spent, 90)},
        "rework": {"part": sum(number for way, number in ways.items() if len(set(way)) < len(way)), "whole": cases},
        "reopened": {"part": again[CASE].nunique(), "whole": ends[CASE].nunique()},
        "throughput": happened(pm4py, log),
    }


def happened(pm4py: Any, log: Any) -> dict[str, int]:
    """How often cases were opened, ended and taken up again in the period."""
    period = pm4py.filter_time_range(log, SINCE, BEFORE, mode="events")
    activities = pm4py.get_event_attribute_values(period, ACTIVITY)
    return {
        "opened": activities["opened"],
        "ended": sum(pm4py.get_event_attribute_values(period, "outcome").values()),
        "reopened": activities["reopened"],
    }


def nearest(ascending: list[float], percent: int) -> float:
    """The first that no less than so many percent come up to."""
    return next(each for place, each in enumerate(ascending, 1) if 100 * place >= percent * len(ascending))


async def test_a_process_miner_finds_the_figures_of_the_api(yard: Yard, tmp_path: Path, pm4py: Any) -> None:
    """Cases, cycle times, rework, reopenings and throughput, from either format."""
    await lived(yard)
    await went_on(yard)
    told = (await yard.gardener.ask(FIGURES, since=SINCE.isoformat(), before=BEFORE.isoformat()))["metrics"]
    assert told["cycleTime"] == {"count": 11, "median": 12 * 3600, "p90": 24 * 3600}
    ocel, xes = tmp_path / "log.json", tmp_path / "log.xes"
    ocel.write_text(await fetched(yard.gardener, "json"), encoding="utf-8")
    xes.write_text(await fetched(yard.gardener, "xes"), encoding="utf-8")
    assert mined(pm4py, pm4py.ocel_flattening(pm4py.read_ocel2_json(str(ocel)), "Garden")) == told
    assert mined(pm4py, pm4py.read_xes(str(xes))) == told
