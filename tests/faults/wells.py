"""A vendor's plugin for the fault tests: wells are dug and tested, and a reaction writes down what it heard."""

import asyncio
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from casewright import (
    Action,
    Case,
    CaseType,
    Event,
    Phase,
    Status,
    entered,
    hookimpl,
    hours,
    indexed,
    left,
    managed,
)


@dataclass(frozen=True, kw_only=True)
class Well:
    """A well that somebody dug."""

    village: str = indexed()
    clean: bool = managed(default=False)


well = CaseType(
    "Well",
    Well,
    number="W-{year}-{sequence:06}",
    stages={"dug": Phase.SCREENING, "tested": Phase.ASSESSMENT},
    title=lambda fields: f"Well of {fields.village}",
    outcomes={"clean": Status.COMPLETED},
    reopens_at="dug",
)
well.clock("test", start=entered("dug"), stop=left("dug"), deadline=hours(48))
well.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK, Action.INTEGRATE)


@well.transition("dug -> tested", role="clerk", outcome="clean")
def test(case: Case[Well]) -> Well:
    """Test the water."""
    return replace(case.fields, clean=True)


@well.on("tested")
async def tell(case: Case[Well], event: Event) -> None:
    """Write down that the event was heard, after a while; with WELLS_BLOCKS it does not let go meanwhile.

    It does not end before the file WELLS_HOLD is gone.
    """
    seconds = float(os.environ.get("WELLS_SECONDS", "0"))
    if os.environ.get("WELLS_BLOCKS"):
        time.sleep(seconds)
    await asyncio.sleep(seconds)
    while Path(os.environ.get("WELLS_HOLD", "")).is_file():
        await asyncio.sleep(0.02)
    with Path(os.environ["WELLS_HEARD"]).open("a", encoding="utf-8") as file:
        file.write(f"{event.id}\n")


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """The case types of this plugin."""
    return [well]
