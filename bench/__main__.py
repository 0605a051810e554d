"""`make bench`: every measurement, its tables as they come, and build/bench.json at the end. BENCH_QUICK=1 is short."""

import json
import os
from pathlib import Path
from typing import Any

from bench import contest, figures, foundation, growth, guards, memory, postgres, workers


def main() -> None:
    """Measure, print, write."""
    quick = bool(os.environ.get("BENCH_QUICK"))
    measured: dict[str, Any] = {"quick": quick, "foundation": foundation.run(quick), "ratios": {}}
    measured["workers"] = workers.run(quick)
    if postgres.available():
        measured["contest"] = contest.run(quick)
        measured["ratios"] = measured["contest"].pop("ratios")
        measured["growth"] = growth.run(quick)
        measured["figures"] = figures.run(quick)
        measured["memory"] = memory.run(quick)
        measured["guards"] = guards.run(quick)
    else:
        print("PostgreSQL: absent; CASEWRIGHT_TEST_POSTGRES names no server that answers. The rest is left out.")
    Path("build").mkdir(exist_ok=True)
    Path("build/bench.json").write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()
