"""The plugin under measurement: a case type with one reaction, which writes down when it is done."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casewright import Action, Case, CaseType, Event, Phase, Status, hookimpl

HEARD = Path(os.environ["ECHOES_HEARD"])


@dataclass(frozen=True, kw_only=True)
class Call:
    """Somebody called."""

    name: str


call = CaseType(
    "Call",
    Call,
    number="CALL-{year}-{sequence:06}",
    stages={"called": Phase.SCREENING},
    title=lambda fields: fields.name,
    outcomes={"answered": Status.COMPLETED},
    reopens_at="called",
)
call.grant("caller", Action.READ, Action.OPEN)


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """The case type of this plugin."""
    return [call]


@hookimpl
def on_event(case: Case[Any], event: Event) -> None:
    """The echo."""
    with HEARD.open("a", encoding="utf-8") as file:
        file.write(f"{case.fields.name} {time.time()}\n")
