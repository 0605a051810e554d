"""A plugin small enough to break on purpose: what a town does about its street lamps."""

from dataclasses import dataclass
from typing import Any

from casewright import Action, Case, CaseType, Event, Phase, Scope, Status, hookimpl


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """A street lamp."""

    street: str
    watts: int = 60

    @property
    def brightness(self) -> int:
        """How bright it is; a lamp without watts has none to tell."""
        return 6000 // self.watts


lamp = CaseType(
    "LampCase",
    Lamp,
    number="LMP-{year}-{sequence:05}",
    stages={"reported": Phase.SCREENING, "mended": Phase.IMPLEMENTATION},
    title=lambda fields: f"Lamp in {fields.street}",
    outcomes={"bright": Status.COMPLETED},
    reopens_at="reported",
)
lamp.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
lamp.grant("chief", Action.READ, Action.WORK, Action.SUPERVISE, Action.INTEGRATE)
lamp.grant("warden", Action.READ, Action.SUPERVISE, scope=Scope.TEAM)
lamp.grant("guest", Action.READ)


@lamp.transition("reported -> mended", role="clerk", outcome="bright")
def mend(case: Case[Lamp]) -> Lamp:
    """Put in a new bulb."""
    return case.fields


class Ears:
    """What the reactions heard, and whether they are broken."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.broken = False

    def hear(self, name: str) -> None:
        """Hear of an event, or fail."""
        if self.broken:
            raise OSError("the line is down")
        self.heard.append(name)


ears = Ears()


@lamp.on("note_added")
def call_the_electrician(case: Case[Lamp], event: Event) -> None:
    ears.hear(f"note on {case.number}")


@hookimpl
def on_event(event: Event) -> None:
    ears.hear(event.name)


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [lamp]
